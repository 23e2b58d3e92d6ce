"""Doors of curriculum."""

from django.urls import path

from curriculum.views import library, print_packs
from curriculum.views.calendar import calendar
from curriculum.views.coverage import coverage_map, coverage_table
from curriculum.views.lesson import lesson, lesson_done, lesson_image, lesson_recording
from curriculum.views.more_time import student_time
from curriculum.views.outline import module, module_list
from curriculum.views.practice import practice, practice_list
from curriculum.views.session import lesson_attendance, lesson_projector

urlpatterns = [
    path("courses/<slug:slug>/coverage/", coverage_map, name="coverage"),
    path("courses/<slug:slug>/coverage.csv", coverage_table, name="coverage_table"),
    path("cohorts/<slug:slug>/time/<uuid:person_id>/", student_time, name="student_time"),
    path("scenarios/", library.scenario_list, name="scenario_list"),
    path("scenarios/<slug:slug>/", library.scenario, name="scenario"),
    path("scenarios/<slug:slug>/print/", print_packs.scenario_print, name="scenario_print"),
    path(
        "scenarios/<slug:slug>/print/<slug:sheet>/",
        print_packs.scenario_print,
        name="scenario_print_sheet",
    ),
    path("practice/", practice_list, name="practice_list"),
    path("practice/<slug:slug>/", practice, name="practice"),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("modules/", module_list, name="module_list"),
    path("modules/<slug:slug>/", module, name="module"),
    path("modules/<slug:slug>/<slug:lesson>/", lesson, name="lesson"),
    path("modules/<slug:slug>/<slug:lesson>/done/", lesson_done, name="lesson_done"),
    path("modules/<slug:slug>/<slug:lesson>/image/", lesson_image, name="lesson_image"),
    path("modules/<slug:slug>/<slug:lesson>/recording/", lesson_recording, name="lesson_recording"),
    path("modules/<slug:slug>/<slug:lesson>/projector/", lesson_projector, name="lesson_projector"),
    path(
        "modules/<slug:slug>/<slug:lesson>/attendance/",
        lesson_attendance,
        name="lesson_attendance",
    ),
]
