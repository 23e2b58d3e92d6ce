"""Doors of curriculum."""

from django.http import HttpResponse
from django.urls import path


def _v(request, *a, **k):
    return HttpResponse("")


urlpatterns = [
    path("modules/", _v, name="module_list"),
    path("modules/<slug:slug>/", _v, name="module"),
    path("modules/<slug:slug>/<slug:lesson>/", _v, name="lesson"),
    path("modules/<slug:slug>/<slug:lesson>/done/", _v, name="lesson_done"),
    path("modules/<slug:slug>/<slug:lesson>/image/", _v, name="lesson_image"),
]
