"""The code people type to come in: short enough to say aloud, too many to try out. Pure."""

import re
import secrets

# No vowels, so that no code is a word; no I, O or Y, which are misheard and misread.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 6


def new() -> str:
    """Return a code nobody can guess: one of 64 million."""
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def read(typed: str) -> str:
    """Return a code as people type it: small letters, with spaces or dashes in it."""
    return re.sub(r"[\s\-–.]", "", typed).upper()
