"""The identifier check: what in a text could point to a patient. A net with holes, and it says so.

Pure: it reads a text and returns places in it, in code points. It blocks nothing, keeps nothing,
logs nothing and calls nobody (practice.md 4.2, after the eighteen Safe Harbor items of 45 CFR
164.514(b)(2)).
"""

import re
from collections.abc import Collection, Iterator, Mapping

from accounts.identifiers import dates, made_up, names, numbers, phrases
from accounts.identifiers.own_words import OwnWords
from accounts.identifiers.spans import HARD, SOFT, Span, without_overlaps

__all__ = ["HARD", "SOFT", "OwnWords", "Span", "check"]

# Looked at a piece at a time: a line, or part of a long one, ending between two words.
PIECE = re.compile(r"[^\n]{1,800}(?:\S{0,80}(?=\s|$))?|[^\n]+")


def check(text: str, *, also: OwnWords | Mapping[str, str] | Collection[str] = ()) -> list[Span]:
    """Return the places in ``text`` that may identify somebody, in reading order, none overlapping.

    ``also`` are words of the school's own to look for, such as its sites, with their class. Names
    the writer declares to be made up are left alone.
    """
    wanted = also if isinstance(also, OwnWords) else OwnWords(also)
    pieces = [(match.start(), match[0]) for match in PIECE.finditer(text)]
    invented = {word for _at, piece in pieces for word in made_up.declared(piece)}
    return [
        Span(at + span.start, at + span.end, span.kind)
        for at, piece in pieces
        for span in without_overlaps(_found(piece, wanted))
        if not made_up.is_made_up(piece[span.start : span.end], span, invented)
    ]


def _found(piece: str, wanted: OwnWords) -> Iterator[Span]:
    lowered = piece.lower()
    has_digit = any(map(str.isdigit, piece))
    yield from numbers.found(piece, lowered, has_digit=has_digit)
    yield from dates.found(piece, lowered, has_digit=has_digit)
    yield from phrases.found(piece, lowered)
    yield from names.found(piece)
    if wanted:
        yield from wanted.found(piece)
