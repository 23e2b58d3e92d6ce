"""Counting what a cohort submitted: from ids, moments and flags to figures, never whose.

Small groups are held back here, by the one function that decides (accounts/suppression.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.staffing import Mentor, Staffing
from accounts.suppression import Figure, column
from curriculum.queries import Required

LATE_AFTER_DAYS = 5
MOST_DAYS = 10
WEEKS = 12


@dataclass(frozen=True)
class Wait:
    """A version that nobody has answered: which one, and since when."""

    version: UUID
    since: datetime


@dataclass
class Tally:
    """What the database counted of one reflection of one release."""

    submitted: int = 0
    late: int = 0
    passed: int = 0


@dataclass(frozen=True)
class Module:
    """One release in figures. None is a figure held back, for it could point at a person."""

    asked: Required
    due: int
    submitted: int
    late: int | None
    passed: int | None
    more_time: int | None
    open: int | None


@dataclass(frozen=True)
class Week:
    """One week, from its Monday; the last one goes until now."""

    starts_on: date
    submitted: int = 0
    answered: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Waits:
    """How many midnights each entry has waited that is not answered yet."""

    days: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.days)

    @property
    def late(self) -> int:
        return sum(days >= LATE_AFTER_DAYS for days in self.days)

    @property
    def by_day(self) -> list[int]:
        """Return how many wait since today, yesterday … the last one: ten days or more."""
        counts = [0] * (MOST_DAYS + 1)
        for days in self.days:
            counts[min(max(days, 0), MOST_DAYS)] += 1
        return counts


@dataclass(frozen=True)
class MentorLine:
    """One mentor's part of a cohort: how many students, how many entries wait with her."""

    mentor: Mentor
    waits: Waits

    @property
    def students(self) -> int:
        return len(self.mentor.students)


@dataclass
class Line:
    """One cohort at a glance."""

    cohort: Any
    waits: Waits
    weeks: list[Week]
    mentors: list[MentorLine]
    unheld: Waits
    students: int
    without_mentor: int
    modules: list[Module] = field(default_factory=list)
    passed: int | None = 0
    late: int | None = 0
    more_time: int | None = 0
    open: int | None = 0

    @property
    def due(self) -> int:
        return sum(module.due for module in self.modules)

    @property
    def submitted(self) -> int:
        return sum(module.submitted for module in self.modules)

    @property
    def away(self) -> list[Mentor]:
        return [line.mentor for line in self.mentors if line.mentor.lacks_cover]

    @property
    def has_gaps(self) -> bool:
        return any(module.passed is None for module in self.modules)


@dataclass
class Facts:
    """What was asked about one cohort."""

    asked: list[Required] = field(default_factory=list)
    # By release and reflection; by release.
    tallies: dict[tuple[int, UUID], Tally] = field(default_factory=dict)
    more_time: dict[int, int] = field(default_factory=dict)
    waits: list[Wait] = field(default_factory=list)
    # By what happened and the Monday of its week: BEGUN, AGAIN, ANSWERED, REPLACED.
    weeks: dict[tuple[str, date], int] = field(default_factory=dict)
    staff: Staffing = field(default_factory=Staffing)


# What can happen to a wait: the first version comes or a later one; it is answered or replaced.
BEGUN, AGAIN, ANSWERED, REPLACED = "begun", "again", "answered", "replaced"


# ------------------------------------------------------------------ what waits
def _waits(rows: Iterable[Wait], at: datetime) -> Waits:
    today = timezone.localdate(at)
    return Waits(tuple((today - timezone.localdate(one.since)).days for one in rows))


def line(cohort: Any, facts: Facts, holders: Mapping[UUID, set[UUID]], at: datetime) -> Line:
    """Return one cohort in figures. ``holders`` says who may answer each version that waits."""
    staff = facts.staff
    held = {one.version: holders.get(one.version, set()) for one in facts.waits}
    mentors = [
        MentorLine(mentor, _waits((one for one in facts.waits if who in held[one.version]), at))
        for who, mentor in staff.mentors.items()
    ]
    nobody = [one for one in facts.waits if not held[one.version] & staff.mentors.keys()]
    made = Line(
        cohort=cohort,
        waits=_waits(facts.waits, at),
        weeks=_weeks(facts, at),
        mentors=sorted(mentors, key=lambda one: (-one.waits.late, -len(one.waits))),
        unheld=_waits(nobody, at),
        students=len(staff.students),
        without_mentor=staff.without_mentor,
    )
    _count_modules(made, facts, at)
    return made


# ------------------------------------------------------------------ what was due
@dataclass
class _Count:
    """One release, counted; ``among`` is how many people were there when it was due."""

    asked: Required
    among: int
    due: int = 0
    submitted: int = 0
    late: int = 0
    passed: int = 0
    more_time: int = 0

    @property
    def open(self) -> int:
        return self.due - self.submitted - self.passed


HELD_BACK = ("late", "passed", "more_time", "open")


def _count_modules(made: Line, facts: Facts, at: datetime) -> None:
    """Fill in the figures of each release that is due, and their sums, small groups held back."""
    counts = [_count(one, facts) for one in facts.asked if one.due_at <= at]
    shown: dict[str, list[int | None]] = {}
    for name in HELD_BACK:
        figures = [Figure(getattr(one, name), one.among) for one in counts]
        shown[name], total = column(figures)
        setattr(made, name, total)
    made.modules = [
        Module(one.asked, one.due, one.submitted, **{name: shown[name][n] for name in HELD_BACK})
        for n, one in enumerate(counts)
    ]


def _count(asked: Required, facts: Facts) -> _Count:
    """Add up one release. Somebody who came later does not owe what was due before."""
    among = sum(since <= asked.due_at for since in facts.staff.students.values())
    tallies = [facts.tallies.get((asked.release, key), Tally()) for key in asked.keys]
    return _Count(
        asked,
        among,
        due=among * len(asked.keys),
        submitted=sum(one.submitted for one in tallies),
        late=sum(one.late for one in tallies),
        passed=sum(one.passed for one in tallies),
        more_time=facts.more_time.get(asked.release, 0),
    )


# ------------------------------------------------------------------ week by week
def mondays(at: datetime) -> list[date]:
    """Return the beginnings of the last weeks, the newest last, in the reader's zone."""
    today = timezone.localdate(at)
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=WEEKS - 1 - n) for n in range(WEEKS)]


def _weeks(facts: Facts, at: datetime) -> list[Week]:
    """Return the last weeks; what waited at the end of each follows backwards from today."""
    weeks, left = [], len(facts.waits)
    for start in reversed(mondays(at)):
        came, again, answered, replaced = (
            facts.weeks.get((kind, start), 0) for kind in (BEGUN, AGAIN, ANSWERED, REPLACED)
        )
        weeks.append(Week(start, came, answered, left))
        left += answered + replaced - came - again
    return weeks[::-1]
