"""Words to be found again: how a text is cut into them, and where they stand in it. Pure.

Case and accents make no difference, and a search word of three letters or more also finds the words
that begin with it. Scripts that put no spaces between words are cut into their signs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_TOKEN = 40
MOST_TERMS = 8
LONGEST_SNIPPET = 220
BEFORE = 70
# Shorter ones stand for themselves: nearly every page has a word that begins with "a".
SHORTEST_BEGINNING = 3

_MARKS = "".join(
    chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M")
)
_WORD = re.compile(f"[^\\W_]+(?:[{_MARKS}]+[^\\W_]*)*")
_PLAIN = re.compile("[a-z0-9]+")
_OF_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = re.compile(f"[{_OF_SIGNS}]")
_PARTS = re.compile(f"[{_OF_SIGNS}]|[^{_OF_SIGNS}]+")
# Letters that no decomposition takes apart.
_ALIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                        "ı": "i", "ħ": "h"})  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A run of a snippet, and whether it is one of the words that were looked for."""

    text: str
    is_found: bool = False


def fold(word: str) -> str:
    """Return a word without case and accents, as it is compared."""
    if word.isascii():
        return word.lower()[:LONGEST_TOKEN]
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_ALIKE)
    return "".join(one for one in plain if one.isalnum())[:LONGEST_TOKEN]


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a text, folded, with its place."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if word.isascii() or not _SIGNS.search(word):
            if token := fold(word):
                yield token, start, match.end()
            continue
        for part in _PARTS.finditer(word):
            if token := fold(part.group()):
                yield token, start + part.start(), start + part.end()


def tokens(*texts: str) -> set[str]:
    """Return the words of these texts, each once."""
    found: set[str] = set()
    for text in texts:
        if text.isascii():  # far the quickest, and most texts in English
            found.update(one[:LONGEST_TOKEN] for one in _PLAIN.findall(text.lower()))
            continue
        raw = set(_WORD.findall(text))
        found.update(one.lower()[:LONGEST_TOKEN] for one in raw if one.isascii())
        for one in raw:
            if not one.isascii():
                found.update(token for token, _start, _end in words(one))
    return found


def terms(asked: str) -> list[str]:
    """Return what is looked for: the words of a question, each once, in their order."""
    return list(dict.fromkeys(token for token, _start, _end in words(asked)))[:MOST_TERMS]


def is_beginning(term: str) -> bool:
    """Say whether a term also finds the words that begin with it."""
    return len(term) >= SHORTEST_BEGINNING


def meets(token: str, term: str) -> bool:
    """Say whether a word of a text is what was looked for."""
    return token.startswith(term) if is_beginning(term) else token == term


class _OneForOne(dict[int, str]):
    """Each letter without case and accents, where that is one letter again; NUL where it is not."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = sign
        if sign.isalnum() or unicodedata.category(sign).startswith("M"):
            plain = fold(sign)
        self[code] = plain if len(plain) == 1 and not _SIGNS.match(sign) else "\x00"
        return self[code]


_ONE = _OneForOne()


@lru_cache(maxsize=64)
def _pattern(term: str) -> re.Pattern[str]:
    end = r"[^\W_]*" if is_beginning(term) else r"(?![^\W_])"
    return re.compile(rf"(?<![^\W_]){re.escape(term)}{end}")


def places(text: str, looked_for: Iterable[str]) -> list[tuple[int, int, str]]:
    """Return the places of the terms in a text: start, end, which term."""
    plain = text.lower() if text.isascii() else text.translate(_ONE)
    if "\x00" not in plain and len(plain) == len(text):
        found = [
            (match.start(), match.end(), term)
            for term in looked_for
            for match in _pattern(term).finditer(plain)
        ]
        return sorted(found)
    asked = tuple(looked_for)
    return [
        (start, end, term)
        for token, start, end in words(text)
        for term in asked
        if meets(token, term)
    ]


def holds(text: str, looked_for: Iterable[str]) -> bool:
    """Say whether every one of the terms stands in a text."""
    asked = set(looked_for)
    return {term for _start, _end, term in places(text, asked)} == asked


def marked(text: str, looked_for: Iterable[str]) -> list[Piece]:
    """Return a whole text in pieces, the terms marked."""
    return _pieces(text, 0, len(text), places(text, looked_for))


def snippet(text: str, looked_for: Iterable[str]) -> list[Piece]:
    """Return the stretch of a text where most of the terms stand together, the terms marked.

    Its beginning where none of them stands in it.
    """
    found = places(text, looked_for)
    at = _best(found)
    start = _edge(text, max(0, at - BEFORE), backwards=True) if at > BEFORE else 0
    end = _edge(text, min(len(text), start + LONGEST_SNIPPET), backwards=False)
    pieces = _pieces(text, start, end, found)
    before = [Piece("… ")] if text[:start].strip() else []
    after = [Piece(" …")] if text[end:].strip() else []
    return [*before, *pieces, *after]


def _best(found: list[tuple[int, int, str]]) -> int:
    """Return where the stretch with most of the terms begins."""
    most, at, last = 0, found[0][0] if found else 0, 0
    for first, (start, _end, _term) in enumerate(found):
        last = max(last, first)
        while last < len(found) and found[last][1] <= start + LONGEST_SNIPPET - BEFORE:
            last += 1
        here = len({term for _s, _e, term in found[first : min(last, first + 50)]})
        if here > most:
            most, at = here, start
    return at


def _edge(text: str, at: int, *, backwards: bool) -> int:
    """Return the next place between two words; the place itself where there is none near."""
    if at in (0, len(text)):
        return at
    near = text[max(0, at - 30) : at] if backwards else text[at : at + 30]
    if not any(one.isspace() for one in near):
        return at
    step = -1 if backwards else 1
    while 0 < at < len(text) and not text[at - 1 if backwards else at].isspace():
        at += step
    return at


def _pieces(text: str, start: int, end: int, found: Iterable[tuple[int, int, str]]) -> list[Piece]:
    pieces, at = [], start
    for first, last, _term in found:
        if first < at or last > end:
            continue
        pieces += [Piece(text[at:first]), Piece(text[first:last], is_found=True)]
        at = last
    return [one for one in [*pieces, Piece(text[at:end])] if one.text]
