"""Sending what is due: each notice once, to whom it may still be told, in her own time.

A deliverer claims all that is due to one person in one statement, so two may run at once and none
sends what the other has. Nothing is locked while a mail server thinks.
"""

import logging
import smtplib
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.apps import apps
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import Notice, NoticeChoice, Person
from accounts.notices.hours import collected_at, quiet_until
from accounts.notices.letters import Told, compose
from accounts.notices.registry import known

logger = logging.getLogger("portal.notices")
# Longer than any one mail can take (EMAIL_TIMEOUT); after it a dead deliverer's claim is void.
CLAIM = timedelta(minutes=10)
# With the waits of ``_wait``: a mail that one address refuses is tried for about two days.
MOST_TRIES = 14
# After so many broken conversations one after the other the round ends; the server is unwell.
MOST_BREAKS = 3
BREAKS = (TimeoutError, ConnectionError, smtplib.SMTPServerDisconnected)


class MailAway(Exception):
    """The mail server cannot be reached: nothing is tried, nothing is counted as a try."""


def deliver(*, most: int = 500) -> dict[str, int]:
    """Write to at most ``most`` people what is due to them; return how many notices were sent,
    dropped and put off. Safe to run twice at once.

    While the mail server is away everything stays as it was, however long that lasts.
    """
    return _Round().run(most)


