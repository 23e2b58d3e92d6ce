"""Rooms to test in: a scenario with everything in it, rehearsed in the cast's cohort."""

import uuid
from typing import Any

from accounts.models import Person
from accounts.saving import Save
from curriculum import scenario_document as paper
from curriculum.models import Scenario, ScenarioEdition
from rehearsals.actions import casting, directing, joining, opening
from rehearsals.models import Group, Rehearsal
from tests import make
from tests.world import World


def document(**fields: Any) -> paper.Document:
    """Return a role-play for two who play and some who watch; every hidden field says SECRET."""
    patient = paper.Brief(
        opening="SECRET-opening",
        background="SECRET-background",
        want="SECRET-want",
        fear="SECRET-fear",
        facts=(paper.Fact("earned", "if he feels met", "SECRET-fact"),),
        cues=(paper.Cue("softens", "SECRET-cue"),),
    )
    base: dict[str, Any] = {
        "slug": "at-the-door",
        "title": "Two minutes at the door",
        "kind": "roleplay",
        "people_min": 3,
        "people_max": 4,
        "minutes_play": 5,
        "door": "Mr Calder, 47.",
        "roles": (
            paper.Role("student", "The student", "learner", 1, "You.", paper.Brief(want="TASK")),
            paper.Role("calder", "Mr Calder", "patient", 1, "47.", patient),
            paper.Role("watcher", "Observer", "observer", 2),
        ),
        "checklist": (paper.Item("Waits five seconds"), paper.Item("Names a feeling")),
        "steps": (paper.Step("play", "Play", 5, "SECRET-script"), paper.Step("derole", "Out", 2)),
        "guide": paper.Guide(setup="SECRET-guide"),
    }
    return paper.Document(**(base | fields))


def scenario(world: World, doc: paper.Document | None = None) -> Scenario:
    """Make a published scenario of the cast's course with one edition."""
    doc = doc or document()
    course = world.release.version.module.course
    made = make.scenario(course=course, title=doc.title, kind=doc.kind)
    ScenarioEdition.objects.create(
        scenario=made, number=1, document=paper.to_json(doc), sha256=paper.sha256(doc)
    )
    return made


def students(world: World, number: int) -> list[Person]:
    """Make so many more students of the author's cohort."""
    people = [make.person() for _each in range(number)]
    for person in people:
        make.membership(person=person, cohort=world.juniper)
    return people


def opened(
    world: World, *people: Person, doc: paper.Document | None = None, ready: bool = True
) -> Rehearsal:
    """Open a rehearsal run by Farid, with these people in it, all of them ready to play."""
    room = opening.open_rehearsal(
        by=world.farid, cohort=world.juniper, scenario=scenario(world, doc), place="Room 2"
    )
    for person in people:
        joining.join(by=person, code=room.code)
        if ready:
            joining.say_may_play(by=person, rehearsal=room, may_play=True)
    return room


def cast(world: World, room: Rehearsal, number: int = 1, **roles: Person) -> Group:
    """Give roles by hand: ``student=asha, calder=ben, watcher=…``."""
    for key, person in roles.items():
        casting.cast(by=world.farid, rehearsal=room, person=person, number=number, role_key=key)
    return room.groups.get(number=number)


def lead_to(world: World, room: Rehearsal, phase: str, group: Group | None = None) -> None:
    """Lead all groups (or one) step by step to a phase."""
    for step in ("prepare", "play", "derole", "debrief", "replay"):
        directing.move(by=world.farid, rehearsal=room, to=step, group=group)
        if step == phase:
            break
    room.refresh_from_db()


def save(body: str = "“What is that like?”", title: str = "", base: int = 0) -> Save:
    return Save(uuid.uuid4(), base, title, body)
