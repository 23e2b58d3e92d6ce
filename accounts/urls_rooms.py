"""Rooms of accounts outside /accounts/."""

from django.urls import path

from accounts.views import cohorts, help

urlpatterns = [
    path("help/", help.help_page, name="help"),
    path("cohorts/", cohorts.cohort_list, name="cohort_list"),
    path("cohorts/<slug:slug>/", cohorts.cohort, name="cohort"),
]
