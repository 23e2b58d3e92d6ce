"""What a page held: its submitted versions, and the kept states of its draft. Her own, always."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import DraftText, Person
from reflections import shapes
from reflections.models import Entry, Version
from reflections.parts import beneath
from reflections.queries.own_pages import named_or, own, own_versions

STATES_A_PAGE = 30
NOW, STATE, VERSION = "now", "state", "version"


@dataclass(frozen=True)
class Held:
    """One text this page held. ``key`` is "now", "v2" or "r17": what an address calls it."""

    kind: str
    number: int
    at: datetime
    title: str
    body: str

    @property
    def key(self) -> str:
        return {NOW: "now", STATE: f"r{self.number}", VERSION: f"v{self.number}"}[self.kind]

    @property
    def words(self) -> int:
        return shapes.count(self.body)

    @property
    def name(self) -> str:
        if self.kind == VERSION:
            return _("Version %(number)s, as submitted") % {"number": self.number}
        return _("The page as it is now") if self.kind == NOW else _("An earlier state")


@dataclass(frozen=True)
class History:
    """One page of everything an entry held, the newest first."""

    entry: Any
    versions: Sequence[Version]
    page: Page
    states: Sequence[Any]

    @property
    def title(self) -> str:
        name = self.entry.prompt.name if self.entry.prompt else self.entry.begun_from
        return named_or(self.states[0].title if self.states else "", name)


def own_page(person: Person, entry_id: UUID) -> Entry | None:
    """Return one of her pages with its draft and prompt, or None. One query."""
    return own(person).select_related("draft", "prompt").filter(pk=entry_id).first()


def history(person: Person, entry: Entry, number: str | int = 1) -> History:
    """Return what the page held, thirty states at a time. Three queries.

    A state knows how many words it has (``words``) and which version it became (``sent_as``).
    """
    versions = list(own_versions(person).filter(entry=entry).order_by("-number"))
    sent = {version.revision: version.number for version in versions}
    page = Paginator(earlier_texts(person, entry.pk), STATES_A_PAGE).get_page(number)
    states: list[Any] = list(page.object_list)
    for text in states:
        text.words, text.sent_as = shapes.count(text.body), sent.get(text.revision, 0)
    return History(entry, versions, page, states)


def earlier_texts(person: Person, entry_id: UUID) -> QuerySet[DraftText]:
    """Return the acknowledged states of one of her drafts, the newest first."""
    rows = beneath(DraftText, draft__entry__in=own(person).filter(pk=entry_id))
    return rows.order_by("-revision")


def held(person: Person, entry: Entry, key: str) -> Held | None:
    """Return one text of her page by its key, or None where it never held that. One query."""
    if key == NOW:
        revision = F("draft__revision")
        text = earlier_texts(person, entry.pk).filter(revision=revision).first()
        return _state(text, NOW) if text else _version(person, entry)
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    if kind == "v":
        return _version(person, entry, int(number))
    if kind != "r":
        return None
    text = earlier_texts(person, entry.pk).filter(revision=int(number)).first()
    return _state(text, STATE) if text else None


def _state(text: DraftText, kind: str) -> Held:
    return Held(kind, text.revision, text.saved_at, text.title, text.body)


def _version(person: Person, entry: Entry, number: int | None = None) -> Held | None:
    """Return a submitted version; without a number the newest, as what the page is now."""
    rows = own_versions(person).filter(entry=entry).select_related("text").order_by("-number")
    row = (rows if number is None else rows.filter(number=number)).first()
    if row is None:
        return None
    kind = VERSION if number is not None else NOW
    return Held(kind, row.number, row.submitted_at, row.text.title, row.text.body)
