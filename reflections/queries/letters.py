"""A letter to oneself: its words, and the days on which it comes back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import DraftText, Person
from curriculum.models import PageForm
from reflections.models import Delivery, Entry, Share, VersionText
from reflections.parts import beneath
from reflections.queries.own_pages import named_or, own


@dataclass(frozen=True)
class Letter:
    """One letter of hers, with what it says now."""

    entry: Any
    deliveries: list[Delivery]
    today: date

    @property
    def title(self) -> str:
        name = self.entry.prompt.name if self.entry.prompt else self.entry.begun_from
        return named_or(self.entry.title, name)

    @property
    def body(self) -> str:
        return self.entry.body or ""

    @property
    def ahead(self) -> list[Delivery]:
        return [one for one in self.deliveries if one.on > self.today]

    @property
    def came(self) -> Delivery | None:
        """Return the last day on which it came back, if one has come."""
        over = [one for one in self.deliveries if one.on <= self.today]
        return over[-1] if over else None

    @property
    def proposed(self) -> list[date]:
        """Return the days its prompt proposes, counted from today, that are not chosen yet."""
        after = self.entry.prompt.days if self.entry.prompt else []
        chosen = {one.on for one in self.deliveries}
        days = [self.today + timedelta(days=number) for number in after]
        return [day for day in days if day not in chosen]

    @property
    def earliest(self) -> date:
        return self.today + timedelta(days=1)


def own_letters(person: Person) -> QuerySet[Entry]:
    """Return the letters ``person`` wrote."""
    return own(person).filter(form=PageForm.LETTER)


def letter(person: Person, entry_id: UUID) -> Letter | None:
    """Return a letter of hers with its newest words and its days, or None. Two queries."""
    draft = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    sent = beneath(VersionText, version__entry=OuterRef("pk")).order_by("-version__number")
    words = {
        name: Coalesce(Subquery(draft.values(name)[:1]), Subquery(sent.values(name)[:1]))
        for name in ("title", "body")
    }
    shared = beneath(Share, entry=OuterRef("pk"), ended_at=None)
    rows = (
        own_letters(person)
        .select_related("prompt", "draft")
        .annotate(**words, is_private=~Exists(sent) & ~Exists(shared))
    )
    entry = rows.filter(pk=entry_id).first()
    if entry is None:
        return None
    days = beneath(Delivery, entry=entry).order_by("on")
    return Letter(entry, list(days), timezone.localdate())
