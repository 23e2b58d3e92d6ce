"""The calendar behind a secret address: dates and module titles, while she is there."""

import logging
import re
import uuid
import warnings
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import feeds
from accounts.models import AuditEvent, Cohort, FeedToken, Membership, Person
from curriculum.actions import extending, offering
from curriculum.feed import feed
from curriculum.queries.dates import Date, dates
from tests import make

TITLE = "Über 木, eins; zwei\\drei: " + "sehr lang 🌱 " * 6


@pytest.fixture
def asha(db):
    """Return a student whose cohort has one module, due after the clocks went back."""
    cohort = make.cohort(name="Juniper", time_zone="Europe/London")
    person = make.person(name="Asha")
    make.membership(person=person, cohort=cohort)
    mentor = make.person(name="Dr Ekdal")
    make.membership(person=mentor, cohort=cohort, role="mentor")
    make.mentoring(mentor=mentor, student=person, cohort=cohort)
    release = make.taught(cohort=cohort, opens_on=date(2026, 10, 20), due_on=date(2026, 10, 26))
    release.version.__class__.objects.filter(pk=release.version_id).update(title=TITLE)
    return person, mentor, release


def address_of(person) -> str:
    return reverse("calendar", args=[feeds.make(by=person)])


def read(client, address: str) -> icalendar.Calendar:
    """Fetch as a calendar program does, without a cookie, and read it without a warning."""
    answer = client.get(address)
    assert answer.status_code == 200
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar.errors == []
    assert [event.errors for event in calendar.events] == [[] for _event in calendar.events]
    return calendar


def summaries(calendar: icalendar.Calendar) -> list[str]:
    return [str(event["summary"]) for event in calendar.events]


# ------------------------------------------------------------------ what it says
def test_it_tells_openings_and_due_dates_and_leads_to_the_module(client, asha) -> None:
    person, _mentor, release = asha
    opens, due = read(client, address_of(person)).events
    assert str(opens["summary"]) == f"Module opens: {TITLE}"
    assert str(due["summary"]) == f"Reflection due: {TITLE}"
    # 20 October is summer time in London, 26 October is not.
    assert opens["dtstart"].dt == datetime(2026, 10, 20, 5, 0, tzinfo=UTC)
    assert due["dtstart"].dt == datetime(2026, 10, 26, 23, 59, tzinfo=UTC)
    page = reverse("module", args=[release.version.module.slug])
    assert str(due["url"]) == f"http://testserver{page}?release={release.pk}"
    assert str(due["transp"]) == "TRANSPARENT"
    assert "description" not in due


def test_bytes_are_as_the_standard_has_them(client, asha) -> None:
    person, *_rest = asha
    answer = client.get(address_of(person))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in answer
    assert answer["Cache-Control"] == "private, no-cache"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode()  # no line ends inside a character
    text = answer.content.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:Module opens: Über 木\\, eins\\; zwei\\\\drei: sehr lang 🌱" in text
    for needed in (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Heartbeat", "NAME:Heartbeat",
        "X-WR-CALNAME:Heartbeat", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
    ):  # fmt: skip
        assert needed in text
    for name in ("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "URL"):
        assert len(re.findall(rf"^{name}[:;]", text, re.MULTILINE)) == 2


def test_more_time_is_hers_alone_and_keeps_the_event(client, asha) -> None:
    person, mentor, release = asha
    ben = make.person()
    make.membership(person=ben, cohort=release.cohort)
    hers, his = address_of(person), address_of(ben)
    before, before_his = read(client, hers).events[1], client.get(his).content
    later = timezone.localdate() + timedelta(days=9)
    extending.extend(release=release, person=person, by=mentor, until=later)
    after = read(client, hers).events[1]
    assert after["dtstart"].dt.date() in {later, later - timedelta(days=1)}
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt > before["last-modified"].dt
    assert client.get(his).content == before_his


def test_a_moved_date_is_the_same_event_with_a_higher_number(client, world) -> None:
    address = address_of(world.asha)
    before = {e["uid"]: e["sequence"] for e in read(client, address).events}
    offering.change(
        release=world.release, by=world.hana, due_on=world.release.due_on + timedelta(days=1)
    )
    after = {e["uid"]: e["sequence"] for e in read(client, address).events}
    assert {uid: n + 1 for uid, n in before.items()} == after


def test_those_who_teach_get_the_dates_of_their_cohorts_and_nobody(client, world) -> None:
    make.membership(person=world.ekdal, cohort=world.rowan, role="mentor")
    calendar = read(client, address_of(world.ekdal))
    assert len(calendar.events) == 5  # what opens later too, which has no due date
    assert {str(event["description"]) for event in calendar.events} == {"Juniper", "Rowan"}
    raw = client.get(address_of(world.ekdal)).content.decode()
    assert not re.search(r"WORDS|TITLE-|REPLY|REMARK|MESSAGE|Asha|Ben|Ekdal|Hana", raw)
    raw = client.get(address_of(world.asha)).content.decode()
    assert not re.search(r"WORDS|TITLE-|REPLY|REMARK|MESSAGE|Asha|Ekdal|Not open yet", raw)


def test_nothing_of_others_cohorts_or_after_the_end(client, world) -> None:
    for person in (world.ivo, world.root, world.tuva, world.cleo, world.lena):
        assert read(client, address_of(person)).events == []
    address = address_of(world.asha)
    assert len(read(client, address).events) == 2
    Cohort.objects.filter(pk=world.juniper.pk).update(archived_at=timezone.now())
    assert read(client, address).events == []
    Cohort.objects.filter(pk=world.juniper.pk).update(archived_at=None)
    Membership.objects.filter(person=world.asha).update(ends_at=make.ago(days=1))
    assert read(client, address).events == []


# ------------------------------------------------------------------ who it opens to
def test_what_opens_nothing_is_one_and_the_same_404(client, asha) -> None:
    person, mentor, _release = asha
    never = client.get(reverse("calendar", args=["never-was"]))
    assert never.status_code == 404
    replaced = address_of(person)
    revoked = address_of(mentor)
    address_of(person)
    assert feeds.revoke(by=mentor)
    assert not feeds.revoke(by=mentor)
    suspended = make.person()
    shut = address_of(suspended)
    Person.objects.filter(pk=suspended.pk).update(is_active=False)
    for address in (replaced, revoked, shut):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, never.content)


