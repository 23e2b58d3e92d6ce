"""A room in which ten triads rehearse, and rooms of other days beside it."""

from typing import Any
from uuid import UUID

from curriculum import scenario_document as paper
from curriculum.models import Scenario, ScenarioEdition
from rehearsals.actions import casting, directing, joining, opening
from rehearsals.models import Rehearsal
from tests import make
from tests.rehearsals.rooms import document

TRIADS = 10
FEW, MANY = 1, 50


def open_rooms(built: Any, number: int) -> None:
    """Open so many rooms; the first has a group for everybody, with Asha in it, who play."""
    people = [built.asha, *(student for student, _mentor in built.pairs[1 : 3 * TRIADS])]
    for place in range(number):
        room = opening.open_rehearsal(by=built.hana, cohort=built.cohort, scenario=_scenario(built))
        for person in people if place == 0 and number == FEW else people[:3]:
            joining.join(by=person, code=room.code)
            joining.say_may_play(by=person, rehearsal=room, may_play=True)
        groups = room.places.count() // 3
        casting.draw_fairly(by=built.hana, rehearsal=room, groups=groups)
        for phase in ("prepare", "play"):
            directing.move(by=built.hana, rehearsal=room, to=phase)


def _scenario(built: Any) -> Scenario:
    course, doc = built.releases[0].version.module.course, document()
    made = make.scenario(course=course)
    ScenarioEdition.objects.create(
        scenario=made, number=1, document=paper.to_json(doc), sha256=paper.sha256(doc)
    )
    return made


def room_of(built: Any) -> UUID:
    """Return the room in which everybody plays."""
    return Rehearsal.objects.filter(cohort=built.cohort).earliest("opened_at").pk
