"""Every right of everybody in and beside the cast to every row there is, held to a written list.

``rights.txt`` says, for each model and action, which circles of people there are and over how many
rows each has the right. It is longer and duller than docs/visibility.md and is not written by hand:
after a change of the rules that is meant, ``pytest tests/house/test_rights.py --rewrite-rights``
writes it again, and the difference is read like code.
"""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from accounts.policy import Policy, policies
from tests import make, standing
from tests import world as worlds
from tests.house import matrix
from tests.house.shadows import Shadows
from tests.house.shadows_apart import Apart

LIST = Path(__file__).parent / "rights.txt"
People = dict[str, Person]


def _circles(people: People, model: type, action: str) -> Counter[str]:
    """Return how many rows each circle of people has this right over."""
    now = timezone.now()
    may: dict[object, list[str]] = {pk: [] for pk in model.objects.values_list("pk", flat=True)}
    for name, person in sorted(people.items()):
        for pk in model.objects.visible_to(person, action, at=now).values_list("pk", flat=True):
            may[pk].append(name)
    everybody = sorted(name for name, one in people.items() if one.is_active)
    said = (["everybody"] if names == everybody else names for names in may.values())
    return Counter(" ".join(names) or "nobody" for names in said)


def _labels() -> list[str]:
    return sorted(policy.model._meta.label for policy in policies())


def _policy(label: str) -> Policy:
    return next(policy for policy in policies() if policy.model._meta.label == label)


def _lines(people: People, policy: Policy) -> list[str]:
    lines = []
    for action in sorted(policy.may):
        circles = _circles(people, policy.model, action)
        lines += [f"{policy.model._meta.label} {action}"]
        lines += [f"    {count} × {names}" for names, count in sorted(circles.items())]
    return lines


@cache
def _written() -> dict[str, list[str]]:
    """Return the lines of the list by the model they are about."""
    found: dict[str, list[str]] = {}
    label = ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        label = label if line.startswith(" ") else line.split()[0]
        found.setdefault(label, []).append(line)
    return found


def _furnish() -> People:
    world = worlds.build()
    matrix.furnish(world)
    for lesson in world.release.version.lessons.all()[:1]:
        make.step(lesson=lesson)
        lesson.version.objectives.create(position=1, text="To sit down.")
    return world.people | Apart(Shadows(world)).shadows.people


@pytest.fixture(scope="module")
def _furnished(django_db_setup: None, django_db_blocker) -> Iterator[People]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing.built(_furnish)
        transaction.set_rollback(True)


@pytest.fixture
def furnished(_furnished: People, db: None) -> People:
    """Return everybody there is, with a row of every model.

    Rows are added for what docs/visibility.md speaks of, and people for every half of a right.
    """
    return _furnished


@pytest.mark.parametrize("label", _labels())
def test_rights_are_the_written_ones(furnished, request, label) -> None:
    if not request.config.getoption("--rewrite-rights"):
        assert _lines(furnished, _policy(label)) == _written().get(label)


def test_the_list_speaks_of_every_model(furnished, request) -> None:
    if request.config.getoption("--rewrite-rights"):
        said = [line for label in _labels() for line in _lines(furnished, _policy(label))]
        LIST.write_text("\n".join(said) + "\n", encoding="utf-8")
        _written.cache_clear()
    assert sorted(_written()) == _labels()


def test_world_has_a_row_of_every_model_with_rules(furnished) -> None:
    empty = [p.model.__name__ for p in policies() if not p.model.objects.exists()]
    assert empty == []
