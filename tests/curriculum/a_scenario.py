"""A scenario with something in every field, for tests: each text says which field it stands in."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from curriculum import scenario_document as doc
from curriculum.actions import scenarios
from curriculum.models import Course, Scenario

WHOLE = doc.Document(
    slug="at-the-door",
    title="At the door",
    kind="roleplay",
    summary="Opening, silence",
    skill="Listening",
    setting="Family clinic",
    for_whom="Any year.",
    level=2,
    intensity=3,
    minutes_prepare=3,
    minutes_play=5,
    minutes_debrief=10,
    people_min=4,
    people_max=6,
    content_note="Driving.",
    you_are="a student.",
    aims=("Listen.", "Wait."),
    door="Mr Calder, 47.\n\nBooked for “tired”.",
    safety=("Anyone may leave.",),
    questions=("What did silence cost you?",),
    why="People tell the story once.",
    not_assessed="Whether you examine.",
    references=("A book, 2020.",),
    authors="Cleo",
    licence="CC BY 4.0",
    roles=(
        doc.Role("student", "The student", "learner", 1, "You."),
        doc.Role(
            "mr-calder",
            "Mr Calder",
            "patient",
            1,
            "A shift-leader, 47.",
            doc.Brief(
                opening="BRIEF opening",
                background="BRIEF background\n\nin two parts",
                want="BRIEF want",
                fear="BRIEF fear",
                feels="BRIEF feels",
                will_ask=("BRIEF will ask: how long?",),
                do_not=("BRIEF do not cry",),
                props="BRIEF props",
                alternative="BRIEF alternative",
                facts=(
                    doc.Fact("freely", "", "BRIEF tired five months"),
                    doc.Fact("earned", "BRIEF after silence", "BRIEF fell asleep driving"),
                ),
                cues=(doc.Cue("escalates", "BRIEF interrupted"), doc.Cue("body", "BRIEF leans")),
            ),
        ),
        doc.Role("observers", "The observers", "observer", 3),
    ),
    checklist=(
        doc.Item("SHEET waits five seconds", "SHEET say nothing"),
        doc.Item("Asks an open question", "SHEET what brings you?", True),
    ),
    steps=(
        doc.Step("prebrief", "Welcome", 2, "SCRIPT welcome"),
        doc.Step("derole", "Out of the role", 2, "SCRIPT shake it out"),
    ),
    debrief=(doc.Question("player", "DEBRIEF how was it?"),),
    variations=(doc.Variant("harder", "VARIATION by telephone"),),
    guide=doc.Guide(
        "GUIDE setup", "GUIDE casting", "GUIDE passive", "GUIDE hints", "GUIDE time out",
        "GUIDE distress", "GUIDE pitfalls",
    ),
    topic_colour="amber",
    framing="Which door?",
    is_fictional=False,
    agreements=("We listen to the end.",),
    rounds=(doc.Round(8, 4, "Tell a story.", "Say it back.", 30),),
)  # fmt: skip
# What stands in nothing a student may read, whatever page, file or answer it is.
HIDDEN = ("BRIEF", "SHEET", "SCRIPT", "DEBRIEF", "VARIATION", "GUIDE")


def stored(course: Course, *, is_published: bool = True, **changes: Any) -> Scenario:
    """Return the scenario as rows; with an edition if it is published."""
    document = replace(WHOLE, **changes)
    scenario = Scenario(course=course, slug=document.slug, is_published=is_published)
    scenarios.write(scenario, document)
    if is_published:
        scenarios._publish(scenario, "", None)
    return scenario


def empty_fields(value: Any, at: str = "") -> Iterator[str]:
    """Yield the path of every field that holds nothing: there should be few in ``WHOLE``."""
    if isinstance(value, tuple) and value:
        for place, one in enumerate(value):
            yield from empty_fields(one, f"{at}[{place}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from empty_fields(getattr(value, field.name), f"{at}.{field.name}")
    elif value in ("", None, ()):
        yield at
