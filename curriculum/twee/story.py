"""A story as its file has it: passages, and what there is to say about them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_PASSAGES = 2_000
# What became of something in the file.
TAKEN, CHANGED, LEFT, WARNING = KINDS = ("taken", "changed", "left", "warning")


@dataclass(frozen=True)
class Note:
    """One line of the report: where, in which passage, and what became of what stands there."""

    line: int
    passage: str
    kind: str
    said: str


@dataclass(frozen=True)
class Passage:
    """One passage. ``line`` is the line of its header; its text begins on the next one."""

    name: str
    text: str = ""
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass
class Story:
    """A file as read: the passages in their order, the story's own facts, notes on the way."""

    passages: list[Passage] = field(default_factory=list)
    title: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    # How many passages the file has, when they are more than are read.
    too_many: int = 0

    def note(self, line: int, passage: str, kind: str, said: str) -> None:
        self.notes.append(Note(line, passage, kind, said))


def json_object(text: str) -> dict[str, Any] | None:
    """Return the JSON object that a text is; None when it is none, however it was made."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
