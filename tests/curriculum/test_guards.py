"""Each act on a course or a plan asks the rule itself, whoever calls it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.actions.rows import NOT_YOURS
from accounts.errors import NotYours, Refused
from accounts.models import DraftText, Person
from accounts.saving import Save
from curriculum.actions import (
    building,
    editing,
    encounters,
    library,
    offering,
    planning,
    publishing,
    scenarios,
)
from curriculum.models import Editing, Lesson, Module, Release, Scenario
from curriculum.queries.editing import Place
from tests import make
from tests.curriculum import a_scenario
from tests.world import World


def acts(w: World) -> list[Callable[[Person], Any]]:
    """Return what cannot be done just now: to those who may do it, the answer says why."""
    version, day = w.release.version, timedelta(days=1)
    course = version.module.course
    practice, scenario = make.encounter(course=course), make.scenario(course=course)
    for row in (practice, scenario):
        make.lesson(version=version, scenario=row.slug)
    taken = Module(course=course, slug=version.module.slug)
    early = w.release.opens_on - day
    return [
        lambda by: building.append_module(module=taken, by=by),
        lambda by: encounters.remove_encounter(encounter=practice, by=by),
        lambda by: offering.change(release=w.release, by=by, due_on=early),
        lambda by: offering.withdraw(release=w.release, by=by),
        lambda by: planning.move_due(release=w.release, by=by),
        lambda by: publishing.discard(version=version, by=by),
        lambda by: scenarios.remove_scenario(scenario=scenario, by=by),
    ]


def answer(act: Callable[[Person], Any], by: Person) -> str:
    with pytest.raises(Refused) as refused:
        act(by)
    return str(refused.value.sentence)


@pytest.mark.parametrize("name", ["asha", "ekdal", "farid", "omar"])
def test_who_may_not_do_it_is_not_told_why_it_cannot_be_done(world, name) -> None:
    by = getattr(world, name)
    assert {answer(act, by) for act in acts(world)} == {str(NOT_YOURS)}


def test_who_may_do_it_is_told_why_it_cannot_be_done(world) -> None:
    told = [answer(act, world.hana) for act in acts(world)]
    assert str(NOT_YOURS) not in told
    assert len(set(told)) == len(told)


def test_what_a_reflection_offers_is_not_told_to_those_without_its_course(world) -> None:
    w, course = world, world.release.version.module.course
    version = make.module_version(module=make.module(course=course), number=None)
    lesson = make.lesson(version=version, kind="reflection")
    kept = make.shelf_prompt(course=course)
    make.prompt(lesson=lesson, text=kept.text)

    def take(by: Person) -> Any:
        return library.take_from_shelf(prompt=kept, lesson=lesson, by=by)

    assert {answer(take, by) for by in (w.omar, w.okoye, w.asha, w.ekdal)} == {str(NOT_YOURS)}
    assert "offers that prompt already" in answer(take, w.cleo)


def test_an_unpublished_module_is_removed_by_the_courses_owners(world) -> None:
    w, course = world, world.release.version.module.course
    module = make.module(course=course)
    make.lesson(version=make.module_version(module=module, number=None))
    for by in (w.cleo, w.maya, w.omar, w.ekdal, w.asha):
        with pytest.raises(Refused, match="You may not change this"):
            building.remove_module(module=module, by=by)
    assert Lesson.objects.filter(version__module=module).exists()
    building.remove_module(module=module, by=w.hana)
    assert not Module.objects.filter(slug=module.slug).exists()


def test_a_page_being_edited_is_for_those_who_may_change_it(world) -> None:
    w = world
    version = publishing.edit(module=w.release.version.module, by=w.hana)
    place = Place(version, version.lessons.first())
    save = Save(uuid.uuid4(), 0, "", "Words of mine.")
    for by in (w.asha, w.ekdal, w.farid, w.omar):
        with pytest.raises(NotYours):
            editing.be_at(by=by, place=place)
        with pytest.raises(NotYours):
            editing.keep_words(by=by, place=place, save=save)
    assert not Editing.objects.exists()
    editing.be_at(by=w.maya, place=place)
    editing.keep_words(by=w.cleo, place=place, save=save)
    assert {row.person for row in Editing.objects.all()} == {w.maya, w.cleo}
    assert DraftText.objects.filter(draft__author=w.cleo, body="Words of mine.").exists()


def test_a_scenario_is_published_by_those_who_build_its_course(world) -> None:
    w = world
    scenario = a_scenario.stored(w.release.version.module.course, is_published=False)
    for by in (w.maya, w.omar, w.farid, w.ekdal, w.asha):
        with pytest.raises(Refused, match="You may not change this"):
            scenarios.publish(scenario=scenario, by=by)
    assert not scenario.editions.exists()
    assert not Scenario.objects.get(pk=scenario.pk).is_published
    scenarios.publish(scenario=scenario, by=w.cleo)
    assert Scenario.objects.get(pk=scenario.pk).is_published


def test_a_plan_is_moved_by_those_who_keep_it(world) -> None:
    w, release = world, world.release
    later = release.due_on + timedelta(days=1)
    asked = [planning.Wanted(release, release.opens_on, later, None)]
    for by in (w.omar, w.cleo, w.farid, w.ekdal, w.asha):
        with pytest.raises(planning.RowsRefused) as refused:
            planning.move(wanted=asked, by=by)
        assert str(refused.value.found[release.pk].sentence) == str(NOT_YOURS)
    assert Release.objects.get(pk=release.pk).due_on == release.due_on
    assert planning.move(wanted=asked, by=w.hana) == 1
    assert Release.objects.get(pk=release.pk).due_on == later


def test_a_plan_is_copied_from_a_cohort_by_those_who_may_see_its_dates(world) -> None:
    """Both lead the cohort it is copied to, and build the course."""
    w, release = world, world.release
    for person in (w.cleo, w.hana):
        make.membership(person=person, cohort=w.rowan, role="lead")
    asked = [planning.Wanted(release, release.opens_on, release.due_on, None)]
    with pytest.raises(planning.RowsRefused) as refused:
        planning.copy(wanted=asked, target=w.rowan, by=w.cleo)
    assert str(refused.value.found[release.pk].sentence) == str(NOT_YOURS)
    assert not Release.objects.filter(cohort=w.rowan, version=release.version).exists()
    assert len(planning.copy(wanted=asked, target=w.rowan, by=w.hana)) == 1


def test_what_is_due_in_a_week_to_skip_is_counted_for_those_who_may_move_it(world) -> None:
    w, due = world, world.release.due_on
    week = make.skip_week(cohort=w.juniper, starts_on=due, ends_on=due)
    others = (w.omar, w.cleo, w.farid, w.ekdal, w.asha)
    assert [planning.due_within(week=week, by=by) for by in (w.hana, w.maya)] == [1, 1]
    assert {planning.due_within(week=week, by=by) for by in others} == {0}
