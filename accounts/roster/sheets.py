"""A list of two addresses a line, from a day until a day: who mentors whom, who evaluates whom.

Here is what both lists have in common: finding the columns, reading the cells, and the plan that is
looked at before anything happens. What a line would do is in ``pairs`` and ``evaluators``. Pure.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.days import FIRST_YEAR, LAST_YEAR
from accounts.roster.columns import plain
from accounts.roster.rows import Wrong, address, clean, folded_email, no_formula
from accounts.roster.table import Table

ADD, CHANGE, SAME, ERROR = "add", "change", "same", "error"
KINDS = (ERROR, ADD, CHANGE, SAME)
# Written without case, blanks and signs, in every language the portal speaks.
TITLES: dict[str, tuple[str, ...]] = {
    "student": ("studentemail", "student", "studentsemail", "studentmail", "learneremail",
                "learner", "email", "correodelestudiante", "correodelaestudiante", "estudiante",
                "alumno", "alumna", "correo"),
    "mentor": ("mentoremail", "mentor", "mentorsemail", "mentormail", "tutoremail", "tutor",
               "correodelmentor", "correodelamentora", "mentora"),
    "evaluator": ("evaluatoremail", "evaluator", "evaluatorsemail", "evaluatormail", "assessor",
                  "assessoremail", "supervisor", "supervisoremail", "evaluador", "evaluadora",
                  "correodelevaluador", "correodelaevaluadora"),
    "group": ("group", "groupname", "site", "block", "cohort", "cohortname", "grupo", "sede",
              "bloque", "cohorte", "promoción"),
    "first": ("from", "start", "starts", "startdate", "begin", "begins", "since", "firstday",
              "desde", "inicio", "comienza"),
    "last": ("to", "until", "end", "ends", "enddate", "lastday", "hasta", "fin", "termina"),
}  # fmt: skip
SEPARATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Someone:
    """Somebody in the cohort, as a list may name her."""

    id: UUID
    email: str
    name: str


@dataclass(frozen=True)
class Said:
    """What one line says; ``problem`` is the first thing wrong with it."""

    line: int
    student: str = ""
    other: str = ""
    group: str = ""
    first: date | None = None
    last: date | None = None
    problem: str | Promise = ""


@dataclass(frozen=True)
class Step:
    """One thing to be done: to the row ``row``, or with these two. No ``first`` means at once."""

    what: str
    row: int = 0
    other: UUID | None = None
    student: UUID | None = None
    first: date | None = None
    ends: datetime | None = None


@dataclass
class Line:
    """What one line would do, and how it is said."""

    said: Said
    names: list[str] = field(default_factory=list)
    kind: str = SAME
    says: list[str | Promise] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def wrong(self, sentence: str | Promise) -> None:
        """Make this line an error: nothing of it is done."""
        self.kind, self.says, self.steps = ERROR, [sentence], []


@dataclass(frozen=True)
class Sheet:
    """All lines of a list, in its order."""

    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(line.kind for line in self.lines)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def errors(self) -> list[Line]:
        return [line for line in self.lines if line.kind == ERROR]

    @property
    def steps(self) -> list[Step]:
        """Return everything to be done, line by line."""
        return [step for line in self.lines for step in line.steps]

    @property
    def fingerprint(self) -> str:
        """Return what stays equal as long as the same would happen."""
        told = [(line.said.line, line.kind, line.steps) for line in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def columns(header: Sequence[str], wanted: Sequence[str]) -> dict[str, int]:
    """Return the column of each of the ``wanted`` fields whose title is known."""
    titles = [plain(title) for title in header]
    found: dict[str, int] = {}
    for name in wanted:
        known = [title for title in TITLES[name] if title in titles]
        if known:
            found[name] = titles.index(known[0])
    return found


def read(table: Table, wanted: Mapping[str, int], other: str) -> list[Said]:
    """Return what every line says; ``other`` is the column beside the student’s."""
    return [_said(cells.line, cells.cells, wanted, other) for cells in table.rows]


def _said(line: int, cells: Sequence[str], wanted: Mapping[str, int], other: str) -> Said:
    said = {name: cells[number] if number < len(cells) else "" for name, number in wanted.items()}
    student, beside = said.get("student", ""), said.get(other, "")
    group = clean(said.get("group", ""))
    try:
        no_formula(group)
        first, last = _day(said.get("first", "")), _day(said.get("last", ""))
        if first and last and last < first:
            raise Wrong(_("It cannot end before it begins."))
        return Said(
            line,
            student=address(student) if clean(student) or not group else "",
            other=address(beside) if clean(beside) else "",
            group=group,
            first=first,
            last=last,
        )
    except Wrong as wrong:
        shown = folded_email(student)[:80], folded_email(beside)[:80]
        return Said(line, *shown, problem=wrong.args[0])


def _day(cell: str) -> date | None:
    """Return the day in a cell: 2026-11-22, as no other spelling means one day everywhere."""
    typed = clean(cell)
    if not typed:
        return None
    found = SEPARATED.fullmatch(typed)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        no_formula(cell)
        raise Wrong(
            _("“%(day)s” is no day we can read for certain. Write it as 2026-11-22.")
            % {"day": typed[:40]}
        )
    return day


def begins(day: date | None, zone: tzinfo, now: datetime) -> datetime:
    """Return when something begins that is said to begin on a day: never in the past."""
    return max(datetime.combine(day, time(), zone), now) if day else now


def ends(day: date | None, zone: tzinfo) -> datetime | None:
    """Return when something ends whose last day this is."""
    return datetime.combine(day + timedelta(days=1), time(), zone) if day else None
