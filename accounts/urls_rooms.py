"""Rooms of accounts outside /accounts/."""

from django.urls import path

from accounts.views import (
    archiving,
    cohorts,
    device,
    evaluators,
    help,
    pair_lists,
    pairing,
    rosters,
)

urlpatterns = [
    path("help/", help.help_page, name="help"),
    path("help/lines/", help.help_lines, name="help_lines"),
    path("device/", device.unsent, name="device"),
    path("cohorts/<slug:slug>/", cohorts.cohort, name="cohort"),
    path("cohorts/<slug:slug>/roster/", rosters.cohort_roster, name="cohort_roster"),
    path("cohorts/<slug:slug>/invite/", rosters.cohort_invite, name="cohort_invite"),
    path("cohorts/<slug:slug>/archive/", archiving.cohort_archive, name="cohort_archive"),
    path("cohorts/<slug:slug>/thank/", archiving.cohort_thank, name="cohort_thank"),
    path("cohorts/<slug:slug>/hand-over/", archiving.cohort_hand_over, name="cohort_hand_over"),
    path("cohorts/<slug:slug>/back/", archiving.cohort_bring_back, name="cohort_bring_back"),
    path("cohorts/<slug:slug>/pairing/", pairing.cohort_pairing, name="pairing"),
    path("cohorts/<slug:slug>/pairing/give/", pairing.pairing_give, name="pairing_give"),
    path("cohorts/<slug:slug>/pairing/cover/", pairing.pairing_cover, name="pairing_cover"),
    path("cohorts/<slug:slug>/pairing/most/", pairing.pairing_capacity, name="pairing_capacity"),
    path("cohorts/<slug:slug>/pairing/table.csv", pairing.pairing_table, name="pairing_table"),
    path(
        "cohorts/<slug:slug>/pairing/proposal/",
        pairing.pairing_proposal,
        name="pairing_proposal",
    ),
    path("cohorts/<slug:slug>/pairing/list/", pair_lists.pairing_list, name="pairing_list"),
    path("cohorts/<slug:slug>/evaluators/", evaluators.cohort_evaluators, name="evaluators"),
    path("cohorts/<slug:slug>/evaluators/end/", evaluators.evaluator_end, name="evaluator_end"),
    path("cohorts/<slug:slug>/evaluators/list/", pair_lists.evaluator_list, name="evaluator_list"),
    path("lists/<uuid:sheet_id>/", pair_lists.pair_sheet, name="pair_sheet"),
    path("lists/<uuid:sheet_id>/apply/", pair_lists.pair_sheet_apply, name="pair_sheet_apply"),
    path(
        "lists/<uuid:sheet_id>/discard/", pair_lists.pair_sheet_discard, name="pair_sheet_discard"
    ),
    path("archive/", archiving.archived_cohorts, name="archived_cohorts"),
    path("rosters/", rosters.roster_start, name="roster_start"),
    path("rosters/<uuid:roster_id>/", rosters.roster, name="roster"),
    path("rosters/<uuid:roster_id>/columns/", rosters.roster_columns, name="roster_columns"),
    path("rosters/<uuid:roster_id>/errors.csv", rosters.roster_errors, name="roster_errors"),
    path("rosters/<uuid:roster_id>/apply/", rosters.roster_apply, name="roster_apply"),
    path("rosters/<uuid:roster_id>/discard/", rosters.roster_discard, name="roster_discard"),
]
