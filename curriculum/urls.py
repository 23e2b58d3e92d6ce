"""Doors of curriculum."""

from django.urls import path

from curriculum.views.lesson import lesson, lesson_done, lesson_image
from curriculum.views.outline import module, module_list

urlpatterns = [
    path("modules/", module_list, name="module_list"),
    path("modules/<slug:slug>/", module, name="module"),
    path("modules/<slug:slug>/<slug:lesson>/", lesson, name="lesson"),
    path("modules/<slug:slug>/<slug:lesson>/done/", lesson_done, name="lesson_done"),
    path("modules/<slug:slug>/<slug:lesson>/image/", lesson_image, name="lesson_image"),
]
