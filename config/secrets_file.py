"""A secret key for a laptop: made once, kept in a file only its owner can read."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """Return the key kept at ``path``, making the file (mode 0600) when it is absent."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(60)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it a moment ago
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key
