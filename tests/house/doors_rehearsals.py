"""The doors of a rehearsal: a room that is open, with two of the cast and one more in it."""

import uuid
from typing import Any

from accounts.models import Person
from rehearsals.models import Rehearsal
from tests.house import matrix_dialogues
from tests.house.door import Door, Found, a_save, allowed
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


def rehearsals(world: World) -> Found:
    room = standing(world)
    yield {"rehearsal_id": room.pk}, room


def codes(world: World) -> Found:
    room = standing(world)
    yield {"code": room.code}, room


def sheets(world: World) -> Found:
    group = standing(world).groups.get(number=1)
    yield {"rehearsal_id": group.rehearsal_id, "number": 1, "rotation": 1}, group


def a_form(person: Person, thing: Any) -> dict[str, Any]:
    """Return what the forms of a rehearsal send, well formed."""
    return {
        "author": str(person.pk), "base": "0", "title": "", "body": "“What is it like?”",
        "do": "begin", "may_play": "yes", "phrase": "Ask first.", "id": str(uuid.uuid4()),
    }  # fmt: skip


def _talks(world: World) -> Found:
    group = matrix_dialogues.group_of(world)
    yield {"rehearsal_id": group.rehearsal_id}, group


def _kept_maps(world: World) -> Found:
    row = matrix_dialogues.kept_of(world)
    yield {"rehearsal_id": row.group.rehearsal_id}, row


def _goes_on(person: Person, thing: Any) -> dict[str, Any]:
    return {"do": "go_on", "group": "1"}


REHEARSALS = (
    *(
        Door(name, may, rehearsals, lambda w: ROOM, method, a_form)
        for name, may, method in (
            ("rehearsal", allowed("read"), "get"),
            ("rehearsal_now", allowed("attend"), "get"),
            ("rehearsal_may_play", allowed("attend"), "post"),
            ("rehearsal_time_out", allowed("attend"), "post"),
            ("rehearsal_resume", allowed("attend"), "post"),
            ("rehearsal_step_out", allowed("attend"), "post"),
            ("rehearsal_keep", allowed("attend"), "post"),
            ("rehearsal_write_on", allowed("attend"), "post"),
            ("rehearsal_leave", allowed("attend"), "get"),
            ("rehearsal_drive", allowed("run"), "post"),
            ("rehearsal_wall", allowed("oversee"), "get"),
            ("rehearsal_cast", allowed("run"), "get"),
            ("rehearsal_close", allowed("run"), "get"),
            ("rehearsal_take_over", allowed("take_over"), "post"),
        )
    ),
    Door("rehearsal_dialogue", allowed("read"), _talks, lambda w: ROOM, "post", _goes_on),
    Door("rehearsal_map", allowed("read"), _kept_maps, lambda w: ROOM),
    Door("rehearsal_door", allowed("join"), codes, lambda w: {"code": "BBBBBB"}),
    *(
        Door(name, allowed("watch"), sheets, lambda w: SHEET, method, body)
        for name, method, body in (
            ("rehearsal_sheet", "post", a_form),
            ("rehearsal_sheet_draft", "put", a_save),
            ("rehearsal_sheet_check", "post", a_form),
        )
    ),
)
