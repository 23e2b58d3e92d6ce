"""Bringing the index of somebody's own pages up to date.

Saving does not wait for it: whoever searches has what she wrote since read first. A page is read
again when its draft went on; what was submitted is read with it. What she throws away leaves the
index with it. When a page is erased the whole index of its author goes (reflections/ledger.py), and
the next search makes it anew.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import Draft, DraftText, Person
from reflections import concordance
from reflections.models import Entry, SearchPage, SearchWord, VersionText
from reflections.parts import beneath
from reflections.queries import own

# A save may be a while between the clock and the disk; so much is looked at once more.
OVERLAP = timedelta(minutes=5)
AT_ONCE = 200


@dataclass
class _Turn:
    """Which pages a word comes onto, and which it goes from, by their numbers."""

    comes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    goes: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def page(self, number: int, before: set[str], now: set[str]) -> None:
        for token in now - before:
            self.comes[token] |= 1 << number
        for token in before - now:
            self.goes[token] |= 1 << number


def bring_up_to_date(*, by: Person) -> int:
    """Read what ``by`` wrote since the index was looked at last; return how many pages that was.

    Four queries where that is nothing.
    """
    with transaction.atomic():
        # One search at a time for one person; her rows may be named by others meanwhile.
        if not Person.objects.select_for_update(no_key=True).filter(pk=by.pk).exists():
            return 0
        changed = _changed(by)
        if not changed:
            return 0
        number = _next_number(by)
        turn = _Turn()
        for some in _in_turn(changed, AT_ONCE):
            number = _read(by, some, number, turn)
        _write(by, turn)
    return len(changed)


@transaction.atomic
def look_again(*, by: Person, entry_id: UUID) -> None:
    """Have what ``by`` threw away or brought back leave the index, or come back into it, at once.

    Where there is no index yet, the next search makes it as it then is.
    """
    if not Person.objects.select_for_update(no_key=True).filter(pk=by.pk).exists():
        return
    mine = SearchPage.objects.filter(author=by)
    newest = mine.order_by("-looked_at").values_list("looked_at", flat=True).first()
    if newest is None:
        return
    turn = _Turn()
    if rows := list(_as_known(own(by).filter(pk=entry_id))):
        _read(by, rows, _next_number(by), turn)
    else:
        for page in mine.filter(entry=entry_id):
            turn.page(page.number, set(page.tokens.split()), set())
    _write(by, turn)
    # It keeps its number; how far the others were looked at has not changed.
    gone = {} if rows else {"tokens": "", "revision": 0}
    mine.filter(entry=entry_id).update(looked_at=newest, **gone)


def _changed(by: Person) -> list[Any]:
    """Return her pages the index does not know as they are, in the order they were begun."""
    newest = SearchPage.objects.filter(author=by).order_by("-looked_at")
    since: datetime | None = newest.values_list("looked_at", flat=True).first()
    if since is None:
        return list(_stale(own(by)))
    moment = since - OVERLAP
    # Each of the two has its index; a question for either would have to look at every page.
    # Distinct, so that a database asks for the few drafts first, however many pages she has.
    lately = Draft.objects.filter(author=by, updated_at__gte=moment).distinct()
    written = _stale(own(by).filter(draft__in=lately))
    begun = _stale(own(by).filter(started_at__gte=moment))
    return sorted({*written, *begun}, key=lambda row: row[-1])


def _stale(pages: QuerySet[Entry]) -> QuerySet[Any]:
    known = F("search_page__revision")
    stale = Q(draft__isnull=False) & ~Q(known=F("draft__revision"))
    return _as_known(pages.alias(known=known).filter(Q(known__isnull=True) | stale))


def _as_known(pages: QuerySet[Entry]) -> QuerySet[Any]:
    """Return these pages as ``_read`` takes them, in the order they were begun."""
    rows = pages.order_by("started_at", "pk")
    return rows.values_list("pk", "draft__revision", "search_page__number", "started_at")


def _next_number(by: Person) -> int:
    newest = SearchPage.objects.filter(author=by).order_by("-number").first()
    return newest.number + 1 if newest else 0


def _in_turn(rows: list[Any], number: int) -> Iterator[list[Any]]:
    yield from (rows[at : at + number] for at in range(0, len(rows), number))


def _read(by: Person, rows: list[Any], number: int, turn: _Turn) -> int:
    """Cut these pages into words; return the number of the next new page."""
    texts = _texts([entry for entry, *_rest in rows])
    known = SearchPage.objects.filter(author=by, entry__in=[entry for entry, *_rest in rows])
    before = {page.entry_id: set(page.tokens.split()) for page in known}
    now, pages = timezone.now(), []
    for entry, revision, place, _at in rows:
        if place is None:
            place, number = number, number + 1
        words = concordance.tokens(*texts[entry])
        turn.page(place, before.get(entry, set()), words)
        pages.append(
            SearchPage(
                entry_id=entry, author=by, number=place, revision=revision or 0,
                looked_at=now, tokens=" ".join(sorted(words)),
            )
        )  # fmt: skip
    SearchPage.objects.bulk_create(
        pages,
        update_conflicts=True,
        unique_fields=["entry"],
        update_fields=["revision", "looked_at", "tokens"],
    )
    return number


def _texts(entries: list[UUID]) -> dict[UUID, list[str]]:
    """Return the titles and words of these pages: the newest, and whatever was submitted."""
    drafts = beneath(DraftText, draft__entry__in=entries).filter(revision=F("draft__revision"))
    versions = VersionText.objects.filter(version__entry__in=entries)
    found: dict[UUID, list[str]] = defaultdict(list)
    for rows, entry in ((drafts, "draft__entry"), (versions, "version__entry")):
        for pk, title, body in rows.values_list(entry, "title", "body"):
            found[pk] += [title, body]
    return found


def _write(by: Person, turn: _Turn) -> None:
    """Set and clear the bits; a word that stands nowhere any more goes."""
    asked = sorted({*turn.comes, *turn.goes})
    for tokens in _in_turn(asked, 500):
        mine = SearchWord.objects.filter(author=by, token__in=[one.encode() for one in tokens])
        rows = {bytes(row.token).decode(): row for row in mine}
        new: list[SearchWord] = []
        kept: list[SearchWord] = []
        gone: list[int] = []
        for token in tokens:
            row = rows.get(token) or SearchWord(author=by, token=token.encode(), pages=b"")
            bits = int.from_bytes(bytes(row.pages), "big") | turn.comes.get(token, 0)
            bits &= ~turn.goes.get(token, 0)
            row.pages = bits.to_bytes((bits.bit_length() + 7) // 8, "big")
            if bits:
                (kept if row.pk else new).append(row)
            elif row.pk:
                gone.append(row.pk)
        SearchWord.objects.bulk_create(new)
        SearchWord.objects.bulk_update(kept, ["pages"], batch_size=200)
        SearchWord.objects.filter(author=by, pk__in=gone).delete()
