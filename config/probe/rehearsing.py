"""Two rooms in each cohort: one in which people play, one that was debriefed and closed.

Each plays a scenario of its own, so that a brief that opened in the one says nothing of the other.
"""

from typing import Any

from django.urls import reverse

from accounts.policy import audience
from config.probe.manifest import canary
from config.probe.people import World
from config.probe.teaching import Taught
from config.probe.writing import a_save
from curriculum import scenario_document as doc
from curriculum.actions import scenarios
from curriculum.models import Scenario
from rehearsals.actions import casting, directing, joining, keeping, opening, sheets
from rehearsals.models import Brief, Group, Place, Rehearsal, Sheet

ROLES = ("student", "mr-calder")
PAGES = ("", "now/", "sheet/1/1/", "wall/", "cast/", "drive/", "close/", "leave/", "keep/")


def load(world: World, taught: Taught) -> None:
    """Open both rooms in each of two cohorts."""
    for letter in ("a", "b"):
        _played(world, taught, letter)
        _debriefed(world, taught, letter)


def _played(world: World, taught: Taught, letter: str) -> None:
    """Let the third student and the fellow play while the author watches and writes."""
    room, marks = _open(world, taught, letter, "played")
    group = _cast(world, room, letter, student="third", calder="fellow", watching="author")
    for step in ("prepare", "play"):
        directing.move(by=world[f"{letter}_facilitator"], rehearsal=room, to=step)
    _list(world, room, marks, letter, "played")
    words, moment = canary(), canary()
    author = world[f"{letter}_author"]
    sheets.keep_sheet(by=author, group=group, save=a_save(moment, words), marks={"0": "done"})
    sheet = Sheet.objects.get(group=group)
    world.manifest.add(
        "sheet", sheet, f"{letter}_author", state="not given", cohort=letter,
        urls=_urls(room), canaries={"words": words, "moment": moment},
    )  # fmt: skip


def _debriefed(world: World, taught: Taught, letter: str) -> None:
    """Let the author play while the fellow watches and gives the sheet; the room is closed."""
    runs = world[f"{letter}_facilitator"]
    room, marks = _open(world, taught, letter, "debriefed")
    group = _cast(world, room, letter, student="third", calder="author", watching="fellow")
    for step in ("prepare", "play", "derole", "debrief"):
        directing.move(by=runs, rehearsal=room, to=step)
    words, moment, phrase = canary(), canary(), canary()
    fellow, author = world[f"{letter}_fellow"], world[f"{letter}_author"]
    given = sheets.give_sheet(
        by=fellow, group=group, save=a_save(moment, words), marks={"0": "partly"}
    )
    kept = keeping.keep_phrase(by=author, rehearsal=room, body=phrase)
    opening.close(by=runs, rehearsal=room)
    _list(world, room, marks, letter, "debriefed")
    add = world.manifest.add
    add("sheet", given, f"{letter}_fellow", state="given", cohort=letter, urls=_urls(room),
        canaries={"words": words, "moment": moment})  # fmt: skip
    add("keepsake", kept, f"{letter}_author", cohort=letter, urls=_urls(room),
        canaries={"body": phrase})  # fmt: skip


def _open(world: World, taught: Taught, letter: str, state: str) -> tuple[Rehearsal, Any]:
    marks = {key: {name: canary() for name in ("opening", "want", "fact")} for key in ROLES}
    scenario = Scenario(course=taught.course, slug=f"{state}-{letter}", position=9)
    scenarios.write(scenario, _document(scenario.slug, marks))
    scenarios.publish(scenario=scenario, by=world["administrator"], note="The first.")
    room = opening.open_rehearsal(
        by=world[f"{letter}_facilitator"], cohort=world.cohorts[letter], scenario=scenario
    )
    return room, marks


def _document(slug: str, marks: dict[str, dict[str, str]]) -> doc.Document:
    def brief(key: str) -> doc.Brief:
        said = marks[key]
        fact = doc.Fact("earned", "", said["fact"])
        return doc.Brief(opening=said["opening"], want=said["want"], facts=(fact,))

    return doc.Document(
        slug=slug,
        title=slug.replace("-", " ").title(),
        kind="roleplay",
        summary="Opening, silence",
        skill="Listening",
        setting="Clinic",
        you_are="a student.",
        aims=("Listen.",),
        door="A man of 47, tired.",
        minutes_play=5,
        people_min=3,
        people_max=6,
        roles=(
            doc.Role("student", "The student", "learner", brief=brief("student")),
            doc.Role("mr-calder", "Mr Calder", "patient", brief=brief("mr-calder")),
        ),
        checklist=(doc.Item("Waits before the second question"),),
    )


def _cast(
    world: World, room: Rehearsal, letter: str, *, student: str, calder: str, watching: str
) -> Group:
    for name in (student, calder, watching):
        joining.join(by=world[f"{letter}_{name}"], code=room.code)
    for name, key in ((student, "student"), (calder, "mr-calder"), (watching, "observer")):
        casting.cast(
            by=world[f"{letter}_facilitator"],
            rehearsal=room,
            person=world[f"{letter}_{name}"],
            number=1,
            role_key=key,
        )
    return Group.objects.get(rehearsal=room)


def _urls(room: Rehearsal) -> list[str]:
    return [f"/rehearsals/{room.pk}/{page}" for page in PAGES]


def _list(world: World, room: Rehearsal, marks: Any, letter: str, state: str) -> None:
    """List the room, who is in it, and its briefs.

    Whoever may read the scenario's edition may read there what the briefs say.
    """
    add, urls = world.manifest.add, _urls(room)
    add("rehearsal", room, f"{letter}_facilitator", state=state, cohort=letter, urls=urls)
    for place in Place.objects.filter(rehearsal=room).select_related("person"):
        add("place in a rehearsal", place, state=state, cohort=letter, urls=urls)
    people = world.manifest.people.items()
    edition = {one.pk for one in audience(room.edition)}
    number = room.edition.number
    paper = reverse("admin:curriculum_scenario_edition", args=[room.scenario_id, number])
    for brief in Brief.objects.filter(rehearsal=room):
        sheet = f"role-{brief.role_key}"
        printed = reverse("scenario_print_sheet", args=[room.scenario.slug, sheet])
        here = {one.pk for one in audience(brief)} | edition
        add(
            "brief", brief, state=f"{brief.role_key}, {state}", cohort=letter,
            canaries=marks[brief.role_key], urls=[*urls, paper, printed],
            readers=[key for key, one in people if one.pk in here],
        )  # fmt: skip
