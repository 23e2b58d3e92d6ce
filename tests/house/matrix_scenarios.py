"""What a scenario is made of, in the table of docs/visibility.md."""

from collections.abc import Callable
from typing import Any

from curriculum.models import Scenario
from tests.curriculum import a_scenario


def _stored(world: Any, is_published: bool = True) -> Scenario:
    course = world.release.version.module.course
    there = course.scenarios.filter(slug=a_scenario.WHOLE.slug, is_published=is_published).first()
    return there or a_scenario.stored(
        course,
        is_published=is_published,
        **({} if is_published else {"slug": "not-out"}),
    )


def _brief(world: Any) -> Any:
    return _stored(world).roles.get(key="mr-calder").brief


SCENARIOS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a role of a scenario, as it is written": (lambda w: _stored(w).roles.first(), "read"),
    "what its player alone may know": (_brief, "read"),
    "what its player alone may know, to change": (_brief, "change"),
    "the facilitator guide": (lambda w: _stored(w).guide, "read"),
    "the facilitator guide before it is out": (
        lambda w: _stored(w, is_published=False).guide,
        "read",
    ),
    "an edition of a scenario": (lambda w: _stored(w).editions.get(), "read"),
    "an edition of a scenario, to publish": (lambda w: _stored(w).editions.get(), "add"),
}
