"""Circles: the wall, who was there, and what else makes a lesson done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotYours, Refused
from accounts.models import AuditEvent
from curriculum import queries
from curriculum.actions import attending, completing
from curriculum.models import Attendance, Completion
from tests import make

pytestmark = pytest.mark.django_db
# Session, person, roles, place, the lesson and its rounds (2), the right, people, days.
SHEET = 9
WALL = 7


@pytest.fixture
def circle(world):
    """Return a circle of two rounds in Asha's module."""
    course = world.release.version.module.course
    course.opening = "We keep what is said here."
    course.save()
    made = make.lesson(
        version=world.release.version,
        kind="circle",
        title="Kindness round",
        agreements="Let people finish.",
        facilitator_notes="<p>CANARY-FOR-FACILITATORS</p>",
    )
    make.step(lesson=made, text="Who was kind?", minutes=5)
    make.step(lesson=made, text="What now?")
    return made


def url_of(lesson, name="lesson_attendance"):
    return reverse(name, args=[lesson.version.module.slug, lesson.slug])


def note(world, circle, *came, by=None, absent=(), on=None):
    attending.note(
        by=by or world.farid,
        release=world.release,
        lesson=circle,
        held_on=on or timezone.localdate(),
        came={person.pk for person in came},
        absent={person.pk for person in absent},
    )


def there(circle):
    rows = Attendance.objects.filter(lesson_key=circle.key)
    return set(rows.values_list("person__name", flat=True))


# ------------------------------------------------------------------ the wall
def test_the_wall_shows_the_run_sheet_and_no_note(world, client_for, circle):
    for person in (world.farid, world.hana, world.ekdal, world.cleo):
        page = client_for(person).get(url_of(circle, "lesson_projector")).content.decode()
        for words in ("We keep what is said here.", "Let people finish.", "Who was kind?"):
            assert words in page
        assert 'data-minutes="5"' in page
        assert page.count("data-slide") == 4
        assert "CANARY" not in page


def test_the_wall_is_for_those_who_teach_and_for_circles(world, client_for, circle):
    reading = world.release.version.lessons.first()
    for person in (world.asha, world.chidi, world.omar, world.lena):
        assert client_for(person).get(url_of(circle, "lesson_projector")).status_code == 404
    assert client_for(world.farid).get(url_of(reading, "lesson_projector")).status_code == 404


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_wall_costs_the_same_whatever_is_on_it(
    world, client_for, circle, django_assert_num_queries, rounds
):
    for _ in range(rounds - 1):
        make.step(lesson=circle)
    client = client_for(world.farid)
    with django_assert_num_queries(WALL):
        client.get(url_of(circle, "lesson_projector"))


def test_only_those_who_teach_are_led_to_the_wall_and_the_sheet(world, client_for, circle):
    page = client_for(world.farid).get(url_of(circle, "lesson")).content.decode()
    assert url_of(circle, "lesson_projector") in page
    assert url_of(circle) in page
    # Who only builds the course looks at the wall, and notes nobody.
    page = client_for(world.cleo).get(url_of(circle, "lesson")).content.decode()
    assert url_of(circle, "lesson_projector") in page
    assert url_of(circle) not in page
    page = client_for(world.asha).get(url_of(circle, "lesson")).content.decode()
    assert url_of(circle, "lesson_projector") not in page
    assert url_of(circle) not in page


# ------------------------------------------------------------------ who was there
def test_those_who_teach_the_cohort_note_and_take_off(world, circle):
    for person in (world.farid, world.hana, world.ekdal):
        note(world, circle, world.asha, world.ben, by=person)
        assert there(circle) == {"Asha", "Ben"}
    note(world, circle, absent=[world.ben])
    assert there(circle) == {"Asha"}
    first = AuditEvent.objects.filter(verb="attendance.noted").first()
    assert set(first.facts) == {"person", "held_on"}
    gone = AuditEvent.objects.get(verb="attendance.taken_off")
    assert (gone.by, gone.facts["person"]) == (str(world.farid.pk), str(world.ben.pk))


def test_nobody_else_notes(world, circle):
    for person in (world.asha, world.cleo, world.ivo, world.root, world.omar, world.lena):
        with pytest.raises(NotYours):
            note(world, circle, world.ben, by=person)
        note(world, circle, world.asha)
        note(world, circle, by=person, absent=[world.asha])
        assert there(circle) == {"Asha"}


def test_a_day_to_come_a_stranger_and_another_kind_are_not_noted(world, circle):
    with pytest.raises(Refused):
        note(world, circle, world.asha, on=timezone.localdate() + timedelta(days=2))
    note(world, circle, world.chidi, world.farid, world.lena)
    assert there(circle) == set()
    with pytest.raises(NotYours):
        note(world, world.release.version.lessons.first(), world.asha)


def test_two_sheets_of_one_day_do_not_undo_each_other(world, client_for, circle):
    farid, hana = client_for(world.farid), client_for(world.hana)
    today = timezone.localdate().isoformat()
    for client, person in ((farid, world.asha), (hana, world.ben)):
        # Both pages were opened while nobody was noted.
        sent = {"release": world.release.pk, "on": today, "there": [person.pk]}
        answer = client.post(url_of(circle), sent)
        assert answer.url == f"{url_of(circle)}?release={world.release.pk}&on={today}"
    assert there(circle) == {"Asha", "Ben"}
    # One page took Ben's tick away; it says nothing of Asha.
    farid.post(url_of(circle), {"on": today, "was": [world.ben.pk]})
    assert there(circle) == {"Asha"}