def _due() -> QuerySet[Notice]:
    """Return what may be taken now: due, not settled, and in no living deliverer's hands."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    return Notice.objects.filter(free, sent_at=None, dropped_at=None, due_at__lte=now)


class _Round:
    """One round of delivery: its connection, its claim, what became of the notices."""

    def __init__(self) -> None:
        self.done = {"sent": 0, "dropped": 0, "later": 0}
        self.claim = uuid.uuid4()
        self.breaks = 0

    def run(self, most: int) -> dict[str, int]:
        """Serve one person after the other, whoever has waited longest first."""
        waiting = _due().values("to").annotate(first=Min("due_at")).order_by("first", "to")
        self.post = mail.get_connection()
        try:
            for person in waiting.values_list("to", flat=True)[:most]:
                self.serve(person)
        except MailAway:
            self.done["later"] += 1
        finally:
            self.post.close()
        return self.done

    def mine(self, notices: list[Notice] | None = None) -> QuerySet[Notice]:
        """Return what this round still holds, or which of ``notices``."""
        held = Notice.objects.filter(claim=self.claim, sent_at=None, dropped_at=None)
        return held if notices is None else held.filter(pk__in=[one.pk for one in notices])

    def serve(self, pk: uuid.UUID) -> None:
        """Claim all that is due to one person, and settle it."""
        taken = (
            _due()
            .filter(to=pk)
            .update(claim=self.claim, claimed_at=timezone.now(), tries=F("tries") + 1)
        )
        if not taken:
            return
        rows = list(self.mine().filter(to=pk).order_by("ready_at", "made_at", "pk"))
        try:
            for batch in _batches(rows, _choices(pk)):
                self.settle(batch)
        except MailAway:
            self.mine().update(claim=None, claimed_at=None, tries=F("tries") - 1)
            raise

    def settle(self, batch: list[Notice]) -> None:
        """Send the notices of one batch as one mail, but for those to drop or to put off."""
        person = Person.objects.get(pk=batch[0].to_id)
        chosen = _choices(person.pk)
        told = [one for one in (self.judge(each, person, chosen) for each in batch) if one]
        notices = [one.notice for one in told]
        # Whose claim lapsed meanwhile has another deliverer now.
        if not told or self.mine(notices).update(claimed_at=timezone.now()) < len(told):
            return
        self.open()
        try:
            self.post.send_messages([compose(told, person)])
        except Exception as error:
            self.post.close()
            self.put_off(notices, error)
            self.breaks = self.breaks + 1 if isinstance(error, BREAKS) else 0
            if self.breaks >= MOST_BREAKS:
                raise MailAway from error
            return
        self.breaks = 0
        self.note("sent", notices, sent_at=timezone.now())

    def judge(self, notice: Notice, person: Person, chosen: dict[str, str]) -> Told | None:
        """Return what may be told now; drop or put off the notice and return None if nothing."""
        try:
            told = _still_to_tell(notice, person)
        except Exception as error:  # noqa: BLE001 - one broken notice must not hold up the others
            self.put_off([notice], error)
            return None
        how: str = NoticeChoice.How.AT_ONCE
        if told and not told.kind.is_always:
            how = chosen.get(told.kind.group, how)
        if told is None or how == NoticeChoice.How.OFF:
            self.note("dropped", [notice], dropped_at=timezone.now())
            return None
        until = _not_before(told, how, person)
        if until:
            self.note(
                "later", [notice], claim=None, claimed_at=None, due_at=until, tries=F("tries") - 1
            )
        return None if until else told

    def open(self) -> None:
        """Reach the mail server before the mail is written: writing an invitation spends a link."""
        try:
            if _is_dead(self.post):
                self.post.close()
            self.post.open()
            _greet(self.post)
        except (smtplib.SMTPException, OSError) as error:
            self.post.close()
            logger.warning("mail server away: %s", type(error).__name__)
            raise MailAway from error

    def put_off(self, notices: list[Notice], error: Exception) -> None:
        """Try later what could not be sent; give up what was tried for days."""
        for one in notices:
            # Only the class of the failure: a mail server's answer can repeat what was sent.
            logger.warning("notice %s not sent: %s", one.pk, type(error).__name__)
        tries = max(one.tries for one in notices)
        if tries >= MOST_TRIES:
            self.note("dropped", notices, dropped_at=timezone.now())
        else:
            due_at = timezone.now() + _wait(tries)
            self.note("later", notices, claim=None, claimed_at=None, due_at=due_at)

    def note(self, what: str, notices: list[Notice], **fields: object) -> None:
        """Keep what became of some notices, and count it."""
        self.mine(notices).update(**fields)
        self.done[what] += len(notices)


def _choices(person: uuid.UUID) -> dict[str, str]:
    return dict(NoticeChoice.objects.filter(person=person).values_list("group", "how"))


def _batches(notices: list[Notice], chosen: dict[str, str]) -> Iterable[list[Notice]]:
    """Return what goes out as one mail each: what is always told alone, what is told at once by
    kind, what she collects all together."""
    batches: dict[object, list[Notice]] = {}
    for notice in notices:
        kind = known(notice.kind)
        key: object = notice.pk
        if kind is not None and not kind.is_always:
            how = chosen.get(kind.group, NoticeChoice.How.AT_ONCE)
            key = kind.name if how == NoticeChoice.How.AT_ONCE else "together"
        batches.setdefault(key, []).append(notice)
    return batches.values()


def _still_to_tell(notice: Notice, person: Person) -> Told | None:
    """Return what to tell, or None when the person may not be told (any more)."""
    kind, about = known(notice.kind), _about(notice)
    if kind is None or about is None or not person.is_active or not kind.still(person, about):
        return None
    return Told(notice, kind, about)


def _about(notice: Notice) -> models.Model | None:
    model = apps.get_model(notice.about_kind)
    return model._base_manager.filter(pk=notice.about).first()


def _not_before(told: Told, how: str, person: Person) -> datetime | None:
    """Return until when this has to wait: for the morning of collected mail, or of the night."""
    now = timezone.now()
    if told.kind.at_night:
        return None
    collected = collected_at(how, told.notice.ready_at, person.zone)
    return collected if collected > now else quiet_until(now, person.zone)


def _greet(post: BaseEmailBackend) -> None:
    connection: smtplib.SMTP | None = getattr(post, "connection", None)
    if connection is not None:
        connection.ehlo_or_helo_if_needed()


def _is_dead(post: BaseEmailBackend) -> bool:
    """Say whether an open connection was dropped by the other side meanwhile."""
    connection: smtplib.SMTP | None = getattr(post, "connection", None)
    if connection is None:
        return False
    try:
        return connection.noop()[0] != 250
    except (smtplib.SMTPException, OSError):
        return True


def _wait(tries: int) -> timedelta:
    """Return how long to wait after this many tries: two minutes, doubling, at most eight hours."""
    return timedelta(minutes=min(2**tries, 480))
