"""Rooms of accounts outside /accounts/."""

from django.http import HttpResponse
from django.urls import path


def _v(request, *a, **k):
    return HttpResponse("")


urlpatterns = [
    path("help/", _v, name="help"),
    path("cohorts/", _v, name="cohort_list"),
    path("cohorts/<slug:slug>/", _v, name="cohort"),
]
