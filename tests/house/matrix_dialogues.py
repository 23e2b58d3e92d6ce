"""The lines of docs/visibility.md about a dialogue.

The author and a fellow student talk, her mentor watches them; the cohort's facilitator runs it.
"""

from typing import Any

from rehearsals.actions import dialogue, directing, mapping, opening
from rehearsals.models import Acceptance, Assent, Dialogue, Group, MapLine, Rehearsal
from tests.house.finding import Find, Things
from tests.rehearsals import rooms
from tests.rehearsals.test_dialogue import a_dialogue
from tests.world import World


def talking(w: World, *, kept: bool = False) -> Rehearsal:
    """Return a room in the middle of a dialogue, with a map both would keep; or closed with it."""
    room = rooms.opened(w, w.asha, w.ben, w.ekdal, doc=a_dialogue())
    group = rooms.cast(w, room, sam=w.asha, jo=w.ben, watcher=w.ekdal)
    rooms.lead_to(w, room, "play")
    about: dict[str, Any] = {"group_id": group.pk}
    for person in (w.asha, w.ben):
        dialogue.accept(by=person, **about)
    dialogue.go_on(by=w.asha, **about)
    mapping.put(by=w.ben, column="agree", text="WORDS-of the map", **about)
    for person in (w.asha, w.ben):
        mapping.would_keep(by=person, keeps=True, **about)
    if kept:
        directing.move(by=w.farid, rehearsal=room, to="derole")
        opening.close(by=w.farid, rehearsal=room)
    return Rehearsal.objects.get(pk=room.pk)


def _of(model: Any, path: str, *, kept: bool = False) -> Find:
    return lambda w: model.objects.filter(**{path: talking(w, kept=kept)}).first()


def _hers(model: Any) -> Find:
    return lambda w: model.objects.get(place__rehearsal=talking(w), place__person=w.asha)


DIALOGUES: Things = {
    "a dialogue, whose turn it is": (_of(Dialogue, "group__rehearsal"), "read"),
    "that the author accepts its agreements": (_hers(Acceptance), "read"),
    "the map of a dialogue": (_of(MapLine, "group__rehearsal"), "read"),
    "a map that all agreed to keep": (_of(MapLine, "group__rehearsal", kept=True), "read"),
    "that the author would keep it": (_hers(Assent), "read"),
}


def group_of(w: World) -> Group:
    """Return the group of a dialogue that goes on: one for each test."""
    known = Dialogue.objects.filter(kept_at=None).select_related("group").first()
    return known.group if known else talking(w).groups.get()


def kept_of(w: World) -> Dialogue:
    """Return a dialogue whose map was kept: one for each test."""
    known = Dialogue.objects.exclude(kept_at=None).first()
    return known or Dialogue.objects.get(group__rehearsal=talking(w, kept=True))
