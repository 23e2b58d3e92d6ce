"""An encounter as Twee 3."""

import hashlib
import json
import uuid
from collections.abc import Iterator

from curriculum.encounter_document import SHUTS_DOOR, STRONG, WORKABLE, Choice, Encounter, Node
from curriculum.twee import own, source
from curriculum.twee.words import safe, safe_line

# What plays it in the Twine app until its author chooses another. It needs none of its macros.
FORMAT, VERSION = "Harlowe", "3.3.9"
COLOURS = {STRONG: "green", WORKABLE: "yellow", SHUTS_DOOR: "red", own.ENDING: "blue"}
TAKEN_NAMES = (source.STORY_TITLE, source.STORY_DATA, own.ABOUT_NAME)
ACROSS, DOWN = 150, 150


def write(encounter: Encounter) -> str:
    """Return the Twee text of an encounter. ``read`` gives the encounter again."""
    names = _Names(encounter)
    data = {
        "ifid": ifid(encounter.code),
        "format": FORMAT,
        "format-version": VERSION,
        "start": encounter.start,
        "tag-colors": COLOURS,
    }
    parts = [
        source.passage_text(source.STORY_TITLE, encounter.title),
        source.passage_text(source.STORY_DATA, json.dumps(data, ensure_ascii=False, indent=2)),
        source.passage_text(
            own.ABOUT_NAME, own.fact_lines(_facts(encounter)), [own.ABOUT], _place(0, 0)
        ),
    ]
    for row, node in enumerate(encounter.nodes, 1):
        parts += _moment(node, row, names)
    return "".join(parts).rstrip("\n") + "\n"


def ifid(code: str) -> str:
    """Return the story's identifier: always the same for one address, of the form asked for."""
    digest = hashlib.sha256(f"encounter:{code}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4)).upper()


def _facts(encounter: Encounter) -> dict[str, str]:
    facts = {name: str(getattr(encounter, name)) for name in own.FACTS}
    return facts | {"needs_sign_off": own.YES if encounter.needs_sign_off else ""}


def _place(row: int, column: int) -> dict[str, str]:
    return {"position": f"{100 + ACROSS * column},{100 + DOWN * row}", "size": "100,100"}


class _Names:
    """The name of the passage of each choice: its id, unless something else is called that."""

    def __init__(self, encounter: Encounter) -> None:
        self.taken = {node.id for node in encounter.nodes} | set(TAKEN_NAMES)
        self.taken |= {choice.next for node in encounter.nodes for choice in node.choices}

    def of(self, node: Node, choice: Choice) -> str:
        name, bar = choice.id or "choice", "/"
        while name in self.taken:
            name, bar = f"{node.id}{bar}{choice.id}", bar + "/"
        self.taken.add(name)
        return name


def own_id(name: str, node: str) -> str:
    """Return the id of a choice, from the name of its passage."""
    return name.removeprefix(node).lstrip("/") if name.startswith(f"{node}/") else name


def plain_id(node: str, place: int) -> str:
    """Return the id of a choice that has no passage of its own."""
    if len(node) > 50:
        node = f"{node[:40]}-{hashlib.sha256(node.encode()).hexdigest()[:8]}"
    return f"{node}-{place}"


def _moment(node: Node, row: int, names: _Names) -> Iterator[str]:
    body = own.Body(node.narration, node.speaker, node.says, node.ending, node.reflect)
    links, after = [], []
    for place, choice in enumerate(node.choices, 1):
        target = choice.next
        if not target or choice != Choice(
            plain_id(node.id, place), choice.text, (), "", target, ""
        ):
            target = names.of(node, choice)
            after.append(_choice(choice, target, _place(row, place)))
        links.append(f"[[{safe_line(choice.text)}->{target}]]")
    text = "\n\n".join(part for part in (own.body_text(body), "\n".join(links)) if part)
    tags = (
        [own.ENDING, *node.recap] if node.ending else [own.RECAP, *node.recap] if node.recap else []
    )
    yield source.passage_text(node.id, text, tags, _place(row, 0))
    yield from after


def _choice(choice: Choice, name: str, place: dict[str, str]) -> str:
    on = f"[[{own.GO_ON}->{choice.next}]]" if choice.next else ""
    text = "\n\n".join(part for part in (safe(choice.feedback), on) if part)
    return source.passage_text(
        name, text, [own.CHOICE, choice.rating or own.UNRATED, *choice.tags], place
    )
