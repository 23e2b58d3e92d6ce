"""The scenario library: its index with what it can be narrowed by, and one scenario's page."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from curriculum.models import Lesson, Scenario

# Where a search looks: nothing else of a scenario is known to this table.
SEARCHED = ("title", "summary", "skill", "setting", "for_whom", "you_are", "brief", "aims")
SHORT, MIDDLING = 20, 30


def _length(scenario: Scenario) -> str:
    if scenario.minutes <= SHORT:
        return "short"
    return "middling" if scenario.minutes <= MIDDLING else "long"


# Each thing the library can be narrowed by, and what a scenario is under it.
FACETS: dict[str, Callable[[Scenario], str]] = {
    "skill": lambda one: one.skill,
    "level": lambda one: str(one.level),
    "minutes": _length,
    "kind": lambda one: one.kind,
}


@dataclass(frozen=True)
class Choice:
    """One box to tick, with how many scenarios it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """One group of boxes."""

    name: str
    label: str
    choices: list[Choice]


@dataclass
class Library:
    """What the index shows."""

    rows: list[Scenario]
    facets: list[Facet]
    total: int
    shortest: int = 0
    longest: int = 0
    find: str = ""
    chosen: dict[str, set[str]] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.find) or any(self.chosen.values())


def library(person: Person, find: str, chosen: Mapping[str, list[str]]) -> Library:
    """Return the scenarios this person may read, narrowed as asked. One query.

    Within a group any ticked box will do, between groups all must; each box counts what it would
    leave beside the other groups.
    """
    every = list(Scenario.objects.visible_to(person).order_by("position", "pk"))
    asked = {name: set(chosen.get(name, ())) for name in FACETS}
    words = find.casefold().split()
    found = [one for one in every if _holds(one, words)]
    minutes = [one.minutes for one in every] or [0]
    return Library(
        rows=[one for one in found if _fits(one, asked)],
        facets=[_facet(name, every, found, asked) for name in FACETS],
        total=len(every),
        shortest=min(minutes),
        longest=max(minutes),
        find=find,
        chosen=asked,
    )


def _holds(scenario: Scenario, words: list[str]) -> bool:
    text = " ".join(getattr(scenario, name) for name in SEARCHED).casefold()
    return all(word in text for word in words)


def _fits(scenario: Scenario, asked: dict[str, set[str]], but: str = "") -> bool:
    return all(
        not wanted or name == but or FACETS[name](scenario) in wanted
        for name, wanted in asked.items()
    )


def _facet(
    name: str, every: list[Scenario], found: list[Scenario], asked: dict[str, set[str]]
) -> Facet:
    labels: dict[str, str] = {
        "skill": {one.skill: one.skill for one in every},
        "level": {str(level): str(level.label) for level in Scenario.Level},
        "minutes": {
            "short": _("Up to %(most)d") % {"most": SHORT},
            "middling": _("%(least)d to %(most)d") % {"least": SHORT + 1, "most": MIDDLING},
            "long": _("Over %(least)d") % {"least": MIDDLING},
        },
        "kind": {kind.value: str(kind.label).capitalize() for kind in Scenario.Kind},
    }[name]
    titles = {
        "skill": _("Skill"), "level": _("Level"), "minutes": _("Minutes"), "kind": _("Kind")
    }  # fmt: skip
    of = FACETS[name]
    there = {of(one) for one in every}
    counts = Counter(of(one) for one in found if _fits(one, asked, but=name))
    choices = [
        Choice(value, label, counts[value], value in asked[name])
        for value, label in labels.items()
        if value in there
    ]
    return Facet(name, titles[name], choices)


def scenario(person: Person, slug: str) -> Scenario | None:
    """Return one scenario this person may read. One query."""
    rows = Scenario.objects.visible_to(person).with_right("change", person)
    return rows.select_related("course").filter(slug=slug).first()


def modules_with(person: Person, slug: str) -> list[dict[str, Any]]:
    """Return address and title of each module in which this person meets it. One query."""
    lessons = Lesson.objects.visible_to(person).filter(scenario=slug)
    rows = lessons.values_list("version__module__slug", "version__title", "version__label")
    newest = {
        module: {"slug": module, "title": title, "label": label}
        for module, title, label in rows.order_by("version__module__position", "version__number")
    }
    return list(newest.values())
