"""Two people changed one page: what of each is kept, field by field and row by row.

A page remembers a short mark of each field as it was when it was opened. With the mark, what she
sends and what is stored by now, each field has one of three stories: only she changed it, only the
other did, or both. Only the last is asked about. Pure: no database, no HTML.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Value = str | list[str]
Rows = list["Row"]

_AROUND_TAGS = re.compile(r"\s*(<[^>]+>)\s*")


@dataclass(frozen=True)
class Row:
    """One row of an inline. ``pk`` is empty for a new one."""

    pk: str
    values: Mapping[str, Value]


@dataclass
class Page:
    """What a page's form holds: plain fields, and the rows of its inlines in order."""

    fields: dict[str, Value] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)

    def marks(self) -> dict[str, Any]:
        """Return the short marks a page carries along."""
        plain = {name: mark(value) for name, value in self.fields.items()}
        rows = {name: [[r.pk, mark_of(r)] for r in rows] for name, rows in self.rows.items()}
        return plain | rows


@dataclass(frozen=True)
class Meeting:
    """Something both changed: a field, or (with ``pk``) a row. The form holds hers."""

    name: str
    hers: Mapping[str, Value]
    theirs: Mapping[str, Value]
    pk: str = ""

    @property
    def choice(self) -> str:
        """Return what the page sends to take the other's."""
        return f"{self.name}:{self.pk}" if self.pk else self.name


@dataclass
class Merged:
    """The page as it would be kept, what came from the other, and what both changed."""

    page: Page
    taken: list[str]
    meetings: list[Meeting]


def plain(value: Any) -> Value:
    """Return a form's value as the text (or texts) a browser would send."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if isinstance(value, list | tuple | set):
        return sorted(str(plain(one)) for one in value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def mark(value: Value) -> str:
    """Return a short mark; spaces around tags and at the ends make no difference."""
    text = "\0".join(value) if isinstance(value, list) else value
    said = " ".join(_AROUND_TAGS.sub(r"\1", text).split())
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()[:12]


def mark_of(row: Row) -> str:
    """Return the mark of a whole row."""
    return mark([f"{name}={mark(value)}" for name, value in sorted(row.values.items())])


def merge(was: Mapping[str, Any], hers: Page, theirs: Page, choices: Iterable[str] = ()) -> Merged:
    """Bring two states of a page together. ``was`` are the marks of what both began from.

    ``choices`` name what she takes from the other although she changed it too.
    """
    chosen = set(choices)
    merged = Merged(Page(dict(hers.fields), dict(hers.rows)), [], [])
    for name, now in theirs.fields.items():
        if name not in hers.fields or not isinstance(was.get(name), str):
            continue
        mine = hers.fields[name]
        if name in chosen or _only_theirs(was[name], mark(mine), mark(now)):
            merged.page.fields[name] = now
            merged.taken.append(name)
        elif mark(now) not in (was[name], mark(mine)) and mark(mine) != was[name]:
            merged.meetings.append(Meeting(name, {name: mine}, {name: now}))
    for name, stored in theirs.rows.items():
        if name in hers.rows and _are_marks(was.get(name)):
            _merge_rows(merged, name, dict(was[name]), hers.rows[name], stored, chosen)
    return merged


def _only_theirs(was: str, mine: str, now: str) -> bool:
    return mine == was != now


def _are_marks(found: Any) -> bool:
    pairs = isinstance(found, list) and all(isinstance(p, list) and len(p) == 2 for p in found)
    return pairs and all(isinstance(part, str) for pair in found for part in pair)


def _merge_rows(
    merged: Merged, name: str, was: dict[str, str], hers: Rows, theirs: Rows, chosen: set[str]
) -> None:
    """Bring the rows of one inline together; untouched while nobody else changed them."""
    if [[r.pk, mark_of(r)] for r in theirs] == [list(pair) for pair in was.items()]:
        return
    mine, now = ({row.pk: row for row in rows if row.pk} for rows in (hers, theirs))
    kept: dict[str, Row] = {}
    for pk in [*now, *(pk for pk in mine if pk not in now)]:
        row = _one_row(was.get(pk), mine.get(pk), now.get(pk), is_chosen=f"{name}:{pk}" in chosen)
        if row is None:
            continue
        kept[pk] = row
        if pk in now and pk in mine and row is mine[pk] and _both(was.get(pk), row, now[pk]):
            merged.meetings.append(Meeting(name, row.values, now[pk].values, pk))
    order = list(mine)
    if order == [pk for pk in was if pk in mine]:  # she moved nothing: their order is the order
        order = list(now)
    places = [*order, *(pk for pk in kept if pk not in order)]
    rows = [kept[pk] for pk in places if pk in kept]
    merged.page.rows[name] = [*rows, *(row for row in hers if not row.pk)]
    merged.taken.append(name)


def _both(was: str | None, mine: Row, now: Row) -> bool:
    return mark_of(now) not in (was, mark_of(mine)) and mark_of(mine) != was


def _one_row(was: str | None, mine: Row | None, now: Row | None, *, is_chosen: bool) -> Row | None:
    """Return what becomes of one row; None when it goes."""
    if now is None:  # the other took it out: what she changed of it becomes a new row
        return Row("", mine.values) if mine and was and mark_of(mine) != was else None
    if mine is None:  # new from the other, or she took it out: then only if it is as she saw it
        return None if was == mark_of(now) else now
    if is_chosen or (was is not None and mark_of(mine) == was):
        return now
    return mine
