"""Two dialogues in each cohort: one that goes on, and one whose map all agreed to keep."""

from typing import Any

from config.probe.manifest import canary
from config.probe.people import World
from config.probe.teaching import Taught
from curriculum import scenario_document as doc
from curriculum.actions import scenarios
from curriculum.models import Scenario
from rehearsals.actions import casting, dialogue, directing, joining, mapping, opening
from rehearsals.models import MapLine, Rehearsal

PAGES = ("", "map/", "wall/", "dialogue/", "now/")


def load(world: World, taught: Taught) -> None:
    """Hold both in each of two cohorts."""
    for letter in ("a", "b"):
        for state in ("going on", "kept"):
            _held(world, taught, letter, state)


def _held(world: World, taught: Taught, letter: str, state: str) -> None:
    """Let the author and her fellow talk, and draw a map; the facilitator runs it."""
    runs = world[f"{letter}_facilitator"]
    talking = [world[f"{letter}_{name}"] for name in ("author", "fellow")]
    slug = f"dialogue-{state.replace(' ', '-')}-{letter}"
    scenario = Scenario(course=taught.course, slug=slug, position=9)
    scenarios.write(scenario, _document(slug))
    scenarios.publish(scenario=scenario, by=world["administrator"], note="The first.")
    room = opening.open_rehearsal(by=runs, cohort=world.cohorts[letter], scenario=scenario)
    for person in talking:
        joining.join(by=person, code=room.code)
    casting.draw_fairly(by=runs, rehearsal=room, groups=1)
    for step in ("prepare", "play"):
        directing.move(by=runs, rehearsal=room, to=step)
    about: dict[str, Any] = {"group_id": room.groups.get().pk}
    for person in talking:
        dialogue.accept(by=person, **about)
    dialogue.go_on(by=runs, **about)
    words = canary()
    mapping.put(by=talking[0], column="agree", text=words, **about)
    for person in talking:
        mapping.would_keep(by=person, keeps=True, **about)
    if state == "kept":
        directing.move(by=runs, rehearsal=room, to="derole")
        opening.close(by=runs, rehearsal=room)
    _list(world, room, letter, state, words)


def _document(slug: str) -> doc.Document:
    return doc.Document(
        slug=slug,
        title=slug.replace("-", " ").title(),
        kind="dialogue",
        summary="A circle",
        skill="Civil dialogue",
        setting="Seminar room",
        you_are="yourself.",
        aims=("Listen.",),
        door="An invented question.",
        minutes_play=5,
        people_min=2,
        people_max=6,
        topic_colour="green",
        agreements=("Let people finish.",),
        rounds=(doc.Round(3, 0, "Draw the map."),),
    )


def _list(world: World, room: Rehearsal, letter: str, state: str, words: str) -> None:
    (line,) = MapLine.objects.filter(group__rehearsal=room)
    urls = [f"/rehearsals/{room.pk}/{page}" for page in PAGES]
    world.manifest.add(
        "map line", line, state=state, cohort=letter, urls=urls, canaries={"text": words}
    )
