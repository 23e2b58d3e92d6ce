"""Make rooms full of people: ``python -m tests.load.people ROOMS GROUPS`` (three to a group)."""

import json
import sys
from typing import Any

import django


def make_rooms(rooms_wanted: int, groups: int) -> dict[str, Any]:
    """Open rehearsals, each with so many triads, and return who is in them, signed in."""
    # All of these need Django, which is set up by now.
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from curriculum import scenario_document as paper  # noqa: PLC0415
    from curriculum.models import ScenarioEdition  # noqa: PLC0415
    from rehearsals.actions import joining, opening  # noqa: PLC0415
    from tests import make  # noqa: PLC0415
    from tests.rehearsals.rooms import document  # noqa: PLC0415

    def signed_in(name: str, role: str) -> tuple[Any, dict[str, str]]:
        person = make.person(name=name, email=f"{name.replace(' ', '')}@live.example", password="")
        make.membership(person=person, cohort=cohort, role=role)
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        return person, {"id": str(person.pk), "session": session}

    cohort, doc = make.cohort(name="Rehearsing"), document()
    lead, _account = signed_in("Lead", "lead")
    release = make.taught(cohort=cohort, owner=lead)
    scenario = make.scenario(course=release.version.module.course)
    ScenarioEdition.objects.create(
        scenario=scenario, number=1, document=paper.to_json(doc), sha256=paper.sha256(doc)
    )
    made = []
    for number in range(rooms_wanted):
        runs, account = signed_in(f"Facilitator {number}", "facilitator")
        room = opening.open_rehearsal(by=runs, cohort=cohort, scenario=scenario)
        phones = []
        for one in range(groups * 3):
            person, phone = signed_in(f"Student {number} {one}", "student")
            joining.join(by=person, code=room.code)
            joining.say_may_play(by=person, rehearsal=room, may_play=True)
            phones.append(phone)
        made.append({"id": str(room.pk), "runs": account, "phones": phones})
    return {"rooms": made, "lead": str(lead.pk)}


def lead_on(rooms: list[str], act: str) -> None:
    """Do one thing in every room, as whoever runs it."""
    # Both need Django, which is set up by now.
    from rehearsals.actions import casting, directing, opening  # noqa: PLC0415
    from rehearsals.models import Rehearsal  # noqa: PLC0415

    for key in rooms:
        room = Rehearsal.objects.select_related("facilitator").get(pk=key)
        by = room.facilitator
        if act == "draw":
            casting.draw_fairly(by=by, rehearsal=room, groups=room.places.count() // 3)
        elif act == "close":
            opening.close(by=by, rehearsal=room)
        elif act == "time_out":
            directing.time_out(by=by, rehearsal=room)
        elif act == "resume":
            directing.resume(by=by, rehearsal=room)
        else:
            directing.move(by=by, rehearsal=room, to=act)


def listen() -> None:
    """Do what is asked, a line at a time, and say when it was done."""
    import time  # noqa: PLC0415 - only this mode needs it

    for line in sys.stdin:
        asked = json.loads(line)
        lead_on(asked["rooms"], asked["act"])
        sys.stdout.write(json.dumps({"done_at": time.time()}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "lead":
        listen()
    else:
        from django.db import transaction

        with transaction.atomic():
            world = make_rooms(int(sys.argv[1]), int(sys.argv[2]))
        sys.stdout.write(json.dumps(world))
