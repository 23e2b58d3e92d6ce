"""The depth lenses: four ways of looking at a page, four steps each. Ours, and no scale.

The student goes first, the mentor may follow, either may skip. Nothing here adds up, on purpose:
there is no total, no average and no lens that counts more (practice.md 1.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST = 4
STEPS = (_("On the surface"), _("Opening"), _("Deepening"), _("Turning"))


@dataclass(frozen=True)
class Lens:
    """One lens: its name, what it asks where the name does not say it, what each step looks like.

    The words of a step say how a page reads, never how its writer is.
    """

    key: str
    name: Any
    asks: Any
    steps: tuple[Any, Any, Any, Any]


LENSES = (
    Lens(
        "being_there",
        _("Being there"),
        _("Is a person in the writing?"),
        (
            _("Could have been written by anyone present"),
            _("An “I” appears now and then"),
            _("The writer’s own stake is clear throughout"),
            _("Reader can see the writer watching themself"),
        ),
    ),
    Lens(
        "knot",
        _("The knot"),
        _("What did not fit?"),
        (
            _("No difficulty named"),
            _("A difficulty is named, then smoothed over"),
            _("The difficulty is held open"),
            _("More than one person’s side of it is held at once"),
        ),
    ),
    Lens(
        "feeling",
        _("Feeling"),
        "",
        (
            _("Absent, or a stock phrase"),
            _("Named"),
            _("Explored – where it came from, what it did"),
            _("Leads to an insight about self or other"),
        ),
    ),
    Lens(
        "meaning",
        _("Making meaning"),
        "",
        (
            _("Moral tacked on"),
            _("A personal lesson"),
            _("Linked to other experience, ideas, evidence"),
            _("An assumption is changed or deliberately confirmed, with a concrete next act"),
        ),
    ),
)
KEYS = tuple(lens.key for lens in LENSES)

# One person's steps on one version, by lens; a lens that was skipped is not in it.
Steps = Mapping[str, int]


def read(data: Mapping[str, Any]) -> dict[str, int | None]:
    """Return what a form says of each lens it names: a step, or None to skip it.

    ValueError for anything else.
    """
    said: dict[str, int | None] = {}
    for key in KEYS:
        if key in data:
            value = str(data[key])
            if value and value not in {str(step) for step in range(1, MOST + 1)}:
                raise ValueError(key)
            said[key] = int(value) if value else None
    return said


@dataclass(frozen=True)
class Option:
    """One step of one lens in a form, and who else stands there."""

    step: int
    name: Any
    words: Any
    is_mine: bool
    others: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One lens in a form."""

    lens: Lens
    options: tuple[Option, ...]

    @property
    def mine(self) -> Option | None:
        """Return the step chosen here; None where the lens was skipped."""
        return next((option for option in self.options if option.is_mine), None)


def rows(mine: Steps, others: Iterable[tuple[str, Steps]] = ()) -> list[Row]:
    """Return the four lenses with what was chosen; ``others`` are names and their steps."""
    beside = list(others)

    def option(lens: Lens, step: int) -> Option:
        there = tuple(name for name, steps in beside if steps.get(lens.key) == step)
        words = STEPS[step - 1], lens.steps[step - 1]
        return Option(step, *words, mine.get(lens.key) == step, there)

    return [Row(lens, tuple(option(lens, step) for step in range(1, MOST + 1))) for lens in LENSES]
