"""Break-glass as its pages read it: one's requests, what waits for one, and one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import Person
from accounts.rows_within import Rows, moment
from reflections.models import Grant, GrantText
from reflections.parts import beneath

MOST_SHOWN = 50


def own_grants(person: Person) -> QuerySet[Grant]:
    """Return what somebody asked for, the newest first."""
    mine = Grant.objects.visible_to(person, "follow")
    return mine.select_related("decided_by")[:MOST_SHOWN]


def grants_to_decide(person: Person) -> QuerySet[Grant]:
    """Return what waits for this person's yes or no, the oldest first."""
    rows = Grant.objects.visible_to(person, "decide").select_related("asked_by")
    return rows.order_by("asked_at")


def may_decide(person: Person, grant_id: UUID) -> bool:
    """Say whether a request waits for this person's decision."""
    return Grant.objects.visible_to(person, "decide").filter(pk=grant_id).exists()


def grant_page(person: Person, grant_id: UUID) -> Any:
    """Return one request as this person may see it, or None.

    With ``may_decide``, ``may_use`` and ``may_end``; ``why`` is its text, or None where that is not
    hers to read; ``is_mine`` says whether she asked, ``of_mine`` is the page if she wrote it. Two
    queries.
    """
    now = timezone.now()
    rows = Grant.objects.visible_to(person, at=now)
    rows = rows.select_related("asked_by", "decided_by", "entry")
    rows = rows.with_right("decide", person, now).with_right("use", person, now)
    found: Any = rows.filter(pk=grant_id).first()
    if found is None:
        return None
    found.why = GrantText.objects.visible_to(person, at=now).filter(grant=found).first()
    found.is_mine = found.asked_by_id == person.pk
    # Her own page, where she is the author and is told by now; nobody else sees which it is.
    entry = found.entry
    is_hers = entry and entry.author_id == person.pk and entry.gone_at is None
    found.of_mine = found.entry_id if is_hers else None
    found.may_end = found.is_mine or found.decided_by_id == person.pk
    return found


@dataclass(frozen=True)
class Opening:
    """Break-glass as the author is told of it: who could read, who agreed, why, and when."""

    who: str
    second: str
    ground: str
    opened_at: datetime
    ends_at: datetime
    reason: str
    # The ground in law on which she was told later; "" where she was told at once.
    delay: str

    @property
    def ground_said(self) -> str:
        return str(Grant.Ground(self.ground).label)


def openings(at: datetime, entry: str) -> Rows:
    """Return what the author is told of at ``at``, the newest first, for a query of rows with an
    ``entry``. They call it ``opened``.
    """
    told = beneath(Grant, entry=OuterRef(entry), tell_at__lte=at, ends_at__isnull=False)
    told = told.order_by("-asked_at")
    told = told.annotate(who=F("asked_by__name"), second=F("decided_by__name"))
    told = told.annotate(reason=F("text__reason"), delay=F("text__delay"))
    return Rows(told, "who", "second", "ground", "opened_at", "ends_at", "reason", "delay")


def openings_of(row: Any) -> list[Opening]:
    """Return the openings of a row that came with them (``opened``)."""
    at = ("opened_at", "ends_at")
    return [Opening(**(one | {name: moment(one[name]) for name in at})) for one in row.opened]
