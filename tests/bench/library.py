"""A library of scenarios: twenty, or two thousand, no two alike in what they can be narrowed by."""

import random
from typing import Any

from curriculum.models import Scenario
from curriculum.queries import library

FEW, MANY = 20, 2_000
# It stands in a fifth of the briefs.
WORD = "lantern"

_dice = random.Random(20261122)  # noqa: S311 - the same scenarios every time, not a secret
SKILLS = [f"Skill {number}" for number in range(30)]
SETTINGS = [f"Ward {number}" for number in range(60)]
PROSE = "She has waited for six hours, and he has asked at the desk four times. " * 8


def write(course: Any, number: int) -> None:
    """Put this many scenarios more into the library of a course."""
    since = Scenario.objects.count()
    Scenario.objects.bulk_create(_scenario(course, since + place) for place in range(number))


def _scenario(course: Any, place: int) -> Scenario:
    fewest = _dice.randint(1, 6)
    made = Scenario(
        course=course, slug=f"bench-{place}", position=place, title=f"Scenario {place}",
        summary="A door, a silence, a first word", skill=_dice.choice(SKILLS),
        setting=f"{_dice.choice(SETTINGS)}, {place % 24:02}:00", level=_dice.randint(1, 3),
        intensity=_dice.randint(1, 3), minutes_prepare=_dice.randint(0, 6),
        minutes_play=_dice.randint(3, 12), minutes_debrief=_dice.randint(0, 20),
        people_min=fewest, people_max=fewest + _dice.randint(0, 3),
        content_note=_dice.choice(["", "Cancer.", "A death, told to a son."]),
        kind=_dice.choice(["roleplay", "roleplay", "dialogue", "encounter"]),
        aims="Wait.\nName a feeling.\nSay what happens next.", you_are="the intern.",
        brief=PROSE if place % 5 else f"{PROSE} {WORD}", is_published=True,
    )  # fmt: skip
    # As it would be had each been published.
    made.listed = {name: getattr(made, name) for name in library.LISTED}
    made.searched = library.folded("\n".join(getattr(made, name) for name in library.SEARCHED))
    return made
