"""A list of pairings to what it would do: new, another mentor, another end, nothing. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.apart import Apart, overlap
from accounts.models.membership import MOST_STUDENTS
from accounts.roster.sheets import ADD, CHANGE, Line, Said, Sheet, Someone, Step, begins, ends

COLUMNS = ("student", "mentor", "first", "last")
NEEDED = ("student", "mentor")
# What a line may do: pair two, end a pairing for the next one, or give one another end.
PAIR, GIVE_WAY, END_ON = "pair", "give_way", "end_on"


@dataclass(frozen=True)
class Pair:
    """A pairing that holds, or will."""

    id: int
    student: UUID
    mentor: UUID
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """Everything such a list is looked at with."""

    cohort: str
    zone: tzinfo
    now: datetime
    students: Mapping[str, Someone] = field(default_factory=dict)
    mentors: Mapping[str, Someone] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    apart: Apart = field(default_factory=Apart)
    # How many students each mentor may have at most.
    room: Mapping[UUID, int] = field(default_factory=dict)

    def of(self, student: UUID) -> list[Pair]:
        """Return her pairings that hold, or will."""
        return [pair for pair in self.pairs if pair.student == student]


def plan(rows: Iterable[Said], known: Known) -> Sheet:
    """Return what these lines would do."""
    lines = [Line(row) for row in rows]
    first: dict[str, Line] = {}
    for line in lines:
        said = line.said
        earlier = first.setdefault(said.student, line)
        if said.problem:
            line.wrong(said.problem)
        elif earlier is not line and not earlier.said.problem:
            _again(line, earlier)
        else:
            _line(line, known)
    _note_the_full(lines, known)
    return Sheet(tuple(lines))


def _again(line: Line, earlier: Line) -> None:
    """A student stands once; the same said twice is harmless."""
    same = (line.said.other, line.said.first, line.said.last)
    number = {"line": earlier.said.line}
    if same == (earlier.said.other, earlier.said.first, earlier.said.last):
        line.says = [_("Line %(line)d says the same; harmless.") % number]
    else:
        line.wrong(_("Line %(line)d names the same student already. Take one away.") % number)


def _line(line: Line, known: Known) -> None:
    said, where = line.said, {"cohort": known.cohort}
    student, mentor = known.students.get(said.student), known.mentors.get(said.other)
    line.names = [one.name for one in (student, mentor) if one]
    if student is None:
        line.wrong(_("“%(email)s” is not a student of %(cohort)s.")
                   % (where | {"email": said.student}))  # fmt: skip
    elif not said.other:
        line.says = [_("No mentor is named.")]
    elif mentor is None:
        line.wrong(_("“%(email)s” is not a mentor of %(cohort)s.")
                   % (where | {"email": said.other}))  # fmt: skip
    elif student.id == mentor.id:
        line.wrong(_("Nobody mentors themselves."))
    else:
        _pairing(line, known, student, mentor)


def _pairing(line: Line, known: Known, student: Someone, mentor: Someone) -> None:
    """Compare what is said with her pairings of those days."""
    said, now = line.said, known.now
    span = begins(said.first, known.zone, now), ends(said.last, known.zone)
    if span[1] is not None and span[1] <= now:
        line.says = [_("Its last day is over.")]
        return
    held = known.of(student.id)
    met = [pair for pair in held if overlap((pair.starts_at, pair.ends_at), span)]
    same = next((pair for pair in met if pair.mentor == mentor.id), None)
    if known.apart.forbids(mentor.id, student.id, span):
        # Without a reason: whose it is, and which of the two, is nobody’s business.
        line.wrong(_("These two are not to be matched."))
    elif same is not None:
        _other_end(line, same, span[1])
    elif any(pair.starts_at > span[0] for pair in met):
        line.wrong(_("Another mentor is to begin later. End that pairing first."))
    else:
        _new(line, met, student, mentor, span[1])


def _other_end(line: Line, pair: Pair, end: datetime | None) -> None:
    """They are paired; a line without a last day says nothing about the end."""
    if end is None or end == pair.ends_at:
        return
    line.kind = CHANGE
    line.steps = [Step(END_ON, pair.id, ends=end)]
    line.says = [_("Their pairing ends after %(day)s.") % {"day": line.said.last}]


def _new(
    line: Line, met: list[Pair], student: Someone, mentor: Someone, end: datetime | None
) -> None:
    """Pair them; whoever mentored her until then stops at that moment."""
    first = line.said.first
    line.steps = [Step(GIVE_WAY, pair.id, other=pair.mentor, first=first) for pair in met]
    line.steps.append(Step(PAIR, other=mentor.id, student=student.id, first=first, ends=end))
    line.kind = CHANGE if met else ADD
    said = _("%(name)s becomes the mentor.")
    if met:
        said = _("%(name)s becomes the mentor, instead of the one until now.")
    line.says = [said % {"name": mentor.name}]


def _note_the_full(lines: list[Line], known: Known) -> None:
    """Say, without refusing, where a mentor would have more students than she takes."""
    load = Counter(pair.mentor for pair in known.pairs)
    steps = [(line, step) for line in lines for step in line.steps]
    load.subtract(step.other for _line, step in steps if step.what == GIVE_WAY)
    load.update(step.other for _line, step in steps if step.what == PAIR)
    for line, step in steps:
        most = known.room.get(step.other, MOST_STUDENTS) if step.other else 0
        if step.what == PAIR and load[step.other] > most:
            said = _("That makes %(count)d students; %(most)d at most were meant.")
            line.says.append(said % {"count": load[step.other], "most": most})