def test_the_sheet_shows_groups_days_and_who_has_left_since(world, client_for, circle):
    group = make.group(cohort=world.juniper, name="Birch")
    group.memberships.create(person=world.ben, starts_at=make.ago(days=2))
    last_week = timezone.localdate() - timedelta(days=7)
    note(world, circle, world.asha, world.ben, on=last_week)
    world.asha.memberships.update(ends_at=make.ago(hours=1))
    page = client_for(world.farid).get(url_of(circle), {"on": last_week.isoformat()})
    page = page.content.decode()
    assert page.index("Birch") < page.index("Ben") < page.index("In no group") < page.index("Asha")
    assert page.count(" checked") == 2
    assert f"on={last_week.isoformat()}" in page
    today = client_for(world.farid).get(url_of(circle)).content.decode()
    assert " checked" not in today
    assert "2 were there" in today


def test_what_was_ticked_stays_when_the_day_is_refused(world, client_for, circle):
    later = (timezone.localdate() + timedelta(days=3)).isoformat()
    for on in (later, "", "2026-02-31", "0001-01-01"):
        answer = client_for(world.farid).post(url_of(circle), {"on": on, "there": [world.ben.pk]})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert page.count(" checked") == 1
        assert f'value="{world.ben.pk}" id="seat-{world.ben.pk}" checked' in page
        assert 'aria-describedby="on-error"' in page
    assert client_for(world.farid).post(url_of(circle), {"there": ["x"]}).status_code == 404
    assert there(circle) == set()


@pytest.mark.parametrize("people", [1, 3])
def test_a_sheet_costs_the_same_for_one_and_for_many(
    world, client_for, circle, django_assert_num_queries, people
):
    for number in range(people):
        person = make.person()
        make.membership(person=person, cohort=world.juniper)
        note(world, circle, person, on=timezone.localdate() - timedelta(days=number))
    client = client_for(world.farid)
    with django_assert_num_queries(SHEET):
        client.get(url_of(circle))


# ------------------------------------------------------------------ what it means for the student
def test_having_been_there_is_done_and_she_sees_the_day(world, client_for, circle):
    note(world, circle, world.asha)
    row = next(
        row
        for row in queries.outline(world.asha, queries.current_release(world.asha)).rows
        if row.lesson.key == circle.key
    )
    assert row.is_done
    # Whoever noted it sees the sheet, and is not done with anything by it.
    assert queries.outline(world.farid, queries.current_release(world.farid)).done == 0
    assert queries.shelves(world.farid)[0].lines[0].done == 0
    page = client_for(world.asha).get(url_of(circle, "lesson")).content.decode()
    assert f"You were there on {timezone.localdate().day} " in page
    assert "Not yet, after all" not in page
    assert not Completion.objects.filter(person=world.asha, lesson_key=circle.key).exists()
    assert (
        "You were there on"
        not in client_for(world.ben).get(url_of(circle, "lesson")).content.decode()
    )


def test_a_circle_one_ticked_and_was_in_counts_once(world, circle):
    completing.complete(by=world.asha, release=world.release, lesson=circle)
    note(world, circle, world.asha)
    note(world, circle, world.asha, on=timezone.localdate() - timedelta(days=7))
    assert queries.shelves(world.asha)[0].lines[0].done == 1


# ------------------------------------------------------------------ the rule of an exercise
def test_the_last_step_does_an_exercise_and_one_less_undoes_it(world):
    exercise = make.lesson(version=world.release.version, kind="exercise")
    keys = [make.step(lesson=exercise).key for _ in range(2)]
    about = {"by": world.asha, "release": world.release, "lesson": exercise}
    done = Completion.objects.filter(person=world.asha, lesson_key=exercise.key, step_key=None)
    completing.tick_steps(**about, steps=keys[:1])
    assert not done.exists()
    completing.tick_steps(**about, steps=keys)
    assert done.exists()
    completing.tick_steps(**about, steps=keys[1:])
    assert not done.exists()
    # Who said so without ticking the steps keeps it while ticking one.
    completing.complete(**about)
    completing.tick_steps(**about, steps=keys[:1])
    assert done.exists()


def test_no_steps_are_no_steps_done(world):
    reading = world.release.version.lessons.first()
    completing.tick_steps(by=world.asha, release=world.release, lesson=reading, steps=[])
    assert not Completion.objects.exists()


def test_the_module_says_what_is_done_and_how_long_the_rest_takes(world, client_for):
    release = queries.current_release(world.asha)
    first, reflection = release.version.lessons.all()
    type(first).objects.filter(pk=first.pk).update(minutes=8)
    type(first).objects.filter(pk=reflection.pk).update(minutes=20)
    completing.complete(by=world.asha, release=world.release, lesson=first)
    outline = queries.outline(world.asha, release)
    assert (outline.minutes, outline.minutes_left, outline.done) == (28, 20, 1)
    # A draft of hers says where she stands and how long it still takes.
    assert outline.rows[1].said == "Your draft is waiting. About 20 minutes"
    page = client_for(world.asha).get(reverse("module", args=[release.version.module.slug]))
    assert "1 of 2 done, 20 minutes left" in " ".join(page.content.decode().split())
