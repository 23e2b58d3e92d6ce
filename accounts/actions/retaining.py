"""What ``apply_retention`` does: warn, wait, take; close accounts; tidy what nobody misses.

Nothing that somebody wrote goes unless a warning named it thirty days ago or more, and it is still
over its period now. A legal hold and a suspension stop all of it. Safe to run at any time, as
often as one likes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.actions import erasing, rostering
from accounts.errors import NotNow
from accounts.holdings import Holding, Line, holdings, left_before, register, tidies
from accounts.models import (
    AuditEvent,
    Closing,
    DeletionRequest,
    FeedToken,
    Forewarning,
    Invitation,
    LegalHold,
    Notice,
    Person,
)
from accounts.periods import STALE, WARNING, Key, Periods

TOLD = "words_will_go"
# How many things go in one transaction.
BATCH = 200
YEAR = timedelta(days=366)


@dataclass
class Done:
    """What one run did, in numbers. What only its author knows of is not among them."""

    warned: int = 0
    gone: int = 0
    closed: list[UUID] = field(default_factory=list)
    tidied: int = 0


def apply(*, at: datetime | None = None, dry_run: bool = False) -> Done:
    """Warn, take, close and tidy, once. With ``dry_run`` only count what would happen."""
    now, periods, done = at or timezone.now(), Periods(), Done()
    for holding in holdings():
        counts = holding.is_told_of
        warned = _warn(holding, periods, now, dry_run=dry_run)
        taken = _take(holding, periods, now, dry_run=dry_run)
        done.warned += warned if counts else 0
        done.gone += taken if counts else 0
    done.closed = _close(now, dry_run=dry_run)
    done.tidied = tidy(periods, now, dry_run=dry_run)
    return done


# ------------------------------------------------------------------ warning
def _warn(holding: Holding, periods: Periods, now: datetime, *, dry_run: bool) -> int:
    told = _told(holding.rule, since=now - STALE)
    new: dict[UUID, list[UUID]] = defaultdict(list)
    for person, thing in _due(holding, periods, now + WARNING):
        if thing not in told[person]:
            new[person].append(thing)
    if dry_run:
        return len(new)
    for person in Person.objects.filter(pk__in=list(new)):
        _warn_one(person, holding.rule, new[person.pk], now)
    return len(new)


@transaction.atomic
def _warn_one(person: Person, rule: str, things: list[UUID], now: datetime) -> None:
    made = Forewarning.objects.create(
        person=person,
        rule=rule,
        made_at=now,
        goes_at=now + WARNING,
        things=sorted(str(one) for one in things),
    )
    notices.tell(TOLD, to=person, about=made)


def _told(
    rule: str, *, since: datetime, until: datetime | None = None
) -> defaultdict[UUID, set[UUID]]:
    """Return the things people were told of in that time."""
    told: defaultdict[UUID, set[UUID]] = defaultdict(set)
    rows = Forewarning.objects.filter(rule=rule, made_at__gt=since)
    if until is not None:
        rows = rows.filter(made_at__lte=until)
    for person, things in rows.values_list("person", "things"):
        told[person].update(UUID(one) for one in things)
    return told


def _due(holding: Holding, periods: Periods, at: datetime) -> list[tuple[UUID, UUID]]:
    """Return what is over, without what belongs to people who are held or suspended."""
    found = list(holding.due(periods, at))
    left_out = _left_alone({person for person, _thing in found})
    return [one for one in found if one[0] not in left_out]


def _left_alone(people: Collection[UUID]) -> set[UUID]:
    held = set(LegalHold.objects.current().values_list("person", flat=True))
    away = set(Person.objects.filter(is_active=False).values_list("pk", flat=True))
    return (held | away) & set(people)


# ------------------------------------------------------------------ taking
def _take(holding: Holding, periods: Periods, now: datetime, *, dry_run: bool) -> int:
    told = _told(holding.rule, since=now - STALE, until=now - WARNING)
    over = [thing for person, thing in _due(holding, periods, now) if thing in told[person]]
    if dry_run:
        return len(over)
    return sum(_take_some(holding, periods, now, some) for some in _batches(over))


def _batches(things: list[UUID]) -> Iterable[list[UUID]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


@transaction.atomic
def _take_some(holding: Holding, periods: Periods, now: datetime, things: list[UUID]) -> int:
    """Take those of ``things`` that are over still, now that nobody can change them."""
    holding.lock(things)
    still = {thing for _person, thing in _due(holding, periods, now)}
    over = [thing for thing in things if thing in still]
    if over:
        holding.take(over)
        if holding.is_told_of:
            audit.record("retention.applied", by=None, rule=holding.rule, things=len(over))
    return len(over)


# ------------------------------------------------------------------ accounts
def _close(now: datetime, *, dry_run: bool) -> list[UUID]:
    """Carry out the closings whose day has come; a hold lets them wait."""
    waiting = Closing.objects.filter(kept_at=None, done_at=None, due_at__lte=now)
    held = LegalHold.objects.current(now).values("person")
    over = waiting.exclude(person__in=held).select_related("person")
    return [one.person_id for one in over if dry_run or _close_one(one, now)]


@transaction.atomic
def _close_one(closing: Closing, now: datetime) -> bool:
    # The guarded update is the claim: whoever signed in a moment ago keeps her account.
    mine = Closing.objects.filter(pk=closing.pk, kept_at=None, done_at=None)
    if not mine.update(done_at=now):
        return False
    try:
        with transaction.atomic():
            erasing.erase_person(person=closing.person)
    except NotNow:
        Closing.objects.filter(pk=closing.pk).update(done_at=None)
        return False
    return True


def _accounts(periods: Periods, at: datetime) -> list[tuple[UUID, UUID]]:
    under_way = Closing.objects.filter(kept_at=None, done_at=None).values("person")
    left = left_before(periods.cutoff(Key.ACCOUNT_LEFT, at)).exclude(pk__in=under_way)
    return [(pk, pk) for pk in left.values_list("pk", flat=True)]


def _erase_accounts(things: Collection[UUID]) -> None:
    for person in Person.objects.filter(pk__in=things):
        erasing.erase_person(person=person)


register(
    Holding(
        Key.ACCOUNT_LEFT,
        due=_accounts,
        take=_erase_accounts,
        lines=lambda person, things: [Line(str(person.pk), str(_("Your account, and all in it")))],
        lock=lambda things: len(Person.objects.select_for_update().filter(pk__in=things)),
    )
)


# ------------------------------------------------------------------ tidying
def tidy(periods: Periods, now: datetime, *, dry_run: bool = False) -> int:
    """Delete what has served, and return how many: sessions, sent notices, used links, old logs.

    None of it is anything somebody wrote, so nobody is warned.
    """
    if not dry_run:
        rostering.forget_old()
        for one in tidies():
            one(periods, now)
    return sum(_few(rows, dry_run) for rows in _over(periods, now))


def _over(periods: Periods, now: datetime) -> Iterable[Any]:
    def cut(key: str) -> datetime:
        return periods.cutoff(key, now)

    yield Session.objects.filter(expire_date__lt=now)
    open_ones = Session.objects.filter(expire_date__gte=now)
    yield UserSession.objects.exclude(session_key__in=open_ones.values("session_key"))
    old = cut(Key.NOTICES)
    told = Notice.objects.filter(Q(sent_at__lt=old) | Q(dropped_at__lt=old))
    for kind in notices.kinds().values():
        if kind.counts_for is not None:
            told = told.exclude(kind=kind.name, about__in=kind.counts_for())
    # How many letters somebody had who has not come in yet tells the next one apart.
    yield told.exclude(kind="invitation", to__joined_at=None)
    old = cut(Key.INVITATIONS)
    over = Q(used_at__lt=old) | Q(withdrawn_at__lt=old) | Q(expires_at__lt=old)
    yield Invitation.objects.filter(over)
    yield FeedToken.objects.filter(revoked_at__lt=cut(Key.FEEDS))
    yield LogEntry.objects.filter(action_time__lt=cut(Key.ADMIN_LOG))
    yield DeletionRequest.objects.filter(settled_at__lt=cut(Key.AUDIT))
    yield Forewarning.objects.filter(made_at__lt=now - YEAR)
    yield AuditEvent.objects.filter(at__lt=cut(Key.AUDIT))


def _few(rows: Any, dry_run: bool) -> int:
    """Delete these rows, or count them."""
    if dry_run:
        return rows.count()
    if rows.model is AuditEvent:
        return rows.forget()
    return rows.delete()[0]
