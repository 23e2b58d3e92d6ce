"""The portfolio as its author arranges and prints it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import DraftText, Person
from reflections.models import Piece, PortfolioText
from reflections.parts import beneath
from reflections.queries.own_pages import named_or


@dataclass(frozen=True)
class Chosen:
    """One piece: the page it is from, which of its states, and the words of that state."""

    pk: UUID
    entry_id: UUID
    title: str
    body: str
    words: int
    started_at: datetime
    # The number of the version; 0 where it is the newest words.
    version: int = 0
    closed_until: date | None = None


@dataclass
class Portfolio:
    """All of it, in its order."""

    title: str = ""
    introduction: str = ""
    pieces: list[Chosen] = field(default_factory=list)


def portfolio(person: Person) -> Portfolio:
    """Return her portfolio with every word of it. Two queries."""
    said = PortfolioText.objects.visible_to(person).filter(author=person).first()
    pieces = [_chosen(row) for row in _pieces(person)]
    if said is None:
        return Portfolio(pieces=pieces)
    return Portfolio(said.title, said.introduction, pieces)


def _pieces(person: Person) -> QuerySet[Any]:
    newest = beneath(
        DraftText, draft=OuterRef("entry__draft"), revision=OuterRef("entry__draft__revision")
    )
    return (
        Piece.objects.visible_to(person)
        .filter(author=person)
        .select_related("entry")
        .annotate(
            number=F("version__number"),
            said_title=Coalesce(F("version__text__title"), Subquery(newest.values("title")[:1])),
            said=Coalesce(F("version__text__body"), Subquery(newest.values("body")[:1])),
            counted=Coalesce(F("version__words"), F("entry__draft__words")),
            prompt_name=Coalesce(F("entry__prompt__name"), F("entry__begun_from")),
        )
        .order_by("position", "chosen_at")
    )


def _chosen(row: Any) -> Chosen:
    waits = row.entry.closed_until if row.number is None and row.entry.is_closed else None
    return Chosen(
        pk=row.pk,
        entry_id=row.entry_id,
        title=named_or(row.said_title, row.prompt_name),
        body="" if waits else row.said or "",
        words=row.counted or 0,
        started_at=row.entry.started_at,
        version=row.number or 0,
        closed_until=waits,
    )


def piece_of(person: Person, entry_id: UUID) -> Piece | None:
    """Return the piece made of this page, or None."""
    mine = Piece.objects.visible_to(person).filter(author=person, entry=entry_id)
    return mine.select_related("version").first()
