"""Copying a plan, taking a copy back, moving a plan, and weeks to skip."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Cohort
from curriculum.actions import planning
from curriculum.actions.planning import RowsRefused, Wanted
from curriculum.models import Release, SkipWeek
from curriculum.queries import moves, plans
from tests import make

pytestmark = pytest.mark.django_db
LONDON, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")


def taught(course, *, number=1):
    version = make.module_version(module=make.module(course=course), number=number)
    make.prompt(lesson=make.lesson(version=version, kind="reflection"))
    return version


@pytest.fixture
def course(world):
    return make.course(owner=world.hana)


@pytest.fixture
def source(world, course):
    """Last year's plan: two modules, in London, on either side of the October clock change."""
    cohort = make.cohort(name="Last year", first_day=date(2027, 9, 7), time_zone="Europe/London")
    make.membership(person=world.hana, cohort=cohort, role="lead")
    for opens, due in (
        (date(2027, 9, 13), date(2027, 10, 3)),
        (date(2027, 10, 18), date(2027, 11, 7)),
    ):
        make.release(
            version=taught(course), cohort=cohort, opens_on=opens, due_on=due,
            due_time=time(23, 59), grace_hours=24, block="Autumn",
        )  # fmt: skip
    return cohort


@pytest.fixture
def target(world):
    cohort = make.cohort(name="This year", first_day=date(2028, 9, 5), time_zone="Europe/London")
    make.membership(person=world.hana, cohort=cohort, role="lead")
    make.membership(person=world.asha, cohort=cohort)
    return cohort


def wanted(person, course, source, target, **fields):
    rows = moves.proposed_copy(person, course, source, target)
    return [
        Wanted(
            **({"release": r.release, "opens_on": r.opens_on, "due_on": r.due_on,
                "closes_on": r.closes_on} | fields)
        )
        for r in rows
    ]  # fmt: skip


def copied(world, course, source, target, **fields):
    rows = wanted(world.hana, course, source, target, **fields)
    return planning.copy(wanted=rows, target=target, by=world.hana)


def test_every_date_keeps_week_weekday_and_local_time_across_the_clocks(
    world, course, source, target
):
    first, second = copied(world, course, source, target)
    assert (first.opens_on, first.due_on) == (date(2028, 9, 11), date(2028, 10, 1))
    assert (second.opens_on, second.due_on) == (date(2028, 10, 16), date(2028, 11, 5))
    for made in (first, second):
        assert made.due_at.astimezone(LONDON).time() == time(23, 59)
        assert (made.block, made.grace_hours) == ("Autumn", 24)
    # Summer time for the one, winter time for the other.
    assert [made.due_at.utcoffset() for made in (first, second)] == [timedelta()] * 2
    assert [made.due_at.hour for made in (first, second)] == [22, 23]


def test_a_cohort_elsewhere_gets_its_own_midnight(world, course, source, target):
    Cohort.objects.filter(pk=target.pk).update(time_zone="Pacific/Auckland")
    target.refresh_from_db()
    made = copied(world, course, source, target)
    assert {one.due_at.astimezone(AUCKLAND).time() for one in made} == {time(23, 59)}
    assert {one.time_zone for one in made} == {"Pacific/Auckland"}


def test_weeks_to_skip_of_both_years_are_respected(world, course, source, target):
    # Last year one week before the second module was skipped, this year none, and its last Sunday.
    make.skip_week(cohort=source, starts_on=date(2027, 10, 4), ends_on=date(2027, 10, 10))
    make.skip_week(cohort=target, starts_on=date(2028, 10, 29), ends_on=date(2028, 10, 29))
    _first, second = copied(world, course, source, target)
    assert second.opens_on == date(2028, 10, 9)
    # It would have been the 29th, which is skipped.
    assert second.due_on == date(2028, 11, 5)


def test_copying_twice_is_harmless_and_shows_what_is_there(world, course, source, target):
    assert len(copied(world, course, source, target)) == 2
    assert copied(world, course, source, target) == []
    assert Release.objects.filter(cohort=target).count() == 2
    assert AuditEvent.objects.filter(verb="plan.copied").count() == 1
    rows = moves.proposed_copy(world.hana, course, source, target)
    assert [row.there.cohort for row in rows] == [target, target]


