"""Two texts side by side: where they differ, by words. Pure: no database, no HTML."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|\S+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Beyond this a comparison by words could hold a worker for seconds; lines are compared instead.
MOST_WORDS = 6000


@dataclass(frozen=True)
class Stretch:
    """A run of one text; ``is_other`` says that the other text has something else here."""

    text: str
    is_other: bool


def compare(one: str, other: str) -> tuple[list[Stretch], list[Stretch]]:
    """Return both texts, whole, cut into stretches that are alike or differ."""
    pattern = WORDS if max(len(one), len(other)) < 8 * MOST_WORDS else LINES
    left, right = pattern.findall(one), pattern.findall(other)
    here: list[Stretch] = []
    there: list[Stretch] = []
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for found, tokens in ((here, left[a:b]), (there, right[c:d])):
            text = "".join(tokens)
            if text:
                found.append(Stretch(text, kind != "equal" and not text.isspace()))
    return here, there
