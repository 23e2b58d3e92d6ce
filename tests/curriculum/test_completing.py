"""Private ticks: once, undone, and nobody else's."""

import uuid

import pytest
from django.urls import reverse

from accounts.errors import NotYours, Refused
from accounts.models import AuditEvent, Notice
from accounts.policy import allows
from curriculum.actions import completing
from curriculum.models import Completion
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(world):
    return world.release.version.lessons.get(kind="reading")


@pytest.fixture
def exercise(world):
    made = make.lesson(version=world.release.version, kind="exercise")
    for _ in range(3):
        make.step(lesson=made)
    return made


def door(lesson):
    return reverse("lesson_done", args=[lesson.version.module.slug, lesson.slug])


def page_of(lesson):
    return reverse("lesson", args=[lesson.version.module.slug, lesson.slug])


def keys(lesson):
    return [step.key for step in lesson.steps.all()]


def ticked(person, lesson):
    rows = Completion.objects.filter(person=person, lesson_key=lesson.key)
    return set(rows.values_list("step_key", flat=True))


# ------------------------------------------------------------------ the actions
def test_a_tick_twice_is_one_and_can_be_undone_twice(world, lesson):
    about = {"by": world.asha, "release": world.release, "lesson": lesson}
    completing.complete(**about)
    completing.complete(**about)
    assert Completion.objects.filter(person=world.asha).count() == 1
    completing.undo(**about)
    completing.undo(**about)
    assert not Completion.objects.exists()


def test_steps_become_exactly_the_ticked_ones(world, exercise):
    one, two, three = keys(exercise)
    about = {"by": world.asha, "release": world.release, "lesson": exercise}
    completing.tick_steps(**about, steps=[one, two])
    completing.tick_steps(**about, steps=[two, three, three, uuid.uuid4()])
    assert ticked(world.asha, exercise) == {two, three}
    completing.complete(**about)
    completing.tick_steps(**about, steps=[])
    assert ticked(world.asha, exercise) == {None}


def test_undoing_the_lesson_leaves_its_steps_and_other_people(world, exercise):
    (one, *_rest) = keys(exercise)
    for person in (world.asha, world.ben):
        about = {"by": person, "release": world.release, "lesson": exercise}
        completing.tick_steps(**about, steps=[one])
        completing.complete(**about)
    completing.undo(by=world.asha, release=world.release, lesson=exercise)
    assert ticked(world.asha, exercise) == {one}
    assert ticked(world.ben, exercise) == {None, one}


@pytest.mark.parametrize("who", ["chidi", "lena", "sam", "cleo"])
def test_nobody_ticks_where_she_does_not_read(world, lesson, who):
    person = getattr(world, who)
    with pytest.raises(NotYours):
        completing.complete(by=person, release=world.release, lesson=lesson)
    with pytest.raises(NotYours):
        completing.undo(by=person, release=world.release, lesson=lesson)
    with pytest.raises(NotYours):
        completing.tick_steps(by=person, release=world.release, lesson=lesson, steps=[])


def test_a_lesson_of_another_module_is_not_ticked_in_this_release(world):
    foreign = world.other_release.version.lessons.get(kind="reading")
    with pytest.raises(NotYours):
        completing.complete(by=world.asha, release=world.release, lesson=foreign)


def test_a_reflection_is_done_by_writing_not_by_a_tick(world):
    with pytest.raises(Refused, match="written"):
        completing.complete(
            by=world.asha,
            release=world.release,
            lesson=world.release.version.lessons.get(kind="reflection"),
        )
    assert not Completion.objects.exists()


def test_a_tick_is_private_and_leaves_no_trail(world, lesson):
    before = AuditEvent.objects.count(), Notice.objects.count()
    completing.complete(by=world.asha, release=world.release, lesson=lesson)
    assert (AuditEvent.objects.count(), Notice.objects.count()) == before
    tick = Completion.objects.get()
    readers = [name for name, one in world.people.items() if allows(one, "read", tick)]
    assert readers == ["asha"]


# ------------------------------------------------------------------ the door
def test_i_have_read_this_keeps_the_place_and_offers_the_way_back(world, lesson, client_for):
    client = client_for(world.asha)
    page = client.get(page_of(lesson)).content.decode()
    assert "I have read this" in page
    answer = client.post(door(lesson), {"what": "done"})
    assert answer.status_code == 302
    assert answer.url == f"{page_of(lesson)}#done"
    page = client.get(page_of(lesson)).content.decode()
    assert "You have read this." in page
    assert "I have read this" not in page
    client.post(door(lesson), {"what": "undone"})
    assert "I have read this" in client.get(page_of(lesson)).content.decode()


def test_steps_are_kept_without_a_script_and_with_one(world, exercise, client_for):
    client = client_for(world.asha)
    one, two, _three = map(str, keys(exercise))
    answer = client.post(door(exercise), {"what": "steps", "step": [one]})
    assert answer.status_code == 302
    answer = client.post(
        door(exercise),
        {"what": "steps", "step": [one, two]},
        headers={"Accept": "application/json"},
    )
    assert answer.json() == {"state": "kept"}
    page = client.get(page_of(exercise)).content.decode()
    assert page.count(" checked") == 2
    assert " checked" not in client_for(world.ben).get(page_of(exercise)).content.decode()


def test_the_tick_belongs_to_the_release_that_was_named(world, lesson, client_for):
    again = make.release(version=world.release.version, cohort=world.juniper, block="Again")
    answer = client_for(world.asha).post(door(lesson), {"what": "done", "release": again.pk})
    assert Completion.objects.get().release in (again, world.release)
    assert Completion.objects.get().release == again
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "posted",
    [
        {"what": "everything"},
        {"what": "steps", "step": ["not-a-key"]},
        {"what": "done", "release": "0"},
        {"what": "done", "release": "x"},
    ],
)
def test_what_the_page_never_sends_is_404_and_writes_nothing(world, lesson, client_for, posted):
    assert client_for(world.asha).post(door(lesson), posted).status_code == 404
    assert not Completion.objects.exists()


@pytest.mark.parametrize("who", ["chidi", "lena"])
def test_strangers_meet_404(world, lesson, client_for, who):
    answer = client_for(getattr(world, who)).post(door(lesson), {"what": "done"})
    never = client_for(getattr(world, who)).post("/modules/no/never/done/", {"what": "done"})
    assert answer.status_code == never.status_code == 404
    assert answer.content == never.content
    assert not Completion.objects.exists()


def test_those_who_only_build_the_course_have_nothing_to_tick(world, lesson, client_for):
    client = client_for(world.cleo)
    assert "I have read this" not in client.get(page_of(lesson)).content.decode()
    assert client.post(door(lesson), {"what": "done"}).status_code == 404


def test_a_reflection_posted_all_the_same_is_refused_in_words(world, client_for):
    reflection = world.release.version.lessons.get(kind="reflection")
    answer = client_for(world.asha).post(door(reflection), {"what": "done"}, follow=True)
    assert "not by a tick" in answer.content.decode()
    assert not Completion.objects.exists()


def test_reading_by_post_and_ticking_by_get_are_refused(world, lesson, client_for):
    client = client_for(world.asha)
    assert client.get(door(lesson)).status_code == 405
    assert client.post(page_of(lesson)).status_code == 405
