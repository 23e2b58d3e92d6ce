"""The hinge: what other apps put into the archive somebody takes along.

An app registers one part in its ``ready()``: the name of its field in ``data.json``
(docs/export.md), and what returns her rows, each asked of its own rule.
"""

from collections.abc import Callable
from typing import Any

from accounts.models import Person

Rows = Callable[[Person], list[dict[str, Any]]]
_parts: dict[str, Rows] = {}


def register(name: str, rows: Rows) -> None:
    """Let ``rows`` answer for the field ``name``."""
    _parts[name] = rows


def parts(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return every registered part of what is this person's."""
    return {name: rows(person) for name, rows in _parts.items()}
