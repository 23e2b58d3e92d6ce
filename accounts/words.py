"""Text as people type it: kept exactly, counted kindly, refused in one place."""

import hashlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# A technical limit, far above any prompt's range (which is only ever a suggestion).
LONGEST_TEXT = 200_000
LONGEST_TITLE = 200


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


def count(text: str) -> int:
    """Return how many words a reader would count (runs of anything but white space)."""
    return len(text.split())


def fingerprint(title: str, body: str) -> str:
    """Return the SHA-256 the page compares before it says "saved".

    NUL separates the two: no kept text can contain it.
    """
    return hashlib.sha256(f"{title}\x00{body}".encode()).hexdigest()
