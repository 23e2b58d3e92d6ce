"""The rows of docs/visibility.md about what faculty author and what a cohort is given of it."""

import uuid
from typing import Any

from django.db.models import Model

from curriculum.models import Completion, CourseTeam, Editing
from tests import make
from tests.house.finding import Things
from tests.world import World


def _practice(w: World, **fields: bool) -> Any:
    return make.encounter(course=w.release.version.module.course, **fields)


def _skip_week(w: World) -> Model:
    return w.juniper.skip_weeks.first() or make.skip_week(cohort=w.juniper)


def _editing(w: World) -> Model:
    opened = Editing.objects.filter(person=w.hana).first()
    module = w.release.version.module
    return opened or make.editing(person=w.hana, module=module, body="WORDS-unsaved")


def _extension(w: World) -> Model:
    known = w.release.extensions.first()
    return known or make.extension(release=w.release, person=w.asha, granted_by=w.ekdal)


def _attendance(w: World) -> Model:
    circle = make.lesson(version=w.release.version, kind="circle")
    return make.attendance(person=w.asha, release=w.release, lesson=circle, by=w.farid)


COURSES: Things = {
    "a course": (lambda w: w.release.version.module.course, "read"),
    "a course, to build": (lambda w: w.release.version.module.course, "build"),
    "a course’s coverage map": (lambda w: w.release.version.module.course, "survey"),
    "a course, to own": (lambda w: w.release.version.module.course, "change"),
    "a place in a course team": (lambda w: CourseTeam.objects.get(person=w.cleo), "read"),
    "a module that is open": (lambda w: w.release.version.module, "read"),
    "a module that opens later": (lambda w: w.future_release.version.module, "read"),
    "a module, to build": (lambda w: w.release.version.module, "build"),
    "a module’s text": (lambda w: w.release.version, "read"),
    "a module’s text, before it opens": (lambda w: w.future_release.version, "read"),
    "a module’s facilitator notes": (lambda w: w.release.version, "read_notes"),
    "a lesson": (lambda w: w.release.version.lessons.first(), "read"),
    "a lesson, before it opens": (lambda w: w.future_release.version.lessons.first(), "read"),
    "a lesson’s facilitator notes": (lambda w: w.release.version.lessons.first(), "read_notes"),
    "a lesson, to change": (lambda w: w.release.version.lessons.first(), "change"),
    "a prompt": (lambda w: make.reflection_of(w.release).prompts.first(), "read"),
    "a competency framework": (lambda w: make.framework(), "read"),
    "a competency framework, to change": (lambda w: make.framework(), "change"),
    "a competency": (lambda w: make.framework().competencies.first(), "read"),
    "a prompt on the shelf": (
        lambda w: make.shelf_prompt(course=w.release.version.module.course),
        "read",
    ),
    "a prompt on the shelf, to change": (
        lambda w: make.shelf_prompt(course=w.release.version.module.course),
        "change",
    ),
    "a scenario of the library": (
        lambda w: make.scenario(course=w.release.version.module.course),
        "read",
    ),
    "a scenario before it is there": (
        lambda w: make.scenario(course=w.release.version.module.course, is_published=False),
        "read",
    ),
    "a scenario, to change": (
        lambda w: make.scenario(course=w.release.version.module.course),
        "change",
    ),
    "a practice alone": (lambda w: _practice(w), "read"),
    "a practice alone, being written": (lambda w: _practice(w, is_published=False), "read"),
    "a practice that needs the wellbeing lead, being written": (
        lambda w: _practice(w, is_published=False, needs_sign_off=True),
        "read",
    ),
    "its pages in the admin": (lambda w: _practice(w, needs_sign_off=True), "build"),
    "the pages in the admin of one that does not": (lambda w: _practice(w), "build"),
    "a practice alone, to agree to": (lambda w: _practice(w, needs_sign_off=True), "sign_off"),
    "a practice alone that needs nobody, to agree to": (lambda w: _practice(w), "sign_off"),
    "a practice alone, to change": (lambda w: _practice(w, needs_sign_off=True), "change"),
    "a moment of a practice": (lambda w: _practice(w).nodes.first(), "read"),
    "a moment of one that needs the wellbeing lead": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first(),
        "read",
    ),
    "a moment of it, to change": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first(),
        "change",
    ),
    "a choice in a practice": (lambda w: _practice(w).nodes.first().choices.first(), "read"),
    "a choice in one that needs the wellbeing lead": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first().choices.first(),
        "read",
    ),
    "a choice in it, to change": (
        lambda w: _practice(w, needs_sign_off=True).nodes.first().choices.first(),
        "change",
    ),
    "a release": (lambda w: w.release, "read"),
    "a release, before it opens": (lambda w: w.future_release, "read"),
    "a release, to change": (lambda w: w.release, "change"),
    "a module’s change, as a cohort is told": (
        lambda w: make.release_change(release=w.release, by=w.hana),
        "read",
    ),
    "a week to skip": (_skip_week, "read"),
    "a week to skip, to change": (_skip_week, "change"),
    "a later due date given to the author": (_extension, "read"),
    "the right to give or take it": (_extension, "change"),
    "a page somebody has open": (_editing, "read"),
    "the unsaved words on it": (lambda w: _editing(w).draft.texts.get(), "read"),
    "having been in a circle": (_attendance, "read"),
    "having been in a circle, to note": (_attendance, "change"),
    "a tick on a lesson": (
        lambda w: Completion.objects.create(
            person=w.asha, release=w.release, lesson_key=uuid.uuid4()
        ),
        "read",
    ),
    "a tick on a lesson, to change": (
        lambda w: Completion.objects.create(
            person=w.asha, release=w.release, lesson_key=uuid.uuid4()
        ),
        "change",
    ),
}
