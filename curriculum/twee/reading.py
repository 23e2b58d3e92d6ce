"""A story that anybody wrote, as an encounter, with what was taken of it and what was not."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as say

from curriculum.encounter_document import Encounter, Problem, problems
from curriculum.twee import other, source
from curriculum.twee.making import Maker
from curriculum.twee.story import CHANGED, KINDS, WARNING, Note, Story

MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Reading:
    """What came of a file. Without ``encounter`` nothing can be kept, and ``refused`` says why."""

    encounter: Encounter | None
    notes: tuple[Note, ...]
    refused: str = ""
    # The line of the file on which each moment begins, by its name in the encounter.
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many moments, endings and choices there are, and how many notes of a kind."""
        nodes = self.encounter.nodes if self.encounter else ()
        counts = {
            "moments": len(nodes),
            "endings": sum(node.is_ending for node in nodes),
            "choices": sum(len(node.choices) for node in nodes),
        }
        return counts | dict.fromkeys(KINDS, 0) | Counter(note.kind for note in self.notes)

    def problems(self) -> list[tuple[int, Problem]]:
        """Return what stands against publishing it, each with its line."""
        found = problems(self.encounter) if self.encounter else ()
        return [(self.lines.get(problem.node, 0), problem) for problem in found]


def read(raw: bytes, name: str = "") -> Reading:
    """Return what a file holds: Twee, or a story as Twine 2 has it in HTML or JSON."""
    if len(raw) > MOST_BYTES:
        most = {"most": MOST_BYTES // 1024 // 1024}
        return Reading(None, (), say("This file is larger than %(most)d MB.") % most)
    text, notes = _decoded(raw)
    story = _story(text)
    story.notes = [*notes, *story.notes]
    made = Maker(story, name).make()
    told = tuple(sorted(story.notes, key=lambda note: note.line))
    return Reading(made.encounter, told, made.refused, made.lines)


def facts_of(story: Reading) -> dict[str, Any]:
    """Return a reading as plain facts, for a report that a program reads."""
    return {
        "title": story.encounter.title if story.encounter else "",
        "start": story.encounter.start if story.encounter else "",
        "counts": story.counts,
        "notes": [vars(note) for note in story.notes],
        "before_publishing": [
            {"line": line, "moment": problem.node, "said": problem.said}
            for line, problem in story.problems()
        ],
    }


def _decoded(raw: bytes) -> tuple[str, list[Note]]:
    notes = []
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
        said = say("The file is not UTF-8. It was read as Windows Latin: look at its accents.")
        notes.append(Note(1, "", WARNING, said))
    if "\0" in text:
        notes.append(Note(1, "", CHANGED, say("Characters that are none (NUL) were left out.")))
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"), notes


def _story(text: str) -> Story:
    if other.is_html(text):
        return other.from_html(text)
    if text.lstrip()[:1] == "{":
        return other.from_json(text) or source.parse(text)
    return source.parse(text)
