"""Reminders that a reflection is open: two, kind ones, and only where something is open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import notices
from accounts.actions import notice_choices, retaining
from accounts.models import Membership, Notice, Person
from accounts.notices import hours
from accounts.periods import Periods
from curriculum.models import Release
from reflections import reminding
from reflections.models import Pass
from tests import make

# Due on Sunday the 29th at 23:59 in London; open for a fortnight.
SUNDAY = date(2026, 11, 29)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("accounts.notices.delivery.quiet_until", hours.quiet_until)

    def set_to(day, at="12:00"):
        moment = datetime.combine(date(2026, 11, day), time.fromisoformat(at), tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_to


@pytest.fixture
def w(standing_world, monkeypatch):
    """The cast; only one release of Juniper's is due. Asha and Ben have not submitted."""
    w = standing_world
    Release.objects.exclude(pk=w.release.pk).update(due_on=None, due_at=None)
    Membership.objects.filter(cohort=w.juniper).update(starts_at=datetime(2026, 9, 1, tzinfo=UTC))
    due(w.release, SUNDAY)
    # Those who wait for an answer are told of elsewhere; here only this one round goes.
    monkeypatch.setattr("accounts.notices.rounds._before", [reminding.remind])
    return w


def due(release, day, at=time(23, 59)):
    release.opens_on, release.due_on, release.due_time = SUNDAY - timedelta(days=14), day, at
    release.save()


def rounds():
    """Do what one run of the command does; return who was told what."""
    before = set(Notice.objects.filter(sent_at=None).values_list("pk", flat=True))
    notices.prepare()
    notices.deliver()
    new = Notice.objects.exclude(pk__in=before).filter(dropped_at=None)
    return {(notice.to.name, notice.kind) for notice in new.select_related("to")}


def told():
    sent = Notice.objects.filter(kind__startswith="reflection_", sent_at__isnull=False)
    return sorted(sent.values_list("to__name", "kind"))


BOTH = [("Asha", "reflection_open"), ("Asha", "reflection_still_open"),
        ("Ben", "reflection_open"), ("Ben", "reflection_still_open")]  # fmt: skip


def run(clock, days=range(15, 31), at=("03:00", "07:59", "08:00", "12:00", "21:00", "23:00")):
    """Let the command run several times a day, twice each time."""
    for day in days:
        for hour in at:
            clock(day, hour)
            for _again in range(2):
                notices.prepare()
                notices.deliver()


def test_no_third_when_a_due_date_moves_after_what_was_sent_is_forgotten(w, clock):
    """Sent notices are forgotten after a while; these count until the cohort is archived."""
    run(clock, days=(26, 29), at=("12:00",))
    assert told() == BOTH
    much_later = datetime(2028, 1, 10, 12, tzinfo=UTC)
    retaining.tidy(Periods(), much_later)
    assert told() == BOTH
    for day in (3, 5):
        at = datetime(2026, 12, day, 12, tzinfo=UTC)
        due(w.release, date(2026, 12, 5))
        assert reminding.kind_at(w.release, at)
        reminding.remind(at)
    assert told() == BOTH
    assert Notice.objects.filter(kind__startswith="reflection_").count() == len(BOTH)
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(archived_at=much_later)
    retaining.tidy(Periods(), much_later)
    assert told() == []


def test_two_at_most_three_days_before_and_on_the_day(w, clock):
    run(clock)
    assert told() == BOTH
    days = Notice.objects.values_list("kind", "sent_at").order_by("sent_at").distinct()
    assert [(kind, f"{at:%a %H:%M}") for kind, at in days] == [
        ("reflection_open", "Thu 08:00"),
        ("reflection_still_open", "Sun 08:00"),
    ]
    first = next(letter for letter in mail.outbox if letter.to == [w.asha.email])
    assert first.subject == "A reflection is open."
    assert first.body.startswith("A reflection is open until Sunday. Fifty-five words is plenty.\n")
    last = [letter for letter in mail.outbox if letter.to == [w.asha.email]][-1]
    assert last.body.startswith("Still open. You can also use a pass. This is the last time")
    for letter in mail.outbox:
        for word in ("Asha", "Ben", "Juniper", w.release.version.title):
            assert word not in f"{letter.subject} {letter.body}"


def test_a_later_date_for_all_brings_no_third(w, clock):
    run(clock)
    due(w.release, SUNDAY + timedelta(days=14))
    clock(30)
    Release.objects.update(opens_at=datetime(2026, 11, 1, tzinfo=UTC))
    due_at = datetime(2026, 12, 2, 23, 59, tzinfo=UTC)
    Release.objects.filter(pk=w.release.pk).update(due_at=due_at)
    run(clock, days=[30])
    assert told() == BOTH


def passed(w, person):
    make.a_pass(person=person, release=w.release)


def submitted(w, person):
    mine = w.release.entries.filter(author=person).first()
    entry = mine or make.entry(author=person, release=w.release)
    make.version(entry=entry, readers={"mentor": w.ekdal})


def extended(w, person):
    make.extension(release=w.release, person=person, granted_by=w.hana)


def suspended(w, person):
    Person.objects.filter(pk=person.pk).update(is_active=False)


