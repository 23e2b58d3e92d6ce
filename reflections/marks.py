"""A text and the remarks on it, cut into the pieces a page shows. Pure: no database, no HTML.

Offsets are code points of the body (product.md, decision 5). Every code point of the body is in
exactly one piece or in the gap before or after a paragraph, so that nothing is lost or doubled
however the remarks overlap.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

GAP = re.compile(r"\n(?:[^\S\n]*\n)+")
LONGEST_QUOTE = 32


class OnWords(Protocol):
    """What a remark must have to be placed: the code points from ``start`` up to ``end``."""

    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A run of text under the same remarks. ``numbers`` are those remarks, outermost first."""

    text: str
    start: int
    numbers: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def remark_number(self) -> int | None:
        """Return the remark this piece belongs to (the innermost), or None."""
        return self.numbers[-1] if self.numbers else None

    @property
    def is_start(self) -> bool:
        return bool(self.starts)

    @property
    def is_end(self) -> bool:
        return bool(self.ends)

    @property
    def marks(self) -> list[tuple[int, bool]]:
        """Return each remark on this piece, and whether its words begin here."""
        return [(number, number in self.starts) for number in self.numbers]


@dataclass(frozen=True)
class Placed:
    """A remark with the number it bears on this page and the words it quotes, shortened."""

    number: int
    remark: Any
    words: str


@dataclass
class Paragraph:
    """One paragraph: its pieces, the remarks that begin in it, and the blank lines around it."""

    row: int
    start: int
    end: int
    pieces: list[Piece] = field(default_factory=list)
    remarks: list[Placed] = field(default_factory=list)
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def whole(rows: Iterable[Paragraph]) -> str:
    """Return the body these paragraphs were made from, code point for code point."""
    return "".join(row.before + row.text + row.after for row in rows)


def short(quote: str, longest: int = LONGEST_QUOTE) -> str:
    """Return the first words of a quotation on one line, with an ellipsis where it goes on."""
    line = " ".join(quote.split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–—") + "…"


def numbered(remarks: Iterable[Any]) -> list[tuple[int, Any]]:
    """Return the remarks in the order of their words, counted from 1."""
    return list(enumerate(sorted(remarks, key=lambda one: (one.start, one.end)), start=1))


def paragraphs(body: str, remarks: Iterable[Any] = ()) -> list[Paragraph]:
    """Cut ``body`` into paragraphs and pieces, each piece under the same remarks throughout.

    Paragraphs are parted by blank lines; line ends inside them stay in the text. Remarks may
    overlap and may span paragraphs; one that shows no words marks nothing, and stands beside the
    last paragraph before it.
    """
    placed = numbered(remarks)
    rows = _rows(body)
    runs = [(row, a, b, _on(placed, a, b)) for row in rows for a, b in _runs(row, placed)]
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for _row, a, _b, numbers in runs:
        for number in numbers:
            first.setdefault(number, a)
            last[number] = a
    for row, a, b, numbers in runs:
        starts = tuple(n for n in numbers if first[n] == a)
        ends = tuple(n for n in numbers if last[n] == a)
        row.pieces.append(Piece(body[a:b], a, numbers, starts, ends))
    for number, remark in placed:
        row = _beside(rows, first.get(number, remark.start))
        row.remarks.append(Placed(number, remark, short(body[remark.start : remark.end])))
    return rows


def _rows(body: str) -> list[Paragraph]:
    """Return the paragraphs with their places and the gaps around them, still without pieces."""
    rows: list[Paragraph] = []
    start, before = 0, ""
    for gap in [*GAP.finditer(body), None]:
        end, blank = (gap.start(), gap.group()) if gap else (len(body), "")
        if end > start:
            rows.append(Paragraph(len(rows) + 1, start, end, before=before, after=blank))
            before = ""
        elif rows:
            rows[-1].after += blank
        else:
            before += blank
        start = gap.end() if gap else end
    return rows or [Paragraph(1, len(body), len(body), before=before)]


def _runs(row: Paragraph, placed: Sequence[tuple[int, OnWords]]) -> list[tuple[int, int]]:
    """Return the stretches of a paragraph between the edges of remarks."""
    edges = {row.start, row.end}
    for _number, one in placed:
        edges |= {edge for edge in (one.start, one.end) if row.start < edge < row.end}
    cuts = sorted(edges)
    return list(pairwise(cuts))


def _on(placed: Sequence[tuple[int, OnWords]], a: int, b: int) -> tuple[int, ...]:
    return tuple(number for number, one in placed if one.start <= a and one.end >= b)


def _beside(rows: Sequence[Paragraph], at: int) -> Paragraph:
    """Return the paragraph that holds this place, or the last one before it."""
    return next((row for row in reversed(rows) if row.start <= at), rows[0])