def test_the_newest_version_can_be_taken_instead(world, course, source, target):
    release = source.releases.first()
    newer = make.module_version(module=release.version.module, number=2)
    row = moves.proposed_copy(world.hana, course, source, target)[0]
    assert row.newest == newer
    made = copied(world, course, source, target)
    assert made[0].version == release.version
    planning.take_back(copy=made[0].copied_as, cohort=target, by=world.hana)
    rows = wanted(world.hana, course, source, target)[:1]
    rows = [Wanted(**vars(rows[0]) | {"version": newer})]
    assert planning.copy(wanted=rows, target=target, by=world.hana)[0].version == newer


def test_all_or_nothing_and_each_row_says_why(world, course, source, target):
    rows = wanted(world.hana, course, source, target)
    rows[1] = Wanted(**vars(rows[1]) | {"due_on": rows[1].opens_on - timedelta(days=1)})
    with pytest.raises(RowsRefused) as refused:
        planning.copy(wanted=rows, target=target, by=world.hana)
    assert {pk: one.field for pk, one in refused.value.found.items()} == {
        rows[1].release.pk: "due_on"
    }
    assert not Release.objects.filter(cohort=target).exists()
    assert not AuditEvent.objects.filter(verb="release.added").exists()


def test_the_load_is_weighed_row_by_row_and_a_reason_lets_it_pass(world, course, source, target):
    make.release(
        version=taught(course), cohort=source, opens_on=date(2027, 9, 13), due_on=date(2027, 10, 5)
    )
    third = make.release(
        version=taught(course), cohort=source, opens_on=date(2027, 9, 13), due_on=date(2027, 10, 9)
    )
    rows = wanted(world.hana, course, source, target)
    with pytest.raises(RowsRefused) as refused:
        planning.copy(wanted=rows, target=target, by=world.hana)
    # The third of them by date, not the two before it.
    assert list(refused.value.found) == [third.pk]
    assert "Asha would have" in str(refused.value.found[third.pk].sentence)
    rows = wanted(world.hana, course, source, target, load_reason="Agreed with the students.")
    made = planning.copy(wanted=rows, target=target, by=world.hana)
    kept = {one.pk: Release.objects.get(pk=one.pk).load_reason for one in made}
    assert sorted(kept.values()) == ["", "", "", "Agreed with the students."]


def test_only_who_leads_the_target_copies_there(world, course, source, target):
    rows = wanted(world.hana, course, source, target)
    with pytest.raises(RowsRefused):
        planning.copy(wanted=rows, target=world.rowan, by=world.hana)
    for stranger in (world.omar, world.fox, world.asha):
        with pytest.raises(Refused):
            planning.copy(wanted=rows, target=target, by=stranger)
    assert not Release.objects.filter(cohort__in=[target, world.rowan], block="Autumn").exists()


class TestTakingBack:
    def test_what_the_copy_made_goes_and_nothing_else(self, world, course, source, target):
        own = make.release(
            version=taught(course), cohort=target, opens_on=date(2028, 10, 2), due_on=None
        )
        mark = copied(world, course, source, target)[0].copied_as
        assert planning.take_back(copy=mark, cohort=target, by=world.hana) == 2
        assert list(target.releases.all()) == [own]
        assert AuditEvent.objects.filter(verb="plan.taken_back").count() == 1

    def test_not_once_something_of_it_is_open(self, world, course, source, target):
        made = copied(world, course, source, target)
        Release.objects.filter(pk=made[0].pk).update(opens_at=make.ago(minutes=1))
        with pytest.raises(NotNow):
            planning.take_back(copy=made[0].copied_as, cohort=target, by=world.hana)
        assert target.releases.count() == 2

    def test_not_by_somebody_else(self, world, course, source, target):
        mark = copied(world, course, source, target)[0].copied_as
        for stranger in (world.omar, world.fox):
            with pytest.raises(Refused):
                planning.take_back(copy=mark, cohort=target, by=stranger)
        assert target.releases.count() == 2


