"""What the library can be narrowed by: groups of boxes, and how many scenarios each would leave.

What is known of a scenario here is one row of ``FACTS``, in their order.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from curriculum.models import Scenario

SHORT, MIDDLING = 20, 30
SIZES = {"1": (1, 1), "2": (2, 3), "4": (4, 4), "5": (5, 5), "6": (6, 6), "7": (7, 10_000)}
# More boxes than these stand in a fold; what is rarer than the most common is found by words.
SHOWN, FOLD, MOST = 8, 3, 24

Values = tuple[str, ...]


def place_of(setting: str) -> str:
    """Return the place of a setting, without the hour: "Ward station" of "Ward station, 03:05"."""
    return setting.partition(",")[0].strip()


def _length(*minutes: int) -> Values:
    total = sum(minutes)
    if total <= SHORT:
        return ("short",)
    return ("middling",) if total <= MIDDLING else ("long",)


def _sizes(fewest: int, most: int) -> Values:
    """Return every size of a group that can play it."""
    return tuple(key for key, (low, high) in SIZES.items() if fewest <= high and most >= low)


@dataclass(frozen=True)
class Group:
    """One thing to narrow by: the columns it looks at, and what a scenario is by what they say."""

    columns: tuple[str, ...]
    of: Callable[..., Values]


MINUTES = ("minutes_prepare", "minutes_play", "minutes_debrief")
# In their order on the page.
FACETS: dict[str, Group] = {
    "skill": Group(("skill",), lambda skill: (skill,)),
    "setting": Group(("setting",), lambda setting: (place_of(setting),)),
    "level": Group(("level",), lambda level: (str(level),)),
    "minutes": Group(MINUTES, _length),
    "people": Group(("people_min", "people_max"), _sizes),
    "intensity": Group(("intensity",), lambda intensity: (str(intensity),)),
    "note": Group(("content_note",), lambda note: ("with",) if note.strip() else ("without",)),
    "kind": Group(("kind",), lambda kind: (kind,)),
}
FACTS = tuple(column for group in FACETS.values() for column in group.columns)


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

    @property
    def shown(self) -> list[Choice]:
        """Return the boxes that stand there at once: all, unless there are many."""
        return self.choices[:SHOWN] if self._is_long else self.choices

    @property
    def folded(self) -> list[Choice]:
        """Return the boxes behind "more of them"."""
        return self.choices[SHOWN:] if self._is_long else []

    @property
    def is_open(self) -> bool:
        """Tell whether one of the folded boxes is ticked."""
        return any(choice.is_chosen for choice in self.folded)

    @property
    def _is_long(self) -> bool:
        return len(self.choices) >= SHOWN + FOLD


@dataclass(frozen=True)
class Taken:
    """Something the library is narrowed by now, and the query string without it."""

    label: str
    without: str


@dataclass
class Narrowing:
    """What was asked for: words, and the ticked boxes of each group."""

    find: str = ""
    chosen: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, find: str, chosen: Mapping[str, Iterable[str]]) -> "Narrowing":
        """Return what was asked, without what no group knows."""
        return cls(find, {name: set(chosen.get(name, ())) for name in FACETS})

    @property
    def is_narrow(self) -> bool:
        return bool(self.find) or any(self.chosen.values())

    def query(self, but: tuple[str, str] = ("", "")) -> str:
        """Return it as a query string, without one group's value (or the words: ``("q", …)``)."""
        pairs = [("q", self.find)] if self.find and but[0] != "q" else []
        for name, values in self.chosen.items():
            pairs += [(name, value) for value in sorted(values) if (name, value) != but]
        return urlencode(pairs)


