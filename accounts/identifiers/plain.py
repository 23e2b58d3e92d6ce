"""Plain English: which words with a capital name nobody."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def words_of(name: str) -> frozenset[str]:
    """Return the words in a file beside this one."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


# The calendar, languages, beliefs, medicine, and the portal's own words.
INNOCENT = words_of("innocent.txt")

ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("ly", ""),
    ("es", ""), ("s", ""), ("er", ""), ("er", "e"), ("est", ""), ("ness", ""), ("less", ""),
    ("ful", ""), ("n’t", ""),
)  # fmt: skip


@cache
def known_words() -> frozenset[str]:
    """Return words that begin sentences without naming anybody (words.txt)."""
    return words_of("words.txt")


def is_word(token: str) -> bool:
    """Say whether a token at the start of a sentence is plain English."""
    plain = token.lower().replace("'", "’")
    stem = plain.split("’")[0]
    known = known_words()
    if plain in known or stem in known or stem in INNOCENT or "-" in stem:
        return True
    return _is_form(stem, known) or (len(stem) > 4 and stem.endswith("ing"))


def _is_form(stem: str, known: frozenset[str]) -> bool:
    return any(
        stem.endswith(ending) and stem[: -len(ending)] + instead in known
        for ending, instead in ENDINGS
        if len(stem) > len(ending) + 2
    )