class TestANewFirstDay:
    def test_the_plan_moves_and_what_is_open_keeps_its_opening(self, world, course):
        today = timezone.localdate()
        cohort = make.cohort(name="Moved", first_day=today - timedelta(days=14))
        make.membership(person=world.hana, cohort=cohort, role="lead")
        was = cohort.first_day
        ahead = make.release(
            version=taught(course), cohort=cohort, opens_on=today + timedelta(days=20),
            due_on=today + timedelta(days=40),
        )  # fmt: skip
        running = make.release(
            version=taught(course), cohort=cohort, opens_on=today - timedelta(days=3),
            due_on=today + timedelta(days=4),
        )  # fmt: skip
        over = make.release(
            version=taught(course), cohort=cohort, opens_on=today - timedelta(days=12),
            due_on=today - timedelta(days=5),
        )  # fmt: skip
        cohort.first_day = was + timedelta(days=7)
        cohort.save()
        rows = moves.proposed_move(world.hana, cohort, was)
        assert {row.release for row in rows} == {ahead, running}
        asked = [Wanted(r.release, r.opens_on, r.due_on, r.closes_on) for r in rows]
        assert planning.move(wanted=asked, by=world.hana) == 2
        week = timedelta(days=7)
        for before, opens in ((ahead, ahead.opens_on + week), (running, running.opens_on)):
            after = Release.objects.get(pk=before.pk)
            assert (after.opens_on, after.due_on) == (opens, before.due_on + week)
        assert Release.objects.get(pk=over.pk).due_on == over.due_on
        assert planning.move(wanted=[], by=world.hana) == 0

    def test_a_plan_is_not_in_its_own_way(self, world, course):
        """Due ten days apart, all moved by ten: at no moment three of them count as close."""
        first = timezone.localdate() + timedelta(days=30)
        cohort = make.cohort(name="Dense", first_day=first)
        make.membership(person=world.hana, cohort=cohort, role="lead")
        make.membership(person=world.ben, cohort=cohort)
        releases = [
            make.release(
                version=taught(course), cohort=cohort, opens_on=first,
                due_on=first + timedelta(days=11 * n),
            )
            for n in range(4)
        ]  # fmt: skip
        ten = timedelta(days=10)
        asked = [Wanted(r, r.opens_on + ten, r.due_on + ten, None) for r in releases]
        assert planning.move(wanted=asked, by=world.hana) == 4


class TestWeeksToSkip:
    def test_they_are_kept_by_the_lead_and_counted_around(self, world):
        week = SkipWeek(
            cohort=world.juniper, starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 18)
        )
        planning.add_week(week=week, by=world.hana)
        calendar = plans.calendar_of(world.juniper)
        assert calendar.read("week 7 monday", weekday=0) == date(2026, 10, 19)
        planning.change_week(week=week, by=world.hana, ends_on=date(2026, 10, 25))
        planning.remove_week(week=week, by=world.hana)
        noted = AuditEvent.objects.filter(verb__startswith="skip_week")
        assert sorted(noted.values_list("verb", flat=True)) == [
            "skip_week.added",
            "skip_week.changed",
            "skip_week.removed",
        ]
        assert plans.calendar_of(world.juniper).gaps == ()

    @pytest.mark.parametrize("who", ["omar", "fox", "farid", "asha", "cleo"])
    def test_nobody_else_keeps_them(self, world, who):
        week = SkipWeek(
            cohort=world.juniper, starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 18)
        )
        with pytest.raises(Refused):
            planning.add_week(week=week, by=getattr(world, who))

    def test_they_end_after_they_begin(self, world):
        week = SkipWeek(
            cohort=world.juniper, starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 11)
        )
        with pytest.raises(Refused, match="before it begins"):
            planning.add_week(week=week, by=world.hana)

    def test_a_due_date_in_one_moves_forward_as_proposed(self, world):
        due = world.release.due_on
        week = make.skip_week(cohort=world.juniper, starts_on=due, ends_on=due)
        assert planning.due_within(week=week, by=world.hana) == 1
        moved = planning.move_due(release=world.release, by=world.hana)
        assert moved == due + timedelta(days=7)
        assert Release.objects.get(pk=world.release.pk).due_on == moved
        with pytest.raises(NotNow):
            planning.move_due(release=world.release, by=world.hana)