def test_only_a_hash_is_kept_and_one_address_holds_at_a_time(asha) -> None:
    person, *_rest = asha
    token = feeds.make(by=person)
    assert feeds.person_of(token) == person
    newer = feeds.make(by=person)
    assert (feeds.person_of(token), feeds.person_of(newer)) == (None, person)
    assert FeedToken.objects.filter(person=person, revoked_at=None).count() == 1
    kept = str(list(FeedToken.objects.values())) + str(list(AuditEvent.objects.values()))
    assert token not in kept
    assert newer not in kept
    verbs = AuditEvent.objects.filter(verb__startswith="calendar.").values_list("verb", flat=True)
    assert sorted(verbs) == ["calendar.made", "calendar.made", "calendar.revoked"]


def test_it_is_asked_again_each_time_and_costs_little(
    client, asha, django_assert_num_queries
) -> None:
    person, _mentor, release = asha
    address = address_of(person)
    client.get(address)
    with django_assert_num_queries(3):
        answer = client.get(address)
    for _n in range(2):
        make.taught(cohort=release.cohort)
    with django_assert_num_queries(3):
        client.get(address)
    again = client.get(address, headers={"if-none-match": client.get(address)["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    changed = client.get(address, headers={"if-none-match": answer["ETag"]})
    assert changed.status_code == 200
    assert client.post(address).status_code == 405


def test_the_secret_is_left_out_of_the_log(client, asha, monkeypatch, caplog) -> None:
    person, *_rest = asha
    address = address_of(person)
    secret = address.split("/")[-1].removesuffix(".ics")

    def broken(*_args: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("curriculum.views.calendar.dates", broken)
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        assert client.get(address).status_code == 500
        client.get(address[:-4] + "x.ics")
    handler = logging.getLogger("django.request").handlers[0]
    assert caplog.records
    for record in caplog.records:
        for one in handler.filters:
            one.filter(record)
        assert secret not in record.getMessage() + (record.exc_text or "")


# ------------------------------------------------------------------ pure
def test_an_empty_calendar_is_one(client, db) -> None:
    assert read(client, address_of(make.person())).events == []


def test_dates_in_a_zone_that_skips_the_hour_keep_their_moment() -> None:
    at = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    row = Date(
        uid=uuid.uuid4(), is_due=True, at=at, title="A", slug="a",
        release=1, cohort="C", changed_at=at, revision=3,
    )  # fmt: skip
    (event,) = icalendar.Calendar.from_ical(feed([row], lambda _d: "https://x.example/")).events
    assert (event["dtstart"].dt, event["sequence"]) == (at, 3)


def test_the_suspended_have_no_dates(world) -> None:
    world.asha.is_active = False
    assert dates(world.asha) == []
