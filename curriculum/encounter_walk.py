"""One way through a practice, from the choices that were made. Pure; it is kept nowhere.

A way is told by the ids of its choices. The page carries it along; the server forgets it as soon
as it has answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from curriculum.encounter_document import RATINGS, SKILLS, TRAPS, Choice, Encounter, Node

LONGEST_WAY = 200
MOST_EARLIER = 3


@dataclass(frozen=True)
class Step:
    """What was chosen at one moment."""

    node: Node
    choice: Choice

    @property
    def rating(self) -> str | Promise:
        """Return what the choice did, in words."""
        return RATINGS[self.choice.rating]

    @property
    def skills(self) -> list[str | Promise]:
        return [SKILLS[tag] for tag in self.choice.tags if tag in SKILLS]

    @property
    def traps(self) -> list[str | Promise]:
        return [TRAPS[tag] for tag in self.choice.tags if tag in TRAPS]

    @property
    def others(self) -> list["Step"]:
        """Return what else could have been chosen there."""
        return [Step(self.node, one) for one in self.node.choices if one != self.choice]


@dataclass(frozen=True)
class Walk:
    """A way so far, and where it stands. ``is_cut``: the rest of what was sent is not there."""

    steps: tuple[Step, ...]
    node: Node
    is_cut: bool = False

    @property
    def path(self) -> str:
        """Return the way as the page carries it along."""
        return _path(self.steps)

    @property
    def skills(self) -> list[str | Promise]:
        """Return the skills that were used on the way, each once, in that order."""
        return list(dict.fromkeys(one for step in self.steps for one in step.skills))

    @property
    def recap(self) -> list[str | Promise]:
        """Return the skills its ending was about."""
        return [SKILLS[tag] for tag in self.node.recap if tag in SKILLS]


@dataclass(frozen=True)
class Parting:
    """Two ways that ended: what they share, and what each did after that."""

    alike: tuple[Step, ...]
    earlier: tuple[Step, ...]
    now: tuple[Step, ...]
    earlier_ending: Node

    @property
    def next_number(self) -> int:
        """Return the number of the decision at which they parted."""
        return len(self.alike) + 1


def walk(encounter: Encounter, path: str) -> Walk:
    """Follow ``path`` as far as it leads."""
    nodes = encounter.by_id
    here = nodes[encounter.start]
    steps: list[Step] = []
    ids = path.split()[: LONGEST_WAY + 1]
    for name in ids:
        choice = next((one for one in here.choices if one.id == name), None)
        if choice is None or len(steps) == LONGEST_WAY:
            return Walk(tuple(steps), here, is_cut=True)
        steps.append(Step(here, choice))
        here = nodes[choice.next]
    return Walk(tuple(steps), here)


@dataclass(frozen=True)
class Turn:
    """What the page shows after a tap. ``is_said``: what the last choice does, before going on."""

    walk: Walk
    earlier: tuple[Walk, ...] = ()
    is_said: bool = False

    @property
    def is_over(self) -> bool:
        return self.walk.node.is_ending and not self.is_said

    @property
    def number(self) -> int:
        """Return which decision of the way this is."""
        return len(self.walk.steps) + (not self.is_said)

    @property
    def last(self) -> Step | None:
        return self.walk.steps[-1] if self.walk.steps else None

    @property
    def partings(self) -> list["Parting"]:
        """Return each earlier way beside this one, the newest first."""
        others = [one for one in self.earlier if one.path != self.walk.path]
        return [compare(one, self.walk) for one in reversed(others)]


def take(
    encounter: Encounter,
    *,
    path: str = "",
    earlier: Iterable[str] = (),
    choose: str = "",
    do: str = "",
) -> Turn:
    """Return where a tap leads from a way: to what a choice does, on, back, or to begin again.

    ``do`` is "on", "back", "again", or the number of a decision to try otherwise. A way that came
    to an ending is kept beside the new one while the page is open.
    """
    here = walk(encounter, path)
    if choose:
        chosen = walk(encounter, f"{here.path} {choose}")
        return Turn(chosen, ended(encounter, earlier), is_said=not chosen.is_cut)
    if do == "again" or do.isdecimal():
        steps = here.steps[: int(do[:4])] if do != "again" else ()
        return Turn(walk(encounter, _path(steps)), ended(encounter, [*earlier, here.path]))
    if do == "back":
        here = walk(encounter, _path(here.steps[:-1]))
    return Turn(here, ended(encounter, earlier))


def _path(steps: Iterable[Step]) -> str:
    return " ".join(step.choice.id for step in steps)


def ended(encounter: Encounter, paths: Iterable[str]) -> tuple[Walk, ...]:
    """Return the newest of these ways that came to an ending, each once."""
    ways = [walk(encounter, path) for path in dict.fromkeys(paths)]
    return tuple(way for way in ways if way.node.is_ending and not way.is_cut)[-MOST_EARLIER:]


def compare(earlier: Walk, now: Walk) -> Parting:
    """Lay an earlier way beside this one."""
    alike = 0
    for one, other in zip(earlier.steps, now.steps, strict=False):
        if one != other:
            break
        alike += 1
    return Parting(now.steps[:alike], earlier.steps[alike:], now.steps[alike:], earlier.node)
