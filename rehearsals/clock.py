"""Phases and their time: pure, from what the server wrote down, so that it outlives any phone.

The truth is four values of a group: when its phase began, how many seconds it was given, since when
it is paused, and how many seconds pauses (and rewinding) have taken so far. What is left follows
from them at any moment and on any machine; a server that was restarted says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from curriculum.scenario_document import Document

PREBRIEF, PREPARE, PLAY, DEROLE = "prebrief", "prepare", "play", "derole"
DEBRIEF, REPLAY, CLOSED = "debrief", "replay", "closed"
PAUSED = "paused"
PHASES = (PREBRIEF, PREPARE, PLAY, DEROLE, DEBRIEF, REPLAY, CLOSED)

# In which somebody is in a role: no way out of them but through de-roling.
IN_ROLE = (PLAY, REPLAY)
# What each is given where the scenario does not say: seconds.
USUALLY: Mapping[str, int] = {
    PREBRIEF: 300,
    PREPARE: 240,
    PLAY: 360,
    DEROLE: 120,
    DEBRIEF: 900,
    REPLAY: 60,
}
# From each phase, where one may go, the usual way first. Out of a role leads only de-roling. One
# step back is there for whoever pressed too early.
_WAYS: Mapping[str, tuple[str, ...]] = {
    PREBRIEF: (PREPARE,),
    PREPARE: (PLAY, PREBRIEF),
    PLAY: (DEROLE,),
    DEROLE: (DEBRIEF, PREPARE, PLAY, REPLAY),
    DEBRIEF: (REPLAY, PREPARE, DEROLE),
    REPLAY: (DEROLE,),
    CLOSED: (),
}


class Timed(Protocol):
    """What the clock needs to know of a group."""

    phase: str
    phase_started_at: datetime | None
    seconds_allowed: int | None
    paused_at: datetime | None
    paused_seconds: int


def ways(here: str) -> tuple[str, ...]:
    """Return the phases a group may go to from ``here``, the usual one first."""
    return _WAYS[here]


def allowed(document: Document, phase: str) -> int | None:
    """Return the seconds a phase is given: as the scenario's steps say, else as is usual."""
    minutes = sum(step.minutes for step in document.steps if step.phase == phase)
    said = {PREPARE: document.minutes_prepare, PLAY: document.minutes_play}
    minutes = minutes or said.get(phase, 0)
    if not minutes and phase == DEBRIEF:
        minutes = document.minutes_debrief
    return minutes * 60 or USUALLY.get(phase)


def elapsed(one: Timed, at: datetime) -> float:
    """Return the seconds that have counted: pauses and what was rewound do not."""
    if one.phase_started_at is None:
        return 0.0
    until = one.paused_at or at
    return max(0.0, (until - one.phase_started_at).total_seconds() - one.paused_seconds)


def left(one: Timed, at: datetime) -> int | None:
    """Return the seconds left, below zero when it is over its time; None where no clock runs."""
    if one.seconds_allowed is None or one.phase_started_at is None:
        return None
    return round(one.seconds_allowed - elapsed(one, at))


@dataclass(frozen=True)
class Reading:
    """The four values after something was done to the clock."""

    paused_at: datetime | None
    paused_seconds: int


def resumed(one: Timed, at: datetime) -> Reading:
    """Return the values once a pause is over: it has cost the group no second of its time."""
    if one.paused_at is None:
        return Reading(None, one.paused_seconds)
    # Rounded up: a group is never robbed of the part of a second.
    spent = -((one.paused_at - at) // timedelta(seconds=1))
    return Reading(None, one.paused_seconds + max(0, spent))


def rewound(one: Timed, at: datetime, seconds: int) -> Reading:
    """Return the values with ``seconds`` given back, at most what has counted so far."""
    back = min(seconds, int(elapsed(one, at)))
    return Reading(one.paused_at, one.paused_seconds + back)
