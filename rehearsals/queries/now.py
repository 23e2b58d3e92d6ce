"""What a phone asks again and again: where the clock stands, and whether the page has changed.

One query for everybody, compiled once. Its answer holds numbers and phases: no name, no word of a
brief, not even who is in which role.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Person
from accounts.prepared import prepared
from rehearsals import clock
from rehearsals.models import Place, Rehearsal


@dataclass(frozen=True)
class Now:
    """Where a rehearsal stands for one person at one moment.

    A page is read after it, never before: then a change in between is news to the page's script.
    """

    rehearsal: UUID
    runs: bool
    facts: dict[str, Any]
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it with the server's time, from which a phone sets its clock."""
        return {"now": _ms(self.at), **self.facts}


@prepared
def _rows(person: Any, rehearsal: Any, at: datetime) -> QuerySet[Any]:
    """Return one row for each group, each with what holds for the room."""
    own = Place.objects.filter(person=person, rehearsal=OuterRef("pk"))
    return (
        Rehearsal.objects.visible_to(person, "attend", at)
        .with_right("oversee", person, at)
        .filter(pk=rehearsal)
        .order_by("groups__number")
        .values_list(
            "sequence",
            "arrivals",
            "debrief_opened_at",
            "closed_at",
            "may_oversee",
            Subquery(own.values("group")[:1]),
            *(F(f"groups__{name}") for name in _OF_GROUP),
        )
    )


_OF_GROUP = (
    "id", "number", "phase", "phase_started_at", "seconds_allowed", "paused_at", "paused_seconds",
    "rotation", "speaker", "sequence",
)  # fmt: skip


def now(person: Person, rehearsal: UUID, *, is_wall: bool = False) -> Now | None:
    """Return where it stands: on a phone her own group, for whoever runs it all. One query.

    None for whoever is not in the room. ``is_wall``: for the wall, which does not stir when
    somebody comes.
    """
    at = timezone.now()
    rows = _rows(person, rehearsal, at)
    if not rows:
        return None
    sequence, arrivals, debrief, closed, runs, own, *_first = rows[0]
    groups = [row[6:] for row in rows if runs or row[6] == own]
    marks = [sequence, *(f"{one[1]}-{one[9]}" for one in groups)]
    if runs and not is_wall:
        marks.append(f"a{arrivals}")
    facts = {
        "v": ".".join(map(str, marks)),
        "closed": closed is not None,
        "debrief": debrief is not None,
        "groups": [_group(one) for one in groups],
    }
    return Now(rehearsal, runs, facts, at)


def _group(one: Any) -> dict[str, Any]:
    _id, number, phase, started, allowed, paused, lost, rotation, speaker, _sequence = one
    return {
        "n": number,
        "phase": phase,
        "started": _ms(started) if started else None,
        "allowed": allowed,
        "paused": _ms(paused) if paused else None,
        "lost": lost,
        "rotation": rotation,
        **({"speaker": speaker} if phase == clock.DEBRIEF else {}),
    }


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
