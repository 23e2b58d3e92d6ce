"""Every right of everybody in and beside the cast to every row there is, held to a written list.

``rights.txt`` says, for each model and action, which circles of people there are and over how many
rows each has the right. It is longer and duller than docs/visibility.md and is not written by hand:
after a change of the rules that is meant, ``pytest tests/house/test_rights.py --rewrite-rights``
writes it again, and the difference is read like code.
"""

from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Person
from accounts.policy import policies
from tests import make
from tests.house import matrix
from tests.house.shadows import Shadows
from tests.world import World

LIST = Path(__file__).parent / "rights.txt"


def _circles(people: dict[str, Person], model: type, action: str) -> Counter[str]:
    """Return how many rows each circle of people has this right over."""
    now = timezone.now()
    may: dict[object, list[str]] = {pk: [] for pk in model.objects.values_list("pk", flat=True)}
    for name, person in sorted(people.items()):
        for pk in model.objects.visible_to(person, action, at=now).values_list("pk", flat=True):
            may[pk].append(name)
    everybody = sorted(name for name, one in people.items() if one.is_active)
    said = (["everybody"] if names == everybody else names for names in may.values())
    return Counter(" ".join(names) or "nobody" for names in said)


def _lines(people: dict[str, Person]) -> list[str]:
    lines = []
    for policy in sorted(policies(), key=lambda policy: policy.model._meta.label):
        for action in sorted(policy.may):
            circles = _circles(people, policy.model, action)
            lines += [f"{policy.model._meta.label} {action}"]
            lines += [f"    {count} × {names}" for names, count in sorted(circles.items())]
    return lines


@pytest.fixture
def furnished(standing_world: World) -> dict[str, Person]:
    """Return everybody there is, with a row of every model.

    Rows are added for what docs/visibility.md speaks of, and people for every half of a right.
    """
    for find, _action in matrix.THINGS.values():
        find(standing_world)
    for lesson in standing_world.release.version.lessons.all()[:1]:
        make.step(lesson=lesson)
        lesson.version.objectives.create(position=1, text="To sit down.")
    return standing_world.people | Shadows(standing_world).people


def test_rights_are_the_written_ones(furnished, request) -> None:
    said = "\n".join(_lines(furnished)) + "\n"
    if request.config.getoption("--rewrite-rights"):
        LIST.write_text(said, encoding="utf-8")
    assert said.splitlines() == LIST.read_text(encoding="utf-8").splitlines()


def test_world_has_a_row_of_every_model_with_rules(furnished) -> None:
    empty = [p.model.__name__ for p in policies() if not p.model.objects.exists()]
    assert empty == []
