"""Item 5: role-play. Rehearsals that were held, and how many played or watched each skill. Pure.

Like pieces of work, rehearsals are shown in blocks (decision 0032). Those of one cohort and one
skill are taken in the order in which they closed, and put together until eight different students
took part. What is left over waits for the next. So a block does not depend on what is asked, and
never changes. A student counts in the block in which she first took part, played or watched: what
is added up is then students, and never the same one twice. Fewer than eight of them count in the
next block in which they are eight together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Cohort
from accounts.suppression import THRESHOLD
from curriculum.rehearsed import Held
from reflections.evidence.blocks import is_few
from reflections.evidence.items import Cell, Item, Row
from reflections.evidence.periods import Period

SAYS = gettext_lazy(
    "Rehearsals and dialogues that were closed in these months, by cohort and skill: sessions, the "
    "scenarios used, their planned hours (each session once), and how many students took part in "
    "the skill for the first time: n, and of these for the first time as a player and as an "
    "observer. Sessions are put together, in their order, until eight different students took "
    "part, and count in the month in which the last of them closed. Students new to something "
    "count with the next ones until they are eight. Sites are not told apart."
)


@dataclass
class Played:
    """What was counted of some sessions. Sums of it are of the same kind."""

    sessions: int = 0
    minutes: int = 0
    scenarios: set[str] = field(default_factory=set)
    # For the first time in this skill, in this cohort.
    students: int = 0
    played: int = 0
    observed: int = 0
    # Of which of these three some were too few to count here.
    few: frozenset[str] = frozenset()

    def __add__(self, other: "Played") -> "Played":
        return Played(
            self.sessions + other.sessions,
            self.minutes + other.minutes,
            self.scenarios | other.scenarios,
            self.students + other.students,
            self.played + other.played,
            self.observed + other.observed,
            self.few | other.few,
        )

    def people(self) -> list[Cell]:
        """Return how many took part, played and observed; None where they are too few so far."""
        found = {name: getattr(self, name) for name in ("students", "played", "observed")}
        return [None if not n and name in self.few else n for name, n in found.items()]


@dataclass(frozen=True)
class Sessions:
    """A block: so many sessions of one skill of one cohort, that eight students were in them.

    ``closed_on`` is the day of the last; ``tally`` is None where eight have not come together yet.
    """

    cohort: Cohort
    skill: str
    closed_on: date
    sessions: int
    tally: Played | None


def blocks(cohorts: Sequence[Cohort], held: Iterable[Held]) -> list[Sessions]:
    """Return the blocks of these cohorts, by cohort and skill; ``held`` in order of closing."""
    known = {cohort.pk: cohort for cohort in cohorts}
    by_skill: dict[tuple[int, str], list[Held]] = {}
    for one in held:
        by_skill.setdefault((one.cohort, one.skill), []).append(one)
    order = {cohort.pk: place for place, cohort in enumerate(cohorts)}
    made: list[Sessions] = []
    for cohort, skill in sorted(by_skill, key=lambda key: (order[key[0]], key[1].casefold())):
        made += _chained(known[cohort], skill, by_skill[cohort, skill])
    return made


def _chained(cohort: Cohort, skill: str, held: list[Held]) -> list[Sessions]:
    made: list[Sessions] = []
    before = {"students": _Known(), "played": _Known(), "observed": _Known()}
    waiting: list[Held] = []
    for one in held:
        waiting.append(one)
        if len(frozenset().union(*(other.people for other in waiting))) >= THRESHOLD:
            tally = _tally(waiting, before)
            made.append(Sessions(cohort, skill, _day(cohort, one), len(waiting), tally))
            waiting = []
    if waiting:
        made.append(Sessions(cohort, skill, _day(cohort, waiting[-1]), len(waiting), None))
    return made


def _day(cohort: Cohort, one: Held) -> date:
    return timezone.localdate(one.closed_at, ZoneInfo(cohort.time_zone))


@dataclass
class _Known:
    """Who did something before, and how many of them no block counts yet."""

    people: set[Any] = field(default_factory=set)
    waiting: int = 0

    def firsts(self, here: Iterable[Any]) -> int:
        """Return how many are new among those ``here``, once they are eight."""
        new = set(here) - self.people
        self.people |= new
        self.waiting += len(new)
        if is_few(self.waiting):
            return 0
        told, self.waiting = self.waiting, 0
        return told


def _tally(held: list[Held], before: dict[str, _Known]) -> Played:
    """Count a block; those it counts are added to those counted ``before``."""
    firsts: dict[str, int] = {}
    for part, known in before.items():
        of = "people" if part == "students" else part
        firsts[part] = known.firsts(frozenset().union(*(getattr(one, of) for one in held)))
    return Played(
        len(held),
        sum(one.minutes for one in held),
        {one.scenario for one in held},
        **firsts,
        few=frozenset(part for part, known in before.items() if known.waiting),
    )


def in_period(found: Iterable[Sessions], period: Period) -> list[Sessions]:
    """Return the blocks of which the last session closed in these months."""
    return [block for block in found if period.holds(block.closed_on)]


def item(found: Sequence[Sessions]) -> Item:
    """Return item 5: a row for each cohort and skill, sums by cohort and of all."""
    rows: list[Row] = []
    for cohort in dict.fromkeys(block.cohort for block in found):
        mine = [block for block in found if block.cohort == cohort]
        skills = list(dict.fromkeys(block.skill for block in mine))
        rows += [_row([cohort.name, one], [b for b in mine if b.skill == one]) for one in skills]
        if len(skills) > 1:
            rows.append(_row([cohort.name, _("all skills")], mine, is_sum=True))
    if len({block.cohort for block in found}) > 1:
        for skill in sorted({block.skill for block in found}, key=str.casefold):
            mine = [block for block in found if block.skill == skill]
            rows.append(_row([_("All cohorts"), skill], mine, is_sum=True))
        rows.append(_row([_("All cohorts"), _("all skills")], found, is_sum=True))
    return Item(
        5,
        "roleplay",
        _("Role-play"),
        SAYS,
        [
            _("Cohort"),
            _("Skill"),
            _("Sessions"),
            _("Scenarios used"),
            _("Hours"),
            _("n"),
            _("Played"),
            _("Observed"),
        ],
        rows,
        _waiting(sum(block.sessions for block in found if block.tally is None)),
        names=2,
    )


def _row(names: list[str], found: Sequence[Sessions], *, is_sum: bool = False) -> Row:
    whole, shown = Played(), False
    for block in found:
        if block.tally is not None:
            whole, shown = whole + block.tally, True
    if not shown:
        return Row([*names, *[None] * 6], is_sum)
    # A student may be new to several skills: of a sum over them no number of people is told.
    people = whole.people()
    if is_sum and len({block.skill for block in found}) > 1:
        people = [""] * 3
    hours = round(whole.minutes / 60, 1)
    return Row([*names, whole.sessions, len(whole.scenarios), hours, *people], is_sum)


def _waiting(n: int) -> list[str]:
    if not n:
        return []
    said = ngettext(
        "%(n)s session is in no row and no sum: fewer than %(few)s students took part so far.",
        "%(n)s sessions are in no row and no sum: fewer than %(few)s students took part so far.",
        n,
    )
    return [said % {"n": n, "few": THRESHOLD}]
