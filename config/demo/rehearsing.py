"""Rehearsals of the demo school: a room that is open, one that was held, a dialogue with its map.

Made by the actions people use, then set back to the day on which they were held.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Cohort, Draft, Person
from accounts.saving import Save
from config.demo.parts import moment, written
from config.demo.people import Everybody
from curriculum.models import Scenario
from rehearsals import casting as roles
from rehearsals import clock
from rehearsals.actions import (
    casting,
    dialogue,
    directing,
    joining,
    keeping,
    mapping,
    opening,
    sheets,
)
from rehearsals.models import Dialogue, Group, Keepsake, Place, Rehearsal, Sheet
from rehearsals.queries.dialogue import talk_of

WAY = (clock.PREPARE, clock.PLAY, clock.DEROLE, clock.DEBRIEF)
LASTED = timedelta(minutes=45)


def load(everybody: Everybody) -> int:
    """Make what does not exist yet; return how many rehearsals are new."""
    parts = written("rehearsals")
    made = [_open(part, everybody) for part in parts["open"]]
    made += [_held(part, everybody) for part in parts["held"]]
    made += [_dialogue(part, everybody) for part in parts["dialogues"]]
    return sum(made)


def _person(everybody: Everybody, name: str) -> Person:
    return everybody.people[f"{name}@alderbrook.example"]


def _room(part: dict[str, Any], everybody: Everybody) -> Rehearsal | None:
    """Open the room of a part; None where it was made once, or cannot be played here."""
    cohort: Cohort = everybody.cohorts[part["cohort"]]
    scenario = Scenario.objects.filter(slug=part["scenario"], editions__isnull=False).first()
    if scenario is None or Rehearsal.objects.filter(cohort=cohort, scenario=scenario).exists():
        return None
    by = _person(everybody, part["by"])
    return opening.open_rehearsal(by=by, cohort=cohort, scenario=scenario, place=part["place"])


def _come_in(room: Rehearsal, people: list[Person], *, may_play: bool) -> None:
    for person in people:
        joining.join(by=person, code=room.code or "", opted_in=True)
        joining.say_may_play(by=person, rehearsal=room, may_play=may_play)


def _named(everybody: Everybody, names: list[str]) -> list[Person]:
    return [_person(everybody, name) for name in names]


def _open(part: dict[str, Any], everybody: Everybody) -> bool:
    """A room with people in it, to whom nobody has given a part yet."""
    room = _room(part, everybody)
    if room is None:
        return False
    _come_in(room, _named(everybody, part["ready"]), may_play=True)
    _come_in(room, _named(everybody, part["watch"]), may_play=False)
    return True


def _held(part: dict[str, Any], everybody: Everybody) -> bool:
    """A role-play in several groups, with what observers saw and phrases that were kept."""
    room = _room(part, everybody)
    if room is None:
        return False
    chairs, watch = roles.chairs(room.document), roles.observer_key(room.document)
    for number, group in enumerate(part["groups"], 1):
        players = _named(everybody, group["players"])
        observers = _named(everybody, group["observers"])
        _come_in(room, [*players, *observers], may_play=True)
        seats = [*zip(players, chairs, strict=False), *((one, watch) for one in observers)]
        for person, key in seats:
            casting.cast(
                by=room.facilitator, rehearsal=room, person=person, number=number, role_key=key
            )
    _lead(room, WAY)
    for sheet in part["sheets"]:
        _sheet(room, sheet, _person(everybody, sheet["observer"]))
    opening.close(by=room.facilitator, rehearsal=room)
    for name, phrase in part["phrases"].items():
        keeping.keep_phrase(by=_person(everybody, name), rehearsal=room, body=phrase)
    _set_back(room, part)
    return True


def _lead(room: Rehearsal, way: tuple[str, ...]) -> None:
    for phase in way:
        directing.move(by=room.facilitator, rehearsal=room, to=phase)


def _sheet(room: Rehearsal, part: dict[str, Any], observer: Person) -> None:
    group = Group.objects.get(places__person=observer, rehearsal=room)
    lines = len(room.document.checklist)
    marks = {str(place): mark for place, mark in enumerate(part["marks"][:lines])}
    save = Save(uuid.uuid4(), 0, part["moment"], part["words"])
    sheets.give_sheet(by=observer, group=group, save=save, marks=marks)


def _dialogue(part: dict[str, Any], everybody: Everybody) -> bool:
    """A circle that went through its rounds, and kept its map."""
    room = _room(part, everybody)
    if room is None:
        return False
    people = _named(everybody, part["people"])
    _come_in(room, people, may_play=True)
    casting.draw_fairly(by=room.facilitator, rehearsal=room, groups=1)
    _lead(room, (clock.PREPARE, clock.PLAY))
    group = room.groups.get()
    about = {"group_id": group.pk}
    for person in people:
        dialogue.accept(by=person, **about)
    for _each in room.document.rounds:
        dialogue.go_on(by=room.facilitator, **about)
        _turns(room, group)
    for place, (column, text) in enumerate(part["map"]):
        mapping.put(by=people[place % len(people)], column=column, text=text, **about)
    for person in people:
        mapping.would_keep(by=person, keeps=True, **about)
    _lead(room, (clock.DEROLE, clock.DEBRIEF))
    opening.close(by=room.facilitator, rehearsal=room)
    _set_back(room, part)
    return True


def _turns(room: Rehearsal, group: Group) -> None:
    """Let everybody have her turn, whichever round it is."""
    for _each in range(2 * group.places.count()):
        talk = talk_of(room.facilitator, Group.objects.get(pk=group.pk), room.document)
        if talk is None or talk.speaker is None:
            return
        act = dialogue.yes if talk.row.is_restating else dialogue.said
        act(by=talk.speaker.person, group_id=group.pk)


def _set_back(room: Rehearsal, part: dict[str, Any]) -> None:
    """Let it have been held on its day, in the evening."""
    opened = moment(part["day"], room.cohort.time_zone, part["scenario"])
    closed = opened + LASTED
    Rehearsal.objects.filter(pk=room.pk).update(
        opened_at=opened,
        begun_at=opened + timedelta(minutes=5),
        debrief_opened_at=closed - timedelta(minutes=15),
        closed_at=closed,
    )
    Place.objects.filter(rehearsal=room).update(joined_at=opened)
    Group.objects.filter(rehearsal=room).update(phase_started_at=closed)
    Dialogue.objects.filter(group__rehearsal=room).update(kept_at=closed)
    _date_words(room, closed)


def _date_words(room: Rehearsal, at: datetime) -> None:
    """Let what was written there have been written then."""
    Sheet.objects.filter(group__rehearsal=room).update(begun_at=at, given_at=at)
    drafts = Draft.objects.filter(sheet__group__rehearsal=room)
    drafts.update(created_at=at, updated_at=at)
    Keepsake.objects.filter(rehearsal=room).update(kept_at=at)
