"""A scenario as it is played, printed and exchanged: frozen, whole, and without a database.

An edition keeps one document as JSON. Whoever shows a scenario to people who may not read all of it
takes ``public(document)``, or one role's ``brief_of(document, key)``: never the document itself.

What the short words may be (the models give them their labels):

- ``Document.kind``: roleplay, dialogue, encounter; ``level`` and ``intensity``: 1 to 3
- ``Document.topic_colour``: "" (not said), green, amber, red
- ``Role.kind``: learner, patient, family, colleague, observer, facilitator
- ``Fact.rule``: freely, if_asked, earned
- ``Cue.kind``: escalates, softens, body, phrase
- ``Step.phase``: prebrief, prepare, play, derole, debrief, replay, write
- ``Question.to``: player, patient, observers, group, learning, next
- ``Variant.kind``: easier, harder, telephone, interpreter, swap, other
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

WATCHING = ("observer", "facilitator")


@dataclass(frozen=True)
class Fact:
    """Something a role knows. ``when`` says what must happen first, in the author's words."""

    rule: str
    when: str = ""
    text: str = ""


@dataclass(frozen=True)
class Cue:
    """What makes a role harder or softer, how the body shows it, or a phrase to use."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Brief:
    """What only the holder of a role and the facilitator read until the debrief opens."""

    opening: str = ""
    background: str = ""
    want: str = ""
    fear: str = ""
    feels: str = ""
    will_ask: tuple[str, ...] = ()
    do_not: tuple[str, ...] = ()
    props: str = ""
    alternative: str = ""
    facts: tuple[Fact, ...] = ()
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True)
class Role:
    """One part to take. ``who`` is one line that everybody reads; ``brief`` is not for everybody.

    ``count``: how many take it in one group.
    """

    key: str
    name: str
    kind: str
    count: int = 1
    who: str = ""
    brief: Brief | None = None

    @property
    def is_played(self) -> bool:
        """Tell whether whoever holds it plays: observers and facilitators do not."""
        return self.kind not in WATCHING


@dataclass(frozen=True)
class Item:
    """One line of the observers' sheet. ``is_shown``: the learner may read it beforehand."""

    text: str
    sounds_like: str = ""
    is_shown: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the hour. ``script`` is what the facilitator says or does; hers alone."""

    phase: str
    label: str
    minutes: int = 0
    script: str = ""


@dataclass(frozen=True)
class Question:
    """One question of the debrief, and whom it is put to."""

    to: str
    text: str


@dataclass(frozen=True)
class Variant:
    """Another way to play it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Guide:
    """What only those who run it read; never a student, not even after the debrief."""

    setup: str = ""
    casting: str = ""
    passive: str = ""
    hints: str = ""
    time_out: str = ""
    distress: str = ""
    pitfalls: str = ""


@dataclass(frozen=True)
class Round:
    """One round of a dialogue: ``minutes`` in all, ``minutes_each`` for each who speaks."""

    minutes: int
    minutes_each: int = 0
    prompt: str = ""
    listener_task: str = ""
    silence_seconds: int = 0


@dataclass(frozen=True)
class Document:
    """A whole scenario. ``door`` is what everybody reads at the door before it begins."""

    slug: str
    title: str
    kind: str
    summary: str = ""
    skill: str = ""
    setting: str = ""
    for_whom: str = ""
    level: int = 1
    intensity: int = 1
    minutes_prepare: int = 0
    minutes_play: int = 0
    minutes_debrief: int = 0
    people_min: int = 1
    people_max: int = 1
    content_note: str = ""
    you_are: str = ""
    aims: tuple[str, ...] = ()
    door: str = ""
    safety: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    why: str = ""
    not_assessed: str = ""
    references: tuple[str, ...] = ()
    authors: str = ""
    licence: str = ""
    roles: tuple[Role, ...] = ()
    checklist: tuple[Item, ...] = ()
    steps: tuple[Step, ...] = ()
    debrief: tuple[Question, ...] = ()
    variations: tuple[Variant, ...] = ()
    guide: Guide = Guide()
    # Of a dialogue.
    topic_colour: str = ""
    framing: str = ""
    is_fictional: bool = True
    agreements: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()

    @property
    def minutes(self) -> int:
        """Return how long it takes, from the first chair to the last word."""
        return self.minutes_prepare + self.minutes_play + self.minutes_debrief

    def role(self, key: str) -> Role | None:
        """Return the role of this key."""
        return next((role for role in self.roles if role.key == key), None)

    def played(self) -> tuple[Role, ...]:
        """Return the roles somebody plays, in their order."""
        return tuple(role for role in self.roles if role.is_played)


# Which class stands inside which field.
_INSIDE: dict[type, dict[str, type]] = {
    Document: {
        "roles": Role,
        "checklist": Item,
        "steps": Step,
        "debrief": Question,
        "variations": Variant,
        "guide": Guide,
        "rounds": Round,
    },
    Role: {"brief": Brief},
    Brief: {"facts": Fact, "cues": Cue},
}


def to_json(document: Document) -> dict[str, Any]:
    """Return the document as values JSON knows; ``from_json`` gives it back equal."""
    # By way of JSON, so that tuples are lists here as they are where it was stored.
    values: dict[str, Any] = json.loads(json.dumps(asdict(document), ensure_ascii=False))
    return values


def from_json(values: Mapping[str, Any]) -> Document:
    """Return the document of stored values; what an older edition does not say is left empty."""
    made: Document = _made(Document, values)
    return made


def brief_from_json(values: Mapping[str, Any]) -> Brief:
    """Return one role's brief of its stored values (``dataclasses.asdict`` of it, as JSON)."""
    made: Brief = _made(Brief, values)
    return made


def _made(kind: type, values: Mapping[str, Any]) -> Any:
    inside = _INSIDE.get(kind, {})
    known = {one.name for one in fields(kind)}
    return kind(
        **{name: _value(inside.get(name), values[name]) for name in values if name in known}
    )


def _value(kind: type | None, value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_value(kind, one) for one in value)
    return _made(kind, value) if kind and value is not None else value


def sha256(document: Document) -> str:
    """Return what tells this document from any other."""
    text = json.dumps(to_json(document), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def public(document: Document) -> Document:
    """Return what every student may read before it is played: nothing that spoils it.

    No brief, no guide, no script, no debrief, no variations; of the observers' sheet only the lines
    that may be shown, without the words that would give the answer.
    """
    return replace(
        document,
        roles=tuple(replace(role, brief=None) for role in document.roles),
        checklist=tuple(replace(i, sounds_like="") for i in document.checklist if i.is_shown),
        steps=tuple(replace(step, script="") for step in document.steps),
        debrief=(),
        variations=(),
        guide=Guide(),
    )


def brief_of(document: Document, key: str) -> Brief | None:
    """Return the brief of one role, and nothing else of the document."""
    role = document.role(key)
    return role.brief if role else None
