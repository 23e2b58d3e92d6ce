"""How a dialogue goes through its rounds. Pure.

A round with ``minutes_each`` is spoken in turn; one with a ``listener_task`` is looped: the
listener says back what was heard, and the turn moves on when the speaker says yes. A round with
neither is for everybody together. Whoever passes has had her turn.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from curriculum.scenario_document import WATCHING, Document, Round

GREEN, AMBER, RED = "green", "amber", "red"
DIALOGUE = "dialogue"

T = TypeVar("T")


class Seated(Protocol):
    """A place in the room."""

    person_id: Any
    may_play: bool | None


class Cast(Protocol):
    """A part somebody takes in the present round of playing."""

    person_id: Any
    kind: str
    is_mirror: bool


S = TypeVar("S", bound=Seated)


def seats(places: Iterable[S], castings: Iterable[Cast]) -> list[S]:
    """Return the places of those who talk: of those with a part.

    Where nobody has one, of all but those who would rather watch.
    """
    everybody = list(places)
    playing = {one.person_id for one in castings if not one.is_mirror and one.kind not in WATCHING}
    with_part = [place for place in everybody if place.person_id in playing]
    return with_part or [place for place in everybody if place.may_play is not False]


def is_dialogue(document: Document) -> bool:
    """Say whether a group talks here in rounds."""
    return document.kind == DIALOGUE and bool(document.rounds)


def asks_first(document: Document) -> bool:
    """Say whether everybody is asked, each for herself, before coming in: amber and red."""
    return document.kind == DIALOGUE and document.topic_colour in {AMBER, RED}


def is_gentle(document: Document) -> bool:
    """Say whether a cohort may begin with it: an invented question, and no red one."""
    return document.is_fictional and document.topic_colour != RED


def round_at(document: Document, number: int) -> Round | None:
    """Return the round of this number, counted from one; None before the first."""
    return document.rounds[number - 1] if 0 < number <= len(document.rounds) else None


def is_in_turn(one: Round) -> bool:
    """Say whether one person speaks at a time."""
    return one.minutes_each > 0 or is_looped(one)


def is_looped(one: Round) -> bool:
    """Say whether a listener says back what was heard before the turn moves on."""
    return bool(one.listener_task)


def is_over(one: Round, turns: int, seats: int) -> bool:
    """Say whether everybody had a turn; a round without turns is over when people say so."""
    return not is_in_turn(one) or turns >= seats


def after(seats: Sequence[T], speaker: T | None) -> T | None:
    """Return who sits next to the speaker; the first where nobody speaks, or she has left."""
    if not seats:
        return None
    if speaker not in seats:
        return seats[0]
    return seats[(seats.index(speaker) + 1) % len(seats)]
