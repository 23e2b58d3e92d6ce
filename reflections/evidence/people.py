"""Items 6 and 7: who stands ready to read, and how soon somebody in trouble was reached."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Cohort, Person
from accounts.routes import Route
from accounts.staffing import Staffing, staffing
from accounts.suppression import Figure, column
from reflections.evidence import facts
from reflections.evidence.blocks import is_few
from reflections.evidence.items import Item, Row
from reflections.evidence.periods import WATCHED, YEAR_BEGINS, Period, full_years

HOUR = timedelta(hours=1)
# Eight students each is what somebody can answer within a week.
MOST_STUDENTS = 8

MENTORS_SAYS = gettext_lazy(
    "Mentors of each running cohort today: how many, how many of them hold this year’s agreement, "
    "students for each (the middle one and the most), students without a mentor, mentors away "
    "today, and how many of those somebody covers. n is the number of mentors. Trainings are not "
    "kept here."
)
LOAD_SAYS = gettext_lazy("Mentors of the running cohorts today, each with her current students.")
CONCERNS_SAYS = gettext_lazy(
    "Concerns raised in the whole school by route, in years from July to June that are over: how "
    "many, and within how many hours half of them, and nine in ten, led to a first contact. n is "
    "the number of students. Never which, never by cohort, and no word of what it was about."
)


# ------------------------------------------------------------------ item 6
def staff_of(person: Person, cohorts: Sequence[Cohort]) -> dict[Cohort, Staffing]:
    """Return the people of the running cohorts among these. Two queries."""
    running = [cohort for cohort in cohorts if cohort.archived_at is None]
    found = staffing(person, running, timezone.now())
    return {cohort: found.get(cohort.pk, Staffing()) for cohort in running}


def mentors(staff: dict[Cohort, Staffing]) -> Item:
    """Return how many mentors there are and how many hold what they need."""
    signed, away, covered, without = (
        _told([count(one) for one in staff.values()])
        for count in (_signed, _away, _covered, _without)
    )
    rows = []
    for place, (cohort, one) in enumerate(staff.items()):
        loads = sorted(len(mentor.students) for mentor in one.mentors.values())
        rows.append(
            Row(
                [
                    cohort.name,
                    len(loads),
                    signed[0][place],
                    loads[(len(loads) - 1) // 2] if loads else "",
                    loads[-1] if loads else "",
                    without[0][place],
                    away[0][place],
                    covered[0][place],
                ]
            )
        )
    if len(rows) > 1:
        total = [_("All cohorts"), "", signed[1], "", "", without[1], away[1], covered[1]]
        rows.append(Row(total, is_sum=True))
    return Item(
        6,
        "mentors",
        _("Mentors"),
        MENTORS_SAYS,
        [
            _("Cohort"),
            _("n"),
            _("Agreement signed"),
            _("Students, median"),
            _("Students, most"),
            _("No mentor"),
            _("Away today"),
            _("Of these covered"),
        ],
        rows,
    )


def _told(parts: list[tuple[int, int]]) -> tuple[list[int | None], int | None]:
    """Return each (how many, and of the rest) as far as both are none or eight, and their sum."""
    cells = [None if is_few(n) or is_few(rest) else n for n, rest in parts]
    return cells, None if None in cells else sum(n or 0 for n in cells)


def _signed(one: Staffing) -> tuple[int, int]:
    n = sum(mentor.has_agreed for mentor in one.mentors.values())
    return n, len(one.mentors) - n


def _away(one: Staffing) -> tuple[int, int]:
    n = sum(mentor.is_away for mentor in one.mentors.values())
    return n, len(one.mentors) - n


def _covered(one: Staffing) -> tuple[int, int]:
    lacking = sum(mentor.is_away and mentor.lacks_cover for mentor in one.mentors.values())
    return _away(one)[0] - lacking, lacking


def _without(one: Staffing) -> tuple[int, int]:
    return one.without_mentor, 0  # how many students have one is told nowhere beside it


@dataclass(frozen=True)
class Load:
    """One mentor, and how many students are hers to answer in each of these cohorts."""

    name: str
    by_cohort: list[tuple[str, int]]

    @property
    def students(self) -> int:
        return sum(n for _cohort, n in self.by_cohort)


def loads(staff: dict[Cohort, Staffing]) -> list[Load]:
    """Return each mentor with her students, the most first."""
    found: dict[Any, Load] = {}
    for cohort, one in staff.items():
        for who, mentor in one.mentors.items():
            load = found.setdefault(who, Load(mentor.name, []))
            load.by_cohort.append((cohort.name, len(mentor.students)))
    return sorted(found.values(), key=lambda load: (-load.students, load.name))


# ------------------------------------------------------------------ item 7
@dataclass
class _Raised:
    """What was raised on one route in one year."""

    count: int = 0
    people: set[Any] = field(default_factory=set)
    hours: list[int] = field(default_factory=list)

    @property
    def is_small(self) -> bool:
        return Figure(self.count, len(self.people)).is_small

    def within(self, share: float) -> object:
        """Return within how many hours so many of all led to a contact; words where not."""
        if not self.count:
            return ""
        needed = math.ceil(share * self.count)
        found = sorted(self.hours)
        return found[needed - 1] if needed <= len(found) else _("not yet")


def concerns(period: Period) -> Item:
    """Return how many concerns took which route, and how soon. One query; none without a year."""
    years = full_years(period, timezone.localdate())
    raised = _raised(years) if years else {}
    rows: list[Row] = []
    for year in years:
        shown = [raised[year, route] for route in Route.values]
        for route, one in zip(Route, shown, strict=True):
            names = [_year_name(year), f"{route.letter} · {route.label}"]
            figures: list[object] = [None] * 4
            if not one.is_small:
                figures = [len(one.people), one.count, one.within(0.5), one.within(0.9)]
            rows.append(Row([*names, *figures]))
        whole = column([Figure(one.count, len(one.people)) for one in shown])[1]
        rows.append(Row([_year_name(year), _("all routes"), "", whole, "", ""], is_sum=True))
    return Item(
        7,
        "concerns",
        _("Concern routes"),
        CONCERNS_SAYS,
        [
            _("Year"),
            _("Route"),
            _("n"),
            _("Concerns"),
            _("Median hours"),
            _("90th centile, hours"),
        ],
        rows,
        [] if years else [_("No year from July to June is over in these months.")],
        names=2,
    )


def _year_name(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02}"


def _begins(year: int) -> datetime:
    return timezone.make_aware(datetime.combine(date(year, YEAR_BEGINS, 1), time()))


def _raised(years: Sequence[int]) -> dict[tuple[int, str], _Raised]:
    found: dict[tuple[int, str], _Raised] = defaultdict(_Raised)
    ends = {year: _begins(year + 1) for year in years}
    for route, opened, contact, student in facts.concerns(_begins(years[0]), ends[years[-1]]):
        year = next(year for year in years if opened < ends[year])
        one = found[year, route]
        one.count += 1
        one.people.add(student)
        if contact is not None and contact < ends[year] + WATCHED:
            one.hours.append(max((contact - opened) // HOUR, 0))
    return found


def kept_apart() -> Item:
    """Return the same item as those see it who are not to count concerns."""
    return Item(
        7,
        "concerns",
        _("Concern routes"),
        CONCERNS_SAYS,
        notes=[
            _("Counted for the whole school: the programme administrators see this item."),
        ],
    )
