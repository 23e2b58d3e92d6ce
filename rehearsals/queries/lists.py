"""The rehearsals somebody runs, and those she took part in with the phrases she kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Person
from accounts.people import current_memberships
from rehearsals.clauses import RUNNING
from rehearsals.models import KeepsakeText, Place, Rehearsal

MOST = 50


@dataclass(frozen=True)
class Line:
    """One rehearsal of a list."""

    pk: UUID
    title: str
    opened_at: datetime
    closed_at: datetime | None
    cohort: str = ""
    place: str = ""
    code: str = ""
    by: str = ""
    phrase: str = ""

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


@dataclass(frozen=True)
class Page:
    held: list[Line]
    others: list[Line]
    mine: list[Line]
    may_start: bool


def page(person: Person) -> Page:
    """Return both lists, the newest first."""
    names = ("scenario", "cohort", "facilitator")
    runs = Rehearsal.objects.visible_to(person, "oversee").select_related(*names)
    held = [_line(one) for one in runs[:MOST]]
    open_now = Rehearsal.objects.visible_to(person, "take_over").select_related(*names)
    others = [_line(one) for one in open_now.exclude(facilitator=person)[:MOST]]
    places = Place.objects.visible_to(person).filter(person=person)
    rows = places.select_related("rehearsal__scenario").order_by("-rehearsal__opened_at")[:MOST]
    phrases = dict(
        KeepsakeText.objects.visible_to(person).values_list("keepsake__rehearsal", "body")
    )
    mine = [_line(one.rehearsal, phrases.get(one.rehearsal_id, "")) for one in rows]
    may_start = current_memberships(person, *RUNNING).exists()
    return Page(held, others, mine, may_start)


def _line(one: Rehearsal, phrase: str | None = None) -> Line:
    """Return a line; of one's own (``phrase``) it says nothing about who ran it."""
    if phrase is not None:
        return Line(one.pk, one.scenario.shown.title, one.opened_at, one.closed_at, phrase=phrase)
    return Line(
        one.pk,
        one.scenario.shown.title,
        one.opened_at,
        one.closed_at,
        cohort=one.cohort.name,
        place=one.place,
        code=one.code,
        by=one.facilitator.name,
    )
