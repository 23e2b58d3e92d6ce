"""Warn, wait, take: nothing goes that was not announced thirty days before, and nothing under a
hold."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts import holdings
from accounts.actions import closing, holding, retaining
from accounts.models import (
    AuditEvent,
    Closing,
    DraftText,
    FeedToken,
    Forewarning,
    Invitation,
    LegalHold,
    Notice,
    Person,
    RetentionRule,
    RosterUpload,
)
from accounts.periods import Key, after, before
from reflections.models import Answer, Delivery, Entry, Version, VersionText
from tests import make
from tests.accounts.keeping_times import NOW, days, grow_old, leave_long_ago
from tests.world import World

pytestmark = pytest.mark.usefixtures("standing_world")


def pages(person: Person) -> int:
    return Entry.objects.visible_to(person).filter(author=person, versions=None).count()


def test_months_and_days_are_moved_by_the_calendar() -> None:
    for moment, unit, length, wanted in (
        ("2026-03-31", "months", -1, "2026-02-28"),
        ("2026-01-15", "months", -12, "2025-01-15"),
        ("2028-02-29", "months", 12, "2029-02-28"),
        ("2026-12-31", "months", 2, "2027-02-28"),
        ("2026-01-01", "days", -1, "2025-12-31"),
    ):
        start = timezone.datetime.fromisoformat(f"{moment}T12:00+00:00")
        moved = after(start, unit, length) if length > 0 else before(start, unit, -length)
        assert moved.date().isoformat() == wanted


def test_unshared_pages_are_announced_and_go_thirty_days_later(world: World) -> None:
    old = make.entry(author=world.chidi, body="WORDS old")
    young = make.entry(author=world.chidi, body="WORDS young")
    letter = make.entry(author=world.chidi, body="WORDS letter")
    Delivery.objects.create(entry=letter, on=NOW.date() + timedelta(days=200))
    grow_old(world.chidi, months=25)
    type(young.draft).objects.filter(pk=young.draft_id).update(updated_at=NOW)

    done = retaining.apply(at=NOW)
    assert (done.warned, done.gone) == (0, 0)  # what only she knows of is not counted
    told = Forewarning.objects.get()
    assert (told.person, told.things) == (world.chidi, [str(old.pk)])
    assert Notice.objects.get(kind=retaining.TOLD).to == world.chidi
    # Again and again, and a day too early: nothing more happens.
    for day in (0, 1, 29.9):
        retaining.apply(at=days(day))
    assert Forewarning.objects.count() == 1
    assert Entry.objects.filter(pk=old.pk).exists()
    retaining.apply(at=days(30.1))
    assert set(Entry.objects.filter(author=world.chidi)) == {young, letter}
    assert not DraftText.objects.filter(body="WORDS old").exists()
    assert not AuditEvent.objects.filter(verb="retention.applied").exists()


def test_whatever_changes_meanwhile_stays(world: World) -> None:
    """Written on, shared, submitted, a longer period, a hold, a suspension, a warning too old."""
    made = {name: make.entry(author=world.chidi, body=f"WORDS {name}") for name in "abc"}
    grow_old(world.chidi, months=25)
    retaining.apply(at=NOW)
    assert len(Forewarning.objects.get().things) == 3
    draft = type(made["a"].draft).objects.filter(pk=made["a"].draft_id)
    draft.update(updated_at=days(3))
    make.version(entry=made["b"], cohort=world.rowan)
    holding.add_period(
        rule=RetentionRule(key=Key.UNSHARED_WRITTEN, period=36, reason="Ours."), by=world.ivo
    )
    retaining.apply(at=days(31))
    assert Entry.objects.filter(author=world.chidi).count() == 3
    RetentionRule.objects.all().delete()
    Person.objects.filter(pk=world.chidi.pk).update(is_active=False)
    retaining.apply(at=days(31))
    assert Entry.objects.filter(author=world.chidi).count() == 3
    Person.objects.filter(pk=world.chidi.pk).update(is_active=True)
    hold = LegalHold(person=world.chidi, reference="2026/17")
    holding.place(hold=hold, by=world.ivo)
    assert not Forewarning.objects.exists()
    retaining.apply(at=days(31))
    assert Entry.objects.filter(author=world.chidi).count() == 3
    holding.change(hold=hold, by=world.ivo, ends_at=timezone.now())
    # After the hold she is warned anew, and has her thirty days again.
    retaining.apply(at=days(32))
    retaining.apply(at=days(40))
    assert Entry.objects.filter(author=world.chidi).count() == 3
    # A warning that led to nothing for so long counts no more.
    retaining.apply(at=days(200))
    assert Entry.objects.filter(author=world.chidi).count() == 3
    retaining.apply(at=days(231))
    left = Entry.objects.filter(author=world.chidi)
    assert set(left) == {made["a"], made["b"]}


def test_what_was_submitted_goes_after_its_author_left(world: World) -> None:
    """The words go, with what was said; that it was submitted and answered stays."""
    leave_long_ago(world.asha, months=10)
    grow_old(world.asha, months=30)
    for one in (world.ben, world.chidi):  # still here
        make.version(entry=make.entry(author=one), cohort=world.juniper)
    answered = world.entries["answered"]
    retaining.apply(at=NOW)
    assert {one.rule for one in Forewarning.objects.filter(person=world.asha)} == {
        Key.UNSHARED_WRITTEN
    }
    later = after(NOW, "months", 25)
    done = retaining.apply(at=later)
    assert done.warned == 1
    assert retaining.apply(at=later + timedelta(days=31)).gone >= 7
    assert not VersionText.objects.filter(version__entry__author=world.asha).exists()
    assert VersionText.objects.count() == 2
    assert not DraftText.objects.filter(draft__author=world.asha).exists()
    assert Version.objects.filter(entry=answered).exists()
    assert answered.versions.get().replies.get().sent_at
    assert not Entry.objects.visible_to(world.asha).filter(author=world.asha).exists()
    assert not Entry.objects.visible_to(world.ekdal).exists()
    event = AuditEvent.objects.filter(verb="retention.applied").get()
    assert set(event.facts) == {"rule", "things"}


def test_answers_about_stories_follow(world: World) -> None:
    story = make.story(release=world.release, questions=2)
    first, second = story.steps.all()
    make.answer(author=world.ben, release=world.release, step=first, body="WORDS given")
    kept = make.answer(
        author=world.ben, release=world.release, step=second, body="WORDS own", given=False
    )
    leave_long_ago(world.ben, months=25)
    then = before(NOW, "months", 26)
    Answer.objects.filter(given_at__isnull=False).update(given_at=then)
    type(kept.draft).objects.filter(author=world.ben).update(updated_at=then)
    retaining.apply(at=NOW)
    assert Forewarning.objects.filter(person=world.ben).count() == 2
    retaining.apply(at=days(31))
    assert not Answer.objects.exists()
    assert not DraftText.objects.filter(draft__author=world.ben).exists()


def test_an_account_nobody_uses_any_more_is_closed(world: World) -> None:
    leave_long_ago(world.lena, months=37)
    leave_long_ago(world.ben, months=37)
    make.appointment(person=world.ben, office="wellbeing")
    assert world.lena in holdings.left_before(NOW)
    assert world.ben not in holdings.left_before(NOW)
    assert world.root not in holdings.left_before(NOW)
    retaining.apply(at=NOW)
    retaining.apply(at=days(31))
    world.lena.refresh_from_db()
    assert (world.lena.name, world.lena.is_active) == ("A former student", False)
    assert world.lena.erased_at
    assert not Person.objects.filter(email="lena@example.org").exists()
    world.ben.refresh_from_db()
    assert world.ben.name == "Ben"


def test_housekeeping_deletes_what_has_served(world: World) -> None:
    long_ago = before(NOW, "months", 200)
    Session.objects.create(session_key="over", session_data="x", expire_date=days(-1))
    UserSession.objects.create(user=world.asha, session_key="over", ip="127.0.0.1")
    for number, at in enumerate((long_ago, NOW)):
        kept = {"to": world.asha, "kind": "reply", "once": f"one {number}"}
        Notice.objects.create(**kept, sent_at=at)
        make_invitation(world.asha, number, at)
        FeedToken.objects.create(person=world.asha, token_hash=f"h{number}", revoked_at=at)
        LogEntry.objects.create(user=world.ivo, action_flag=2, action_time=at, object_repr="x")
        AuditEvent.objects.create(verb="school.changed", at=at)
    waits = Person.objects.create(email="new@example.org", name="New")
    Notice.objects.create(to=waits, kind="invitation", once="letter", sent_at=long_ago)
    upload = RosterUpload.objects.create(uploader=world.ivo, data=b"email\na@b.example")
    RosterUpload.objects.filter(pk=upload.pk).update(made_at=days(-2))
    counted = retaining.apply(at=NOW, dry_run=True)
    assert RosterUpload.objects.exists()
    done = retaining.apply(at=NOW)
    assert done.tidied == counted.tidied == 7
    assert not RosterUpload.objects.exists()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert Notice.objects.filter(kind="invitation").exists()
    for rows in (Notice.objects.exclude(kind="invitation"), Invitation.objects.all(),
                 FeedToken.objects.all(), LogEntry.objects.all(),
                 AuditEvent.objects.filter(verb="school.changed")):  # fmt: skip
        assert rows.count() == 1
    assert retaining.apply(at=NOW).tidied == 0


def make_invitation(person: Person, number: int, at: Any) -> None:
    Invitation.objects.create(
        person=person, email=person.email, token_hash=f"t{number}", expires_at=at, used_at=at
    )


def test_command_says_numbers_and_a_dry_run_changes_nothing(world: World) -> None:
    leave_long_ago(world.asha, months=30)
    grow_old(world.asha, months=40)
    out = StringIO()
    call_command("apply_retention", "--dry-run", stdout=out)
    assert not Forewarning.objects.exists()
    assert "Would be: warned 0, deleted 0, closed 0" in out.getvalue()  # submitted six days ago
    assert Version.objects.exists()
    call_command("apply_retention", stdout=out)
    made = closing.ask(by=world.ben)
    Closing.objects.filter(pk=made.pk).update(due_at=days(-1))
    out = StringIO()
    call_command("apply_retention", stdout=out)
    assert f"closed {world.ben.pk}" in out.getvalue()
    assert "Ben" not in out.getvalue()
