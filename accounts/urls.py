"""Doors under /accounts/ that are ours, beside allauth's."""

from django.http import HttpResponse
from django.urls import path


def _v(request, *a, **k):
    return HttpResponse("")


urlpatterns = [
    path("profile/", _v, name="profile"),
    path("appearance/", _v, name="appearance"),
    path("invitation/<str:token>/", _v, name="invitation"),
    path("pictures/<uuid:person_id>/", _v, name="picture"),
]
