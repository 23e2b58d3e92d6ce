"""What is taken, no longer than the portal keeps it; what is cut is said."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as say

from curriculum.encounter_document import Choice, Node
from curriculum.twee.story import CHANGED, Passage, Story

# How long what is taken may be, as the portal keeps it.
LENGTHS = {
    "text": 500, "feedback": 800, "narration": 20_000, "says": 20_000, "speaker": 80,
    "ending": 120, "reflect": 300,
}  # fmt: skip
OF_THE_WHOLE = {
    "title": 120, "focus": 200, "setting": 120, "content_note": 200, "you_are": 400,
}  # fmt: skip
MOST_TAGS = 300


def cut(story: Story, value: str, most: int, line: int, passage: str) -> str:
    if len(value) <= most:
        return value
    said = say("A text of %(n)d characters was cut after %(most)d.")
    story.note(line, passage, CHANGED, said % {"n": len(value), "most": most})
    return value[: most - 1].rstrip() + "…"


def short_node(story: Story, node: Node, passage: Passage) -> Node:
    short: dict[str, Any] = {
        name: cut(story, getattr(node, name), most, passage.line, passage.name)
        for name, most in LENGTHS.items()
        if hasattr(node, name) and len(getattr(node, name)) > most
    }
    return replace(node, recap=_fitting(node.recap), **short)


def short_choice(story: Story, choice: Choice, line: int) -> Choice:
    short = {
        name: cut(story, getattr(choice, name), LENGTHS[name], line, "")
        for name in ("text", "feedback")
    }
    return replace(choice, tags=_fitting(choice.tags), **short)


def _fitting(tags: tuple[str, ...]) -> tuple[str, ...]:
    kept: list[str] = []
    for tag in tags:
        if len(" ".join([*kept, tag])) > MOST_TAGS:
            break
        kept.append(tag)
    return tuple(kept)
