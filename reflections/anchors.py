"""Tying a remark to exact words. Pure: code points of an immutable text, no database.

A place in a text is its code points ``start`` to ``end``, together with the words there and the
32 code points on either side (W3C's text-quote selector). The words are the proof: a place whose
words are not the quoted ones is no place at all, and is never silently moved (product.md,
decision 5).
"""

import re
from dataclasses import dataclass

AROUND = 32

# A sentence ends with its mark and closing quotes before white space, or with the line.
_SENTENCE = re.compile(r"\S(?:.*?[.!?…。！？؟।]+[\"'”’»)\]]*(?=\s|\Z)|.*)", re.MULTILINE)
# What ends with a full stop and yet does not end a sentence.
_SHORT = re.compile(r"(?:\b(?:Dr|Prof|Mr|Mrs|Ms|Mx|St|vs|e\.g|i\.e)|\b[A-Z])\.\Z")


@dataclass(frozen=True)
class Anchor:
    """A place in a text and the words that prove it."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str


@dataclass(frozen=True)
class Sentence:
    """One sentence and its place."""

    start: int
    end: int
    text: str


def anchor(text: str, start: int, end: int) -> Anchor:
    """Return the anchor of the words from ``start`` up to ``end``.

    ValueError when the place is not in the text or holds nothing but white space.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError("The place is not in the text.")
    quote = text[start:end]
    if not quote.strip():
        raise ValueError("There are no words at this place.")
    return Anchor(start, end, quote, text[max(0, start - AROUND) : start], text[end : end + AROUND])


def find(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Return the place of ``anchor`` when exactly these words stand exactly there, else None."""
    before, after = text[: anchor.start], text[anchor.end :]
    holds = (
        text[anchor.start : anchor.end] == anchor.quote
        and before.endswith(anchor.prefix)
        and after.startswith(anchor.suffix)
    )
    return (anchor.start, anchor.end) if holds else None


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of ``text`` in order, each with its place; white space lies between.

    Whoever cannot select words with a pointer chooses one of these.
    """
    found: list[Sentence] = []
    for match in _SENTENCE.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip())
        last = found[-1] if found else None
        if last and _SHORT.search(last.text) and "\n" not in text[last.end : start]:
            start = found.pop().start
        found.append(Sentence(start, end, text[start:end]))
    return found