def sift(
    rows: Sequence[Sequence[Any]], holding: Sequence[int], asked: Narrowing
) -> tuple[list[int], list[Facet]]:
    """Return the places of the rows that fit, and every facet with its counts.

    Within a group any ticked box will do, between groups all must; each box counts what it would
    leave beside the other groups. ``holding``: the places of the rows with the words looked for.
    """
    columns = dict(zip(FACTS, zip(*rows, strict=True), strict=True)) if rows else {}
    # What each row says to each group, and what that makes it: worked out once for all who agree.
    said: dict[str, list[Any]] = {
        name: list(zip(*(columns.get(one, ()) for one in group.columns), strict=True))
        for name, group in FACETS.items()
    }
    made = {name: {key: FACETS[name].of(*key) for key in set(keys)} for name, keys in said.items()}
    passing = {
        name: {key for key, values in made[name].items() if ticked.intersection(values)}
        for name, ticked in asked.chosen.items()
        if ticked
    }

    def fitting(but: str = "") -> list[int]:
        asking = [(said[name], keys) for name, keys in passing.items() if name != but]
        return [at for at in holding if all(saying[at] in keys for saying, keys in asking)]

    def counted(name: str, places: Iterable[int]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for key, number in Counter(map(said[name].__getitem__, places)).items():
            for value in made[name][key]:
                counts[value] += number
        return counts

    found = fitting()
    facets = []
    for name in FACETS:
        there = counted(name, range(len(rows)))
        beside = fitting(but=name) if name in passing else found
        left = there if len(beside) == len(rows) else counted(name, beside)
        facets.append(_facet(name, there, left, asked))
    return found, facets


def _facet(name: str, there: Counter[str], counts: Counter[str], asked: Narrowing) -> Facet:
    title, labels = _labels(name)
    # Words of the authors' own: the most common first; what the house named: in its own order.
    ticked = asked.chosen[name]
    ordered = [value for value in labels if there[value]] if labels else _common(there, ticked)
    choices = [
        Choice(value, labels.get(value, value), counts[value], value in ticked) for value in ordered
    ]
    return Facet(name, title, choices)


def _common(there: Counter[str], ticked: set[str]) -> list[str]:
    """Return the most common values, and with them every one that is ticked."""
    ordered = [value for value, _number in there.most_common() if value]
    return ordered[:MOST] + [value for value in ordered[MOST:] if value in ticked]


def _labels(name: str) -> tuple[str, dict[str, str]]:
    """Return the title of a facet and, where the house named them, its values in order."""
    match name:
        case "level":
            return _("Level"), {str(one.value): str(one.label) for one in Scenario.Level}
        case "minutes":
            return _("Minutes"), {
                "short": _("Up to %(most)d") % {"most": SHORT},
                "middling": _("%(least)d to %(most)d") % {"least": SHORT + 1, "most": MIDDLING},
                "long": _("Over %(least)d") % {"least": MIDDLING},
            }
        case "people":
            return _("Group size"), {
                "1": _("On your own"), "2": _("2 or 3"), "4": "4", "5": "5", "6": "6",
                "7": _("7 or more"),
            }  # fmt: skip
        case "intensity":
            return _("Feeling"), {str(one.value): str(one.label) for one in Scenario.Intensity}
        case "note":
            return _("Content note"), {"without": _("None needed"), "with": _("Has one")}
        case "kind":
            kinds = {one.value: str(one.label) for one in Scenario.Kind}
            return _("Kind"), {value: label.capitalize() for value, label in kinds.items()}
        case "setting":
            return _("Setting"), {}
        case _:
            return _("Skill"), {}


def taken(asked: Narrowing, facets: Iterable[Facet]) -> list[Taken]:
    """Return what the library is narrowed by, each with a way to take it back."""
    words = _("“%(words)s”") % {"words": asked.find}
    found = [Taken(words, asked.query(but=("q", "")))] if asked.find else []
    for facet in facets:
        found += [
            Taken(f"{facet.label}: {choice.label}", asked.query(but=(facet.name, choice.value)))
            for choice in facet.choices
            if choice.is_chosen
        ]
    return found
