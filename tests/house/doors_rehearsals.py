"""The doors of a rehearsal: a room that is open, with two of the cast and one more in it."""

import uuid
from collections.abc import Iterator
from typing import Any

from accounts.models import Person
from accounts.policy import allows
from rehearsals.models import Rehearsal
from tests.rehearsals import rooms
from tests.world import World

ROOM = {"rehearsal_id": uuid.UUID(int=7)}
SHEET = ROOM | {"number": 1, "rotation": 1}


def standing(world: World) -> Rehearsal:
    """Return a room in which Asha watches and Ben plays: one for each test."""
    room = Rehearsal.objects.first()
    if room is None:
        room = rooms.opened(world, world.asha, world.ben)
        rooms.cast(world, room, watcher=world.asha, calder=world.ben)
    return room


def rehearsals(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    room = standing(world)
    yield {"rehearsal_id": room.pk}, room


def codes(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    room = standing(world)
    yield {"code": room.code}, room


def sheets(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    group = standing(world).groups.get(number=1)
    yield {"rehearsal_id": group.rehearsal_id, "number": 1, "rotation": 1}, group


def may_run(person: Person, room: Any) -> bool:
    """Only who runs it shows it on the wall."""
    return room.facilitator_id == person.pk and allows(person, "read", room)


def a_form(person: Person, thing: Any) -> dict[str, Any]:
    """Return what the forms of a rehearsal send, well formed."""
    return {
        "author": str(person.pk), "base": "0", "title": "", "body": "“What is it like?”",
        "do": "begin", "may_play": "yes", "phrase": "Ask first.", "id": str(uuid.uuid4()),
    }  # fmt: skip
