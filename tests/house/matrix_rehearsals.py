"""The lines of docs/visibility.md about rehearsals.

The author plays Mr Calder, a fellow student plays opposite her, her mentor watches; the cohort's
facilitator runs it.
"""

from collections.abc import Callable
from typing import Any

from rehearsals.actions import casting, keeping, opening, sheets
from rehearsals.models import Brief, Casting, Group, Keepsake, Place, Rehearsal, Sheet
from tests.house.finding import Find, Things
from tests.rehearsals import rooms
from tests.world import World


def _room(w: World, *, opened: bool = False, closed: bool = False) -> Rehearsal:
    room = rooms.opened(w, w.asha, w.ben, w.ekdal)
    rooms.cast(w, room, calder=w.asha, student=w.ben, watcher=w.ekdal)
    if opened:
        rooms.lead_to(w, room, "debrief")
    if closed:
        opening.close(by=w.farid, rehearsal=room)
    return Rehearsal.objects.get(pk=room.pk)


def _in(find: Callable[[World, Rehearsal], Any], **state: bool) -> Find:
    return lambda w: find(w, _room(w, **state))


def _brief(key: str) -> Callable[[World, Rehearsal], Brief]:
    return lambda w, room: Brief.objects.get(rehearsal=room, role_key=key)


def _group(w: World, room: Rehearsal) -> Group:
    return room.groups.get()


def _place(w: World, room: Rehearsal) -> Place:
    return room.places.get(person=w.asha)


def _casting(w: World, room: Rehearsal) -> Casting:
    return Casting.objects.get(group__rehearsal=room, person=w.asha)


def _sheet(*, given: bool) -> Callable[[World], Sheet]:
    """Find what the author saw while she watched in an earlier room."""

    def find(w: World) -> Sheet:
        room = rooms.opened(w, w.asha, w.ben)
        group = rooms.cast(w, room, watcher=w.asha, student=w.ben)
        act = sheets.give_sheet if given else sheets.keep_sheet
        act(by=w.asha, group=group, save=rooms.save("WORDS-seen"), marks={"0": "done"})
        return Sheet.objects.get(group=group)

    return find


def _keepsake(w: World, room: Rehearsal) -> Keepsake:
    keeping.keep_phrase(by=w.asha, rehearsal=room, body="WORDS-kept")
    return Keepsake.objects.get(rehearsal=room)


def _left(w: World, room: Rehearsal) -> Brief:
    """Find the brief after the author changed chairs with her fellow student."""
    casting.swap(by=w.farid, rehearsal=room, one=w.asha, other=w.ben)
    return _brief("calder")(w, room)


REHEARSALS: Things = {
    "a rehearsal": (_in(lambda w, room: room), "read"),
    "a rehearsal, to come in with its code": (_in(lambda w, room: room), "join"),
    "a rehearsal, to follow on a phone": (_in(lambda w, room: room), "attend"),
    "a rehearsal, its run sheet": (_in(lambda w, room: room), "oversee"),
    "a rehearsal, to lead through its phases": (_in(lambda w, room: room), "run"),
    "a rehearsal, to take over": (_in(lambda w, room: room), "take_over"),
    "a group of it": (_in(_group), "read"),
    "a group’s clock, to stop it": (_in(_group), "pause"),
    "a group, to note what one sees": (_in(_group), "watch"),
    "that the author is in the room": (_in(_place), "read"),
    "her place, to leave it": (_in(_place), "change"),
    "which role she has": (_in(_casting), "read"),
    "the brief of the role she has": (_in(_brief("calder")), "read"),
    "a brief she had, after changing chairs": (_in(_left), "read"),
    "the brief of another’s role": (_in(_brief("student")), "read"),
    "a brief, once the debrief is open": (_in(_brief("student"), opened=True), "read"),
    "a brief nobody opened, in a closed room": (_in(_brief("calder"), closed=True), "read"),
    "the author’s sheet, not given": (_sheet(given=False), "read"),
    "her sheet, to write": (_sheet(given=False), "write"),
    "her sheet, given to the group": (_sheet(given=True), "read"),
    "its words, as they were given": (lambda w: _sheet(given=True)(w).text, "read"),
    "that she took a phrase along": (_in(_keepsake), "read"),
    "a phrase she took along, to change": (_in(_keepsake), "change"),
    "the phrase itself": (_in(lambda w, room: _keepsake(w, room).text), "read"),
}