def not_in_yet(w, person):
    Person.objects.filter(pk=person.pk).update(joined_at=None)


def gone(w, person):
    Membership.objects.filter(person=person).update(ends_at=datetime(2026, 11, 20, tzinfo=UTC))


def a_mentor(w, person):
    Membership.objects.filter(person=person).update(role="mentor")


def wants_none(w, person):
    notice_choices.choose(by=person, said={"reminders": "off"})


SETTLED = [passed, submitted, extended, suspended, not_in_yet, gone, a_mentor, wants_none]


@pytest.mark.parametrize("settle", [*SETTLED, None])
def test_nobody_is_reminded_of_what_is_settled(w, clock, settle):
    """Neither at the moment a reminder is made, nor in the night between that and the mail."""
    clock(27, "22:30")
    if settle:
        settle(w, w.asha)
    notices.prepare()
    made = sorted(Notice.objects.values_list("to__name", flat=True))
    assert made == (["Ben"] if settle else ["Asha", "Ben"])
    assert notices.deliver()["later"] == len(made)
    if settle:
        settle(w, w.ben)
    clock(28, "06:00")
    notices.deliver()
    assert told() == ([] if settle else [BOTH[0], BOTH[2]])


def test_what_she_began_and_did_not_submit_is_still_open(w, clock):
    make.entry(author=w.ben, release=w.release)
    clock(26)
    assert ("Ben", "reflection_open") in rounds()


def test_one_of_two_reflections_open_is_one_reminder(w, clock):
    make.lesson(version=w.release.version, kind="reflection")
    first = w.release.version.lessons.filter(kind="reflection")
    for lesson in first[:1]:
        Pass.objects.create(person=w.asha, release=w.release, lesson_key=lesson.key)
    for lesson in first:
        Pass.objects.create(person=w.ben, release=w.release, lesson_key=lesson.key)
    run(clock)
    assert told() == BOTH[:2]


@pytest.mark.parametrize(
    ("bend", "expected"),
    [
        ({"skip": (26, 28)}, [kind for _who, kind in BOTH[1:2]]),
        ({"skip": (26, 27)}, [kind for _who, kind in BOTH[:2]]),  # the first comes two days later
        ({"skip": (23, 29)}, []),
        ({"due": time(7, 30)}, ["reflection_open"]),  # too early in the day for the last
        ({"opens": 28}, ["reflection_still_open"]),
        ({"archived": True}, []),
        ({"due": None}, []),
    ],
)
def test_weeks_to_skip_and_other_dates(w, clock, bend, expected):
    if "skip" in bend:
        first, last = (date(2026, 11, day) for day in bend["skip"])
        make.skip_week(cohort=w.juniper, starts_on=first, ends_on=last)
    if "due" in bend:
        due(w.release, SUNDAY if bend["due"] else None, bend["due"] or time())
    if "opens" in bend:
        w.release.opens_on = date(2026, 11, bend["opens"])
        w.release.save()
    if "archived" in bend:
        type(w.juniper).objects.filter(pk=w.juniper.pk).update(archived_at=make.ago(days=1))
    run(clock)
    assert [kind for who, kind in told() if who == "Asha"] == expected


def test_no_pass_is_offered_where_none_is_left_and_the_day_is_hers(w, clock):
    for release in (w.other_release, w.future_release):
        make.module_version(module=release.version.module, number=9)
        lesson = release.version.lessons.get(kind="reflection")
        taken_at = datetime(2026, 11, 3, tzinfo=UTC)
        Pass.objects.create(
            person=w.asha, release=release, lesson_key=lesson.key, taken_at=taken_at
        )
    Person.objects.filter(pk=w.asha.pk).update(time_zone="Pacific/Auckland")
    run(clock)
    hers = [letter.body for letter in mail.outbox if letter.to == [w.asha.email]]
    assert "until Monday" in hers[0]  # a minute to midnight in London
    assert hers[1].startswith("Still open. This is the last time")


def test_a_reminder_that_could_not_go_in_time_does_not_go(w, clock):
    clock(28, "20:00")
    notices.prepare()
    assert Notice.objects.filter(kind="reflection_open").count() == 2
    clock(29, "07:00")  # the mail server was away
    assert notices.deliver() == {"sent": 0, "dropped": 2, "later": 0}


def test_costs_the_same_for_few_and_many(w, clock, django_assert_num_queries):
    clock(26)
    for _more in range(2):
        with django_assert_num_queries(5):
            notices.prepare()
        Notice.objects.all().delete()
        for _each in range(3):
            person = make.person(joined_at=datetime(2026, 9, 1, tzinfo=UTC))
            make.membership(
                person=person, cohort=w.juniper, starts_at=datetime(2026, 9, 1, tzinfo=UTC)
            )


def test_a_step_that_fails_does_not_hold_up_the_mail(w, clock, monkeypatch, caplog):
    def broken(now):
        raise ValueError("Asha wrote something private")

    monkeypatch.setattr("accounts.notices.rounds._before", [broken, *notices.rounds._before])
    clock(26)
    assert ("Asha", "reflection_open") in rounds()
    assert "ValueError" in caplog.text
    assert "private" not in caplog.text
