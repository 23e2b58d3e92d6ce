"""Text as people type it: kept exactly, counted kindly, refused in one place."""

import hashlib
import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A technical limit, far above any prompt's range (which is only ever a suggestion).
LONGEST_TEXT = 200_000
LONGEST_TITLE = 200

# What stands between words: white space, dashes (a hyphen is part of its word), two hyphens.
# static/portal/js/count.js has the same three lines; a test holds them together.
_BETWEEN = re.compile(
    r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2013-\u2015\u2028\u2029\u202f\u205f\u3000\ufeff]|--+"
)
# Characters of languages that set no spaces.
_ALONE = re.compile(
    r"[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SAID = re.compile(r"[^\W_]")


def normalise(text: str) -> str:
    """Return ``text`` with line ends made ``\\n``, the one change made to what was typed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check(text: str, *, longest: int = LONGEST_TEXT) -> None:
    """Refuse what no database can keep, alike on SQLite and PostgreSQL.

    ValidationError with code ``nul``, ``surrogate`` or ``too_long``.
    """
    if "\x00" in text:
        raise ValidationError(
            _(
                "There is an invisible character (NUL) in this text that cannot be kept. "
                "It often comes from copying; delete the place and paste it as plain text."
            ),
            code="nul",
        )
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError(
            _(
                "Half a character (a broken emoji, most often) is in this text near place "
                "%(place)s. Delete it and type it again."
            ),
            code="surrogate",
            params={"place": error.start + 1},
        ) from error
    if len(text) > longest:
        raise ValidationError(
            _(
                "This is %(length)s characters long; at most %(longest)s fit. Nothing was cut. "
                "Make it shorter, then try again."
            ),
            code="too_long",
            params={"length": len(text), "longest": longest},
        )


def count(text: str, *, apart: Collection[str] = ()) -> int:
    """Return how many words a reader would count.

    Lines that are one of ``apart``, blanks around them aside, were not written by her: they count
    for nothing.

    A word is what stands between white space or dashes and has a letter or a digit in it: “don’t”
    and “well-being” are one, “now – here” is two, an emoji is none. Where a language sets no
    spaces, each character counts as one.
    """
    if apart:
        text = "\n".join(line for line in text.split("\n") if line.strip(" \t") not in apart)
    rest, alone = _ALONE.subn(" ", text)
    return alone + sum(1 for piece in _BETWEEN.split(rest) if _SAID.search(piece))


def fingerprint(title: str, body: str) -> str:
    """Return the SHA-256 the page compares before it says "saved".

    NUL separates the two: no kept text can contain it.
    """
    return hashlib.sha256(f"{title}\x00{body}".encode()).hexdigest()
