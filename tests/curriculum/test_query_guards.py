"""Each query of the courses asks the rule itself, whoever calls it and whatever its page asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Cohort, Person
from curriculum import queries
from curriculum.models import Lesson, Release
from curriculum.queries import (
    editing,
    loads,
    more_time,
    moves,
    outlines,
    plans,
    releases,
    teaching,
)
from curriculum.queries.shelves import _built_versions, _done_counts
from tests import make
from tests.world import World

pytestmark = pytest.mark.django_db
NOTES = "<p>NOTES-for-those-who-teach</p>"


def suspended(person: Person) -> Person:
    """Return the same person as she is once she may not sign in any more; nothing is saved."""
    return Person(pk=person.pk, name=person.name, is_active=False)


def circle_of(release: Release) -> Lesson:
    return make.lesson(version=release.version, kind="circle")


# ------------------------------------------------------------------ people and their pages
def test_the_load_names_whom_one_may_know(world: World) -> None:
    hit = [world.asha.pk, world.ben.pk]
    assert loads.too_much(world.hana, hit).startswith("Asha and Ben would have")
    for person in (world.omar, world.chidi, world.tuva, suspended(world.hana)):
        assert loads.too_much(person, hit).startswith("2 students would have"), person.name


def test_who_has_a_page_open_is_told_to_those_who_build_beside_her(world: World) -> None:
    w, version = world, world.release.version
    make.editing(person=w.hana, module=version.module)

    def at_it(person: Person) -> list[Person]:
        return [row.person for row in editing.others_at(person, editing.Place(version))]

    assert at_it(w.cleo) == at_it(w.maya) == at_it(w.ivo) == [w.hana]
    for person in (w.asha, w.ekdal, w.farid, w.omar, w.chidi):
        assert at_it(person) == [], person.name


def test_more_time_is_told_to_her_mentor_and_to_no_other(world: World) -> None:
    """Not even to who mentors beside her, and may know of the release."""
    w = world
    made = make.extension(release=w.release, person=w.asha, granted_by=w.ekdal)
    pair = (w.asha.pk, w.juniper.pk)

    def told(person: Person) -> list[Any]:
        return [row.extension for row in more_time.more_time(person, [pair])[pair]]

    assert told(w.ekdal) == told(w.hana) == [made]
    for person in (w.fox, w.noma, w.farid, w.ben, w.ivo):
        assert told(person) == [None], person.name


# ------------------------------------------------------------------ the plan
def test_a_plan_is_moved_by_who_may_change_it(world: World) -> None:
    w, was = world, world.juniper.first_day - timedelta(days=7)

    def moved(person: Person) -> set[Release]:
        return {row.release for row in moves.proposed_move(person, w.juniper, was)}

    assert moved(w.hana) == moved(w.ivo) == {w.release, w.future_release}
    assert moved(w.maya) == {w.release}
    for person in (w.ekdal, w.farid, w.cleo, w.asha, w.omar):
        assert moved(person) == set(), person.name


def test_a_plan_has_the_modules_and_releases_one_may_plan(world: World) -> None:
    w, course = world, world.release.version.module.course
    now, later = w.release.version.module, w.future_release.version.module

    def planned(person: Person) -> tuple[set[Any], set[Release]]:
        rows = plans.releases_of(person, course, [w.juniper])
        return set(plans.planned_modules(person, course)), set(rows)

    both = {w.release, w.future_release}
    assert planned(w.hana) == planned(w.ekdal) == planned(w.ivo) == ({now, later}, both)
    assert planned(w.maya) == ({now}, {w.release})
    assert planned(w.cleo) == ({now, later}, set())
    assert planned(w.asha) == ({now}, set())
    assert planned(w.omar) == planned(suspended(w.hana)) == (set(), set())


def test_weeks_without_teaching_are_for_those_who_teach_the_cohort(world: World) -> None:
    """Who was given one module plans its release there; the cohort's calendar was not given."""
    w, course = world, world.release.version.module.course
    week = make.skip_week(cohort=w.juniper)

    def weeks(person: Person) -> list[tuple[Cohort, Any, int]]:
        columns = plans.matrix(person, course).columns
        return [(one.cohort, one.weeks, len(one.calendar.gaps)) for one in columns]

    assert weeks(w.hana) == weeks(w.farid) == [(w.juniper, [week], 1)]
    assert weeks(w.maya) == [(w.juniper, [], 0)]


def test_more_time_can_be_asked_for_releases_one_may_know(world: World) -> None:
    w, cohorts = world, [world.juniper.pk, world.rowan.pk]
    make.release(
        version=w.future_release.version, cohort=w.juniper, block="Hers", opens_on=make.ago().date()
    )
    Release.objects.filter(block="Hers").update(opens_at=make.ago(hours=1))

    def known(person: Person) -> set[str]:
        rows = plans.open_for_more_time(person, cohorts)
        return {f"{row.cohort.name} {row.block}".strip() for row in rows}

    assert known(w.ivo) == {"Juniper", "Juniper Hers", "Rowan"}
    assert known(w.ekdal) == known(w.asha) == {"Juniper", "Juniper Hers"}
    assert known(w.maya) == {"Juniper"}
    assert known(w.omar) == {"Rowan"}
    assert known(w.cleo) == known(suspended(w.ekdal)) == set()


