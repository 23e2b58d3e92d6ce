"""Two texts side by side: where they differ, by words. Pure: no database, no HTML."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\S+|\s+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
# The matcher's work grows with the square of this; beyond it lines are compared instead of words,
# and beyond it in lines the middle is marked as a whole. One text must not hold a worker.
MOST_PARTS = 4000


@dataclass(frozen=True)
class Stretch:
    """A run of one text; ``is_other`` says that the other text has something else here."""

    text: str
    is_other: bool


def compare(one: str, other: str) -> tuple[list[Stretch], list[Stretch]]:
    """Return both texts, whole, cut into stretches that are alike or differ."""
    for pattern in (WORDS, LINES):
        left, right = pattern.findall(one), pattern.findall(other)
        start, end = _alike_ends(left, right)
        middle = left[start : len(left) - end], right[start : len(right) - end]
        if max(map(len, middle)) <= MOST_PARTS:
            codes = SequenceMatcher(None, *middle).get_opcodes()
            break
    else:
        codes = [("replace", 0, len(middle[0]), 0, len(middle[1]))]
    first, last = "".join(left[:start]), "".join(left[len(left) - end :])
    here, there = [Stretch(first, False)], [Stretch(first, False)]
    for kind, a, b, c, d in codes:
        for found, parts in ((here, middle[0][a:b]), (there, middle[1][c:d])):
            text = "".join(parts)
            found.append(Stretch(text, kind != "equal" and not text.isspace()))
    return _kept(here, last), _kept(there, last)


def _alike_ends(left: list[str], right: list[str]) -> tuple[int, int]:
    """Return how many parts are alike at the beginning, and then at the end."""
    most = min(len(left), len(right))
    start = next((i for i in range(most) if left[i] != right[i]), most)
    most -= start
    end = next((i for i in range(most) if left[-1 - i] != right[-1 - i]), most)
    return start, end


def _kept(stretches: list[Stretch], last: str) -> list[Stretch]:
    return [one for one in (*stretches, Stretch(last, False)) if one.text]
