"""Each page of the admin that plans or builds asks the rule itself: who comes in may not do all."""

import uuid
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from curriculum.models import Course, ShelfPrompt
from tests import make


def asked_by(person: Any) -> HttpRequest:
    request = HttpRequest()
    request.user = person
    return request


def url(name: str, *args: Any) -> str:
    return reverse(f"admin:curriculum_{name}", args=args)


@pytest.fixture
def omar_mentors_here(world):
    """Let Omar, who opens the admin for his own cohort and course, mentor in Juniper as well."""
    make.membership(person=world.omar, cohort=world.juniper, role="mentor")


@pytest.mark.usefixtures("omar_mentors_here")
def test_anothers_page_is_not_there(world, client_for) -> None:
    """Not even where it only says that it wants another method."""
    w, course = world, world.release.version.module.course
    version = make.module_version(module=make.module(course=course), number=None)
    lesson = make.lesson(version=version, kind="reflection")
    pages = {
        url("shelfprompt_take", lesson.pk): 200,
        url("release_move_due", w.release.pk): 405,
        url("release_take_back", course.pk, w.juniper.pk, uuid.uuid4()): 405,
    }
    omar, hana = client_for(w.omar), client_for(w.hana)
    for page, status in pages.items():
        assert (omar.get(page).status_code, omar.post(page).status_code) == (404, 404), page
        assert hana.get(page).status_code == status, page
    assert omar.get(url("release_plan", course.pk)).status_code == 200


def test_a_course_names_its_team_to_those_who_may_know_of_it(world) -> None:
    w, pages = world, admin.site._registry[Course]
    course = w.release.version.module.course

    def named(person: Any) -> list[tuple[str, bool]]:
        rows = pages._team(asked_by(person), course).rows
        return [(row["label"], bool(row["url"])) for row in rows]

    everybody = ["Prof Hana", "Cleo", "Maya"]
    assert named(w.hana) == named(w.ivo) == [(name, True) for name in everybody]
    assert named(w.cleo) == [(name, False) for name in everybody]
    assert named(w.maya) == [("Maya", False)]
    for person in (w.omar, w.ekdal, w.asha, AnonymousUser()):
        assert named(person) == []


def test_a_reflection_is_offered_the_shelf_its_editor_may_read(world) -> None:
    w, pages = world, admin.site._registry[ShelfPrompt]
    course = w.release.version.module.course
    lesson = make.reflection_of(w.release)
    here = make.shelf_prompt(course=course)
    make.shelf_prompt(course=w.other_release.version.module.course)

    def offered(person: Any) -> list[ShelfPrompt]:
        return list(pages._shelf(asked_by(person), lesson))

    assert offered(w.hana) == offered(w.cleo) == offered(w.maya) == [here]
    assert offered(w.omar) == offered(w.chidi) == offered(AnonymousUser()) == []