# ------------------------------------------------------------------ modules to build
def test_without_a_release_a_module_is_read_by_who_builds_it(world: World) -> None:
    """Leading a cohort that has it, or an office, opens the admin and builds nothing."""
    w, at = world, timezone.now()
    version, foreign = w.release.version, w.other_release.version
    make.membership(person=w.fox, cohort=w.juniper, role="lead")

    def built(person: Person) -> tuple[Any, set[Any]]:
        one = releases._built_version(person, version.module.slug, at)
        return one, set(_built_versions(person, set(), at))

    own = {version, w.future_release.version}
    assert built(w.hana) == built(w.cleo) == (version, own)
    assert built(w.maya) == (version, {version})
    assert built(w.omar) == (None, {foreign})
    assert built(w.fox) == built(w.tuva) == built(w.asha) == (None, set())
    assert queries.place(w.omar, version.module.slug) is None
    assert queries.place(w.tuva, version.module.slug) is None
    assert queries.place(w.cleo, version.module.slug) == queries.Place(version)


# ------------------------------------------------------------------ ticks and circles
def test_who_was_in_a_circle_is_for_those_who_teach_there(world: World) -> None:
    w, circle, today = world, circle_of(world.release), timezone.localdate()
    for person in (w.asha, w.ben, w.lena):
        make.attendance(person=person, release=w.release, lesson=circle, by=w.farid)

    def were_there(person: Person) -> tuple[set[str], list[Any]]:
        sheet = queries.attendance_sheet(person, w.release, circle, today)
        return {seat.name for seat in sheet.seats if seat.was_there}, sheet.held

    assert were_there(w.farid) == were_there(w.ekdal) == ({"Asha", "Ben", "Lena"}, [(today, 3)])
    assert were_there(w.ben) == ({"Ben"}, [(today, 1)])
    for person in (w.chidi, w.omar, w.cleo, w.ivo, suspended(w.farid)):
        assert were_there(person) == (set(), []), person.name


@pytest.mark.parametrize("done_by", ["a tick", "a circle"])
def test_what_one_did_is_told_to_nobody_who_may_not_sign_in(world: World, done_by: str) -> None:
    w, at, today = world, timezone.now(), timezone.localdate()
    lesson = circle_of(w.release)
    if done_by == "a tick":
        make.completion(person=w.asha, release=w.release, lesson=lesson)
    else:
        make.attendance(person=w.asha, release=w.release, lesson=lesson, by=w.farid)

    def known(person: Person) -> tuple[bool, int, list[Any]]:
        rows = outlines._ticked.build(person, w.release.pk, w.release.version_id, at, False)
        days = queries.days_attended(person, w.release, lesson)
        done = _done_counts(person, [w.release], at)
        return rows.get(key=lesson.key).is_ticked, done.get(w.release.pk, 0), days

    assert known(w.asha) == (True, 1, [] if done_by == "a tick" else [today])
    assert known(w.ben) == known(suspended(w.asha)) == (False, 0, [])


# ------------------------------------------------------------------ facilitator notes
def noted(release: Release) -> Lesson:
    """Give a module and a circle of it notes for those who teach."""
    release.version.facilitator_notes = NOTES
    release.version.save()
    return make.lesson(version=release.version, kind="circle", facilitator_notes=NOTES)


def notes_for(person: Person, release: Release, lesson: Lesson) -> list[Any]:
    """Return what every query that can bring notes brings her, the module's own at last."""
    fresh = Lesson.objects.defer("facilitator_notes").get(pk=lesson.pk)
    outline = queries.outline(person, release, whole=True, taught=lesson.slug)
    along = next(row.lesson for row in outline.rows if row.lesson == lesson)
    there = [
        teaching.teaching_of(person, fresh, release),
        teaching.teaching_of(person, fresh, None),
        teaching.teaching_of(person, along, release),
    ]
    told = [getattr(along, "notes", None), *(found.notes for found in there if found)]
    module = queries.module_as_read(person, release.version).notes
    return [*filter(None, told), *filter(None, [module])]


def test_who_learns_here_and_mentors_there_reads_the_notes_only_there(
    world: World, client_for: Any
) -> None:
    w = world
    make.membership(person=w.asha, cohort=w.rowan, role="mentor")
    here, there = noted(w.release), noted(w.other_release)
    assert notes_for(w.asha, w.release, here) == []
    assert notes_for(w.asha, w.other_release, there) == [NOTES] * 5
    assert notes_for(w.ekdal, w.release, here) == [NOTES] * 5
    assert notes_for(w.ekdal, w.other_release, there) == []

    def pages(person: Person, lesson: Lesson) -> list[tuple[int, bool]]:
        slugs = [lesson.version.module.slug, lesson.slug]
        addresses = [reverse("module", args=slugs[:1])]
        addresses += [reverse(name, args=slugs) for name in ("lesson", "lesson_projector")]
        answers = [client_for(person).get(address) for address in addresses]
        return [(page.status_code, "NOTES-" in page.content.decode()) for page in answers]

    assert pages(w.asha, here) == [(200, False), (200, False), (404, False)]
    assert pages(w.asha, there) == [(200, True), (200, True), (200, False)]
    assert pages(w.ekdal, here) == [(200, True), (200, True), (200, False)]


@pytest.mark.parametrize("name", ["asha", "omar", "tuva", "chidi", "lena"])
def test_notes_are_for_who_teaches_or_builds_the_module(world: World, name: str) -> None:
    lesson = noted(world.release)
    assert notes_for(getattr(world, name), world.release, lesson) == []
    for reader in (world.farid, world.cleo, world.maya, world.ivo):
        assert NOTES in notes_for(reader, world.release, lesson), reader.name
