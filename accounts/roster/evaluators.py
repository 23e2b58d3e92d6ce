"""A list of evaluators to what it would do: whom it keeps from reading whom, and until when. Pure.

A line names one student, or a group or the whole cohort: then everybody who is in it now.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.apart import overlap
from accounts.roster.sheets import (
    ADD,
    CHANGE,
    ERROR,
    Line,
    Said,
    Sheet,
    Someone,
    Step,
    begins,
    ends,
)

COLUMNS = ("evaluator", "student", "group", "first", "last")
NEEDED = ("evaluator",)
HOLD, SPAN = "hold", "span"


@dataclass(frozen=True)
class Held:
    """A firewall that stands, or will. One that this very list makes has no id."""

    id: int
    evaluator: UUID
    student: UUID
    starts_at: datetime
    ends_at: datetime | None = None
    line: int = 0


@dataclass(frozen=True)
class Known:
    """Everything such a list is looked at with."""

    cohort: str
    zone: tzinfo
    now: datetime
    students: Mapping[str, Someone] = field(default_factory=dict)
    # Whoever this uploader may know of, by address.
    people: Mapping[str, Someone] = field(default_factory=dict)
    # Group, in small letters, to the students who are in it now; the cohort's own names too.
    groups: Mapping[str, tuple[Someone, ...]] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    # (mentor, student) who are paired now.
    paired: frozenset[tuple[UUID, UUID]] = frozenset()


def plan(rows: Iterable[Said], known: Known) -> Sheet:
    """Return what these lines would do."""
    held: dict[tuple[UUID, UUID], list[Held]] = {}
    for one in known.held:
        held.setdefault((one.evaluator, one.student), []).append(one)
    lines = [Line(row) for row in rows]
    for line in lines:
        if line.said.problem:
            line.wrong(line.said.problem)
        else:
            _line(line, known, held)
    return Sheet(tuple(lines))


def _line(line: Line, known: Known, held: dict[tuple[UUID, UUID], list[Held]]) -> None:
    said = line.said
    students = _students(line, known)
    if not students:
        return
    if not said.other:
        line.wrong(_("There is no e-mail address of whoever evaluates."))
        return
    evaluator = known.people.get(said.other)
    if evaluator is None:
        line.says = [
            _("Nobody in your cohorts has the address “%(email)s”, so nobody is to be kept from "
              "reading. Upload the list again once they are in one.") % {"email": said.other}
        ]  # fmt: skip
        return
    line.names = [evaluator.name, students[0].name if len(students) == 1 else said.group]
    end = ends(said.last, known.zone)
    if end is not None and end <= known.now:
        line.says = [_("Its last day is over.")]
        return
    if [one.id for one in students] == [evaluator.id]:
        line.wrong(_("Nobody evaluates themselves."))
        return
    for student in students:
        if student.id != evaluator.id:
            _two(line, known, evaluator, student, held.setdefault((evaluator.id, student.id), []))
        if line.kind == ERROR:
            return
    _tell(line, known, evaluator)


def _students(line: Line, known: Known) -> tuple[Someone, ...]:
    """Return whom the line is about; if nobody, it says so."""
    said = line.said
    if said.student:
        found = known.students.get(said.student)
        if found is None:
            line.wrong(
                _("“%(email)s” is not a student of %(cohort)s.")
                % {"cohort": known.cohort, "email": said.student}
            )
        return (found,) if found else ()
    if said.group.casefold() not in known.groups:
        line.wrong(
            _("There is no group “%(name)s” in %(cohort)s.")
            % {"cohort": known.cohort, "name": said.group[:80]}
        )
        return ()
    students = known.groups[said.group.casefold()]
    if not students:
        line.says = [_("No student is in this group now.")]
    return students


def _two(line: Line, known: Known, evaluator: Someone, student: Someone, held: list[Held]) -> None:
    """Say what becomes of the firewall between two."""
    said = line.said
    starts, end = begins(said.first, known.zone, known.now), ends(said.last, known.zone)
    met = next((one for one in held if overlap((one.starts_at, one.ends_at), (starts, end))), None)
    if met is None:
        line.steps.append(Step(HOLD, 0, evaluator.id, student.id, said.first, end))
        held.append(Held(0, evaluator.id, student.id, starts, end, said.line))
    elif not met.id:
        if (met.starts_at, met.ends_at) != (starts, end):
            line.wrong(_("Line %(line)d says other days about the same two.") % {"line": met.line})
    elif met.ends_at != end or starts < met.starts_at:
        line.steps.append(Step(SPAN, met.id, evaluator.id, student.id, said.first, end))


def _tell(line: Line, known: Known, evaluator: Someone) -> None:
    """Say what the line does, and who of those is mentored by this very person."""
    if not line.steps:
        return
    line.kind = ADD if any(step.what == HOLD for step in line.steps) else CHANGE
    count = len(line.steps)
    line.says = [
        ngettext(
            "%(name)s is kept from reading what one student writes.",
            "%(name)s is kept from reading what %(count)d students write.",
            count,
        )
        % {"name": evaluator.name, "count": count}
    ]
    both = sum((evaluator.id, step.student) in known.paired for step in line.steps)
    if both:
        line.says.append(
            ngettext(
                "One of them is paired with them now, and needs another mentor.",
                "%(count)d of them are paired with them now, and need another mentor.",
                both,
            )
            % {"count": both}
        )
