"""Where a remark stands in a newer version. Pure: two texts, code points, no database.

A remark is tied to the code points of one version. When a newer one comes, it is *carried* where
the words and everything within 32 code points of them stayed as they were, the beginning and the
end of the text included; *offered* where the words are found at one place, but otherwise placed;
and *left* on its own version where they are gone, or stand at several places and nothing says at
which. What is offered moves with somebody's yes only (docs/decisions/0022).
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from reflections.anchors import AROUND, Anchor, anchor

One = TypeVar("One", bound=Any)

JOINER = "\u200d"
# With so many places that kept their company on one side nobody looks which of them it is.
MOST = 20
# Words that stand at more places than this ("a" on a long page) are not looked for in new company.
MOST_PLACES = 2_000
# What belongs to the character before it: joiners, variation selectors, skin tones, flag tags.
_CLINGS = ((0x200C, 0x200D), (0xFE00, 0xFE0F), (0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F))
_FLAGS = (0x1F1E6, 0x1F1FF)


class Verdict(StrEnum):
    CARRIED = "carried"
    OFFERED = "offered"
    LEFT = "left"


@dataclass(frozen=True)
class Found:
    """What becomes of a remark in another text; without a place it is left."""

    verdict: Verdict
    start: int = 0
    end: int = 0


LEFT = Found(Verdict.LEFT)


def find(was: Anchor, text: str) -> Found:
    """Say where the remark anchored at ``was`` stands in ``text``."""
    here = _same(was, text)
    if here(was.start):
        return _at(Verdict.CARRIED, was, was.start)
    around = was.prefix + was.quote + was.suffix
    whole = (at + len(was.prefix) for at in _places(around, text))
    exact = list(islice(filter(here, whole), 2))
    if exact:
        return _at(Verdict.CARRIED, was, exact[0]) if len(exact) == 1 else LEFT
    moved = _moved(was, text)
    return _at(Verdict.OFFERED, was, moved) if moved is not None else LEFT


def _same(was: Anchor, text: str) -> Callable[[int], bool]:
    """Return the question whether at a place the words and all that stands around them are same."""

    def asked(start: int) -> bool:
        end = start + len(was.quote)
        if text[start:end] != was.quote:
            return False
        now = anchor(text, start, end)
        return (now.prefix, now.suffix) == (was.prefix, was.suffix)

    return asked


def _moved(was: Anchor, text: str) -> int | None:
    """Return the one place of the words in another company, or None.

    Of several places the one that kept its company on one side counts, if there is only one.
    """
    kept: set[int] = set()
    if was.prefix:
        found = islice(_places(was.prefix + was.quote, text), MOST)
        kept.update(at + len(was.prefix) for at in found)
    if was.suffix:
        kept.update(islice(_places(was.quote + was.suffix, text), MOST))
    every = list(islice(_places(was.quote, text), MOST_PLACES + 1))
    for places in (kept, every if len(every) <= MOST_PLACES else []):
        alike = list(islice((at for at in places if _stands_alike(was, text, at)), 2))
        if len(alike) == 1:
            return alike[0]
    return None


def _places(words: str, text: str) -> Iterator[int]:
    """Yield where ``words`` begin in ``text``, overlapping ones too."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _stands_alike(was: Anchor, text: str, start: int) -> bool:
    """Say whether at ``start`` the words cut no character, nor a word they did not cut before."""
    end = start + len(was.quote)
    edges = (
        (was.prefix[-1:], was.quote[0], text[start - 1 : start] if start else ""),
        (was.suffix[:1], was.quote[-1], text[end : end + 1]),
    )
    return not (
        _cuts(text, start)
        or _cuts(text, end)
        or any(_in_word(inner, now) and not _in_word(inner, then) for then, inner, now in edges)
    )


def _in_word(one: str, other: str) -> bool:
    return one.isalnum() and other.isalnum()


def _cuts(text: str, at: int) -> bool:
    """Say whether what people see as one character stands on both sides of this place."""
    if not 0 < at < len(text):
        return at > 0 and text.endswith(JOINER)  # half of one, with nothing behind it
    before, after = text[at - 1], text[at]
    clings = unicodedata.category(after).startswith("M") or _among(after, *_CLINGS)
    return clings or before == JOINER or (_among(before, _FLAGS) and _among(after, _FLAGS))


def _among(one: str, *ranges: tuple[int, int]) -> bool:
    return any(first <= ord(one) <= last for first, last in ranges)


def _at(verdict: Verdict, was: Anchor, start: int) -> Found:
    return Found(verdict, start, start + len(was.quote))


# ------------------------------------------------------------------ remarks
def anchor_of(remark: Any) -> Anchor:
    """Return the anchor of a remark with its text."""
    text = remark.text
    return Anchor(remark.start, remark.end, text.quote, text.prefix, text.suffix)


def newest(remarks: Iterable[One]) -> list[One]:
    """Return the remarks of which no other here was carried on."""
    every = list(remarks)
    carried_on = {one.carried_from_id for one in every}
    return [one for one in every if one.pk not in carried_on]


@dataclass(frozen=True)
class Waiting:
    """A remark on an earlier version, and what would become of it in the newest."""

    remark: Any
    found: Found
    # Where it would stand: the words around, and the words.
    before: str = ""
    words: str = ""
    after: str = ""

    @property
    def may_move(self) -> bool:
        return self.found.verdict is not Verdict.LEFT

    @property
    def is_alike(self) -> bool:
        """Say whether nothing changed around the words: it was only made after the new version."""
        return self.found.verdict is Verdict.CARRIED


def waiting(remark: Any, text: str) -> Waiting:
    """Return what would become of a remark in ``text``, and the place as it reads there."""
    found = find(anchor_of(remark), text)
    if found.verdict is Verdict.LEFT:
        return Waiting(remark, found)
    at = anchor(text, found.start, found.end)
    # The company is shown from a whole word on, and up to one.
    before = at.prefix if found.start <= AROUND else at.prefix.partition(" ")[2]
    after = at.suffix if found.end + AROUND >= len(text) else at.suffix.rpartition(" ")[0]
    return Waiting(remark, found, before, at.quote, after)
