"""What goes on around answers: a cover who has begun one, somebody who waits for a call, other
words for a reply, a page its author has closed.

Rows as the actions make them, with the moments of the past; none is made where there is one.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts import saving, words
from accounts.models import Cover, Mentoring
from config.demo.parts import id_of, written
from config.demo.people import Everybody, spell
from reflections.actions import replying
from reflections.models import (
    Claim,
    ContactWish,
    EditionText,
    Entry,
    PageClosing,
    Reader,
    Reply,
    ReplyEdition,
    Version,
)

# A lease is half an hour; whoever visits the demo later in the day is to meet one all the same.
HELD_FOR = timedelta(days=1)
LATE_AFTER = timedelta(hours=4)


def load(everybody: Everybody) -> None:
    """Make what does not exist yet, on the pages that do."""
    plan = written("plan")
    for part in plan["covers"]:
        _cover(part, everybody)
    for part in plan["writing"]:
        _begin(part, everybody)
    for part in plan["waiting"]:
        _wait(part)
    # Where a reply or a page was changed in this way before, no other one is.
    if not ReplyEdition.objects.exists():
        for part in plan["reworded"]:
            _reword(part)
    if not PageClosing.objects.exists():
        for part in plan["closed"]:
            _close(part)


def _cover(part: dict[str, Any], everybody: Everybody) -> None:
    """Let somebody read for a mentor, and be named on what waits with her."""
    cohort, cover = everybody.cohorts[part["cohort"]], everybody.people[part["cover"]]
    pairs = Mentoring.objects.current().filter(
        cohort=cohort,
        mentor=everybody.people[part["mentor"]],
        student__in=[everybody.people[email] for email in part["students"]],
    )
    for pair in pairs:
        if Cover.objects.filter(mentoring=pair).exists():
            continue
        while_away = spell(part, cohort.time_zone)
        made = Cover.objects.create(
            mentoring=pair, cover=cover, announced_at=while_away["starts_at"], **while_away
        )
        waiting = Version.objects.filter(entry__author=pair.student, cohort=cohort)
        for version in waiting.exclude(replies__sent_at__isnull=False):
            Reader.objects.create(
                version=version, person=cover, via=Reader.Via.COVER, since=made.starts_at
            )


def _begin(part: dict[str, Any], everybody: Everybody) -> None:
    """Let her have begun an answer, so that nobody else answers the page meanwhile."""
    pk, by = id_of("entry", part["id"]), everybody.people[part["by"]]
    if Reply.objects.filter(version__entry=pk).exists() or not Entry.objects.filter(pk=pk).exists():
        return
    save = saving.Save(uuid.uuid4(), 0, "", part["body"].strip())
    replying.save_reply(by=by, entry_id=pk, save=save)
    Claim.objects.filter(version__entry=pk).update(until=timezone.now() + HELD_FOR)


def _wait(part: dict[str, Any]) -> None:
    """Let her have asked to be contacted; nobody has been in touch yet."""
    entry = Entry.objects.filter(pk=id_of("entry", part["id"])).first()
    if entry is not None and not entry.contact_wishes.exists():
        asked = timezone.now() - timedelta(hours=part["hours"])
        ContactWish.objects.create(entry=entry, asked_at=asked, late_from=asked + LATE_AFTER)


def _reword(part: dict[str, Any]) -> None:
    """Let a reply have other words since; the first ones stay, and she has read both."""
    reply = Reply.objects.filter(pk=id_of("reply", part["id"])).first()
    if reply is None or reply.sent_at is None or reply.editions.exists():
        return
    at = reply.sent_at + timedelta(days=part["after"])
    body = reply.text.body.replace(part["old"], part["new"].strip())
    edition = ReplyEdition.objects.create(reply=reply, number=1, edited_at=at)
    sha256 = words.fingerprint("", body)
    EditionText.objects.create(edition=edition, body=body, sha256=sha256)
    Reply.objects.filter(pk=reply.pk).update(seen_at=at + timedelta(hours=5))


def _close(part: dict[str, Any]) -> None:
    """Let her have said that it was answered, and that this was enough."""
    reply = Reply.objects.filter(pk=id_of("reply", part["id"])).first()
    if reply is None or reply.sent_at is None or reply.version.closings.exists():
        return
    at = reply.sent_at + timedelta(days=part["after"])
    PageClosing.objects.create(version=reply.version, closed_at=at)
