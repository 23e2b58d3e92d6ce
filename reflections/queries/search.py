"""Looking through one's own pages: the index says which, and only those are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import DraftText, Person
from curriculum.models import PageForm
from reflections import concordance
from reflections.concordance import Piece
from reflections.models import Delivery, SearchPage, SearchWord, Version, VersionText
from reflections.parts import beneath
from reflections.queries.own_pages import named_or, own

ON_A_PAGE = 10


@dataclass(frozen=True)
class Hit:
    """One page on which every word was found: what it is called, and where they stand."""

    pk: UUID
    title: list[Piece]
    snippet: list[Piece]
    started_at: datetime
    is_submitted: bool
    # The number of the submitted version the words stand in; 0 where it is the newest words.
    version: int = 0
    # A letter that waits for its day is named and not shown.
    closed_until: date | None = None

    @property
    def url(self) -> str:
        if self.version:
            return reverse("entry", args=[self.pk]) + f"?version={self.version}"
        return reverse("entry" if self.is_submitted else "entry_write", args=[self.pk])


class _Numbers:
    """The numbers of the pages found, the newest first, counted without being listed."""

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __getitem__(self, some: slice) -> list[int]:
        left, found = self.bits, []
        for _place in range(some.stop):
            if not left:
                break
            found.append(left.bit_length() - 1)
            left ^= 1 << found[-1]
        return found[some.start :]


def found(person: Person, asked: str, number: str | int = 1) -> tuple[Page, list[Hit]]:
    """Return one page of her pages that hold every word of ``asked``, the newest first.

    Five queries at most, of as many rows as a page shows and as there are words of hers that begin
    like those asked for.
    """
    terms = concordance.terms(asked)
    bits = _bits(person, terms) if terms else 0
    bits &= ~_waiting(person, terms) if bits else 0
    numbers: Any = _Numbers(bits)
    page: Page[int] = Paginator(numbers, ON_A_PAGE).get_page(number)
    entries = _entries(person, list(page.object_list))
    earlier = _elsewhere(person, entries, terms)
    return page, [_hit(entry, terms, earlier.get(entry.pk)) for entry in entries]


def _bits(person: Person, terms: list[str]) -> int:
    """Return the pages that hold every term, as bits. One query."""
    wanted = Q()
    for term in terms:
        start = term.encode()
        # No UTF-8 holds the byte FF: everything that begins like the term lies before it.
        begins = Q(token__gte=start, token__lt=start + b"\xff")
        wanted |= begins if concordance.is_beginning(term) else Q(token=start)
    # Named once more, so that a database finds them by their index.
    mine = SearchWord.objects.visible_to(person).filter(author=person)
    rows = mine.filter(wanted).values_list("token", "pages")
    pages = [(bytes(token).decode(), int.from_bytes(bytes(on), "big")) for token, on in rows]
    together = -1
    for term in terms:
        here = 0
        for token, on in pages:
            if concordance.meets(token, term):
                here |= on
        together &= here
    return together


def _waiting(person: Person, terms: list[str]) -> int:
    """Return the letters that wait for their day and are not called by these terms, as bits.

    A letter is found by its title until then. One query.
    """
    today = timezone.localdate()
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    # Closed until the first of its days that lie ahead: of those there are few.
    ahead = beneath(Delivery, entry__author=person).filter(on__gt=today)
    rows = (
        own(person)
        .filter(pk__in=ahead.values("entry"), form=PageForm.LETTER, closed_until__gt=today)
        .annotate(title=Subquery(text.values("title")[:1]))
        .values_list("search_page__number", "title")
    )
    bits = 0
    for number, title in rows:
        if number is not None and not concordance.holds(title or "", terms):
            bits |= 1 << number
    return bits


def _entries(person: Person, numbers: list[int]) -> list[Any]:
    """Return these pages of hers in this order, with their newest words. One query."""
    known = SearchPage.objects.visible_to(person).filter(author=person, number__in=numbers)
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    rows = (
        own(person)
        .filter(pk__in=known.values("entry"))
        .select_related("prompt")
        .only("started_at", "author", "begun_from", "form", "closed_until", "prompt__name")
        .annotate(
            number=F("search_page__number"),
            title=Subquery(text.values("title")[:1]),
            body=Subquery(text.values("body")[:1]),
            is_submitted=Exists(beneath(Version, entry=OuterRef("pk"))),
        )
    )
    return sorted(rows, key=lambda row: -row.number)


def _elsewhere(person: Person, entries: Iterable[Any], terms: list[str]) -> dict[UUID, Any]:
    """Return the newest version that holds the terms, of pages whose newest words do not.

    One query; none where the newest words of all of them do.
    """
    missing = [row.pk for row in entries if not concordance.holds(_all(row), terms)]
    versions: dict[UUID, Any] = {}
    for row in _version_texts(person, missing) if missing else ():
        whole = concordance.holds(f"{row.title}\n{row.body}", terms)
        if whole or row.version.entry_id not in versions:
            versions[row.version.entry_id] = row
    return versions


def _version_texts(person: Person, entries: list[UUID]) -> QuerySet[VersionText]:
    rows = VersionText.objects.visible_to(person).filter(version__entry__in=entries)
    return rows.select_related("version").order_by("version__number")


def _all(row: Any) -> str:
    return f"{row.title or ''}\n{row.body or ''}"


def _hit(row: Any, terms: list[str], elsewhere: Any) -> Hit:
    title = named_or(row.title, row.prompt.name if row.prompt else row.begun_from)
    body = row.body or ""
    if elsewhere is not None:
        title, body = elsewhere.title.strip() or title, elsewhere.body
    waits = row.closed_until if row.is_closed else None
    return Hit(
        pk=row.pk,
        title=concordance.marked(title, terms),
        snippet=[] if waits else concordance.snippet(body, terms),
        started_at=row.started_at,
        is_submitted=row.is_submitted,
        version=elsewhere.version.number if elsewhere is not None else 0,
        closed_until=waits,
    )
