"""Rooms of accounts outside /accounts/."""

from django.urls import path

from accounts.views import archiving, cohorts, device, help, rosters

urlpatterns = [
    path("help/", help.help_page, name="help"),
    path("device/", device.unsent, name="device"),
    path("cohorts/<slug:slug>/", cohorts.cohort, name="cohort"),
    path("cohorts/<slug:slug>/roster/", rosters.cohort_roster, name="cohort_roster"),
    path("cohorts/<slug:slug>/invite/", rosters.cohort_invite, name="cohort_invite"),
    path("cohorts/<slug:slug>/archive/", archiving.cohort_archive, name="cohort_archive"),
    path("cohorts/<slug:slug>/thank/", archiving.cohort_thank, name="cohort_thank"),
    path("cohorts/<slug:slug>/hand-over/", archiving.cohort_hand_over, name="cohort_hand_over"),
    path("cohorts/<slug:slug>/back/", archiving.cohort_bring_back, name="cohort_bring_back"),
    path("archive/", archiving.archived_cohorts, name="archived_cohorts"),
    path("rosters/", rosters.roster_start, name="roster_start"),
    path("rosters/<uuid:roster_id>/", rosters.roster, name="roster"),
    path("rosters/<uuid:roster_id>/columns/", rosters.roster_columns, name="roster_columns"),
    path("rosters/<uuid:roster_id>/errors.csv", rosters.roster_errors, name="roster_errors"),
    path("rosters/<uuid:roster_id>/apply/", rosters.roster_apply, name="roster_apply"),
    path("rosters/<uuid:roster_id>/discard/", rosters.roster_discard, name="roster_discard"),
]
