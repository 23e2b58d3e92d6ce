"""Who stands ready in some cohorts: students, their mentors, who is away and who covers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from accounts.models import Agreement, Cover, Leave, Membership, Mentoring, Person
from accounts.models.dated import is_current

Role = Membership.Role


@dataclass
class Mentor:
    """One mentor of a cohort, and for how many students there she is the one to answer."""

    person_id: UUID
    name: str
    students: set[UUID] = field(default_factory=set)
    # The first pairing of hers that nobody covers: where finding cover begins.
    uncovered: list[int] = field(default_factory=list)
    is_away: bool = False
    # None: for as long as it takes.
    away_until: datetime | None = None
    # Signed what this year's readers sign.
    has_agreed: bool = False

    @property
    def last_day(self) -> date | None:
        """Return the last day she is away, in the reader's zone: her leave ends when it does."""
        if self.away_until is None:
            return None
        return timezone.localdate(self.away_until - timedelta(seconds=1))

    @property
    def lacks_cover(self) -> bool:
        """Say whether she is away while somebody she mentors has nobody else to read."""
        return self.is_away and bool(self.uncovered)


@dataclass
class Staffing:
    """The people of one cohort at one moment. ``students`` maps each to when her place began."""

    students: dict[UUID, datetime] = field(default_factory=dict)
    mentors: dict[UUID, Mentor] = field(default_factory=dict)

    @property
    def without_mentor(self) -> int:
        held = {student for mentor in self.mentors.values() for student in mentor.students}
        return len(self.students.keys() - held)

    @property
    def away_without_cover(self) -> list[Mentor]:
        return [one for one in self.mentors.values() if one.lacks_cover]


def staffing(person: Person, cohorts: Iterable[Any], at: datetime) -> dict[int, Staffing]:
    """Return, by cohort, the people there as ``person`` may know them. Two queries."""
    ids = [cohort.pk for cohort in cohorts]
    found: dict[int, Staffing] = defaultdict(Staffing)
    for cohort, who, role, name, since, *stands in _seats(person, ids, at):
        if role == Role.STUDENT:
            found[cohort].students[who] = since
        else:
            is_away, away_until, has_agreed = stands
            found[cohort].mentors[who] = Mentor(
                who, name, is_away=is_away, away_until=away_until, has_agreed=has_agreed
            )
    for pk, cohort, mentor, student, is_covered in _pairs(person, ids, at):
        one = found[cohort].mentors.get(mentor)
        if one is not None and student in found[cohort].students:
            one.students.add(student)
            if not is_covered:
                one.uncovered.append(pk)
    return found


def _leaves(person: Person, at: datetime) -> Any:
    return Leave.objects.visible_to(person, at=at).filter(is_current(at))


def _seats(person: Person, cohorts: list[int], at: datetime) -> Any:
    hers = OuterRef("person")
    leaves = _leaves(person, at).filter(person=hers)
    last = leaves.order_by(F("ends_at").desc(nulls_first=True))
    agreed = Agreement.objects.filter(person=hers, signed_at__lte=at, until__gt=at)
    seats = Membership.objects.visible_to(person, at=at).filter(
        is_current(at),
        cohort__in=cohorts,
        role__in=[Role.STUDENT, Role.MENTOR],
        person__is_active=True,
    )
    rows = seats.annotate(
        is_away=Exists(leaves),
        away_until=Subquery(last.values("ends_at")[:1]),
        has_agreed=Exists(agreed),
    )
    return rows.order_by("person__name", "person").values_list(
        "cohort_id", "person_id", "role", "person__name", "starts_at",
        "is_away", "away_until", "has_agreed",
    )  # fmt: skip


def _pairs(person: Person, cohorts: list[int], at: datetime) -> Any:
    """Return (pairing, cohort, mentor, student, whether a seated and active cover reads too)."""
    seats = Membership.objects.current(at).filter(
        person=OuterRef("cover"), cohort=OuterRef("mentoring__cohort"), role=Role.MENTOR
    )
    covers = Cover.objects.current(at).filter(
        Q(Exists(seats)), mentoring=OuterRef("pk"), announced_at__lte=at, cover__is_active=True
    )
    pairs = Mentoring.objects.visible_to(person, at=at).filter(is_current(at), cohort__in=cohorts)
    rows = pairs.annotate(is_covered=Exists(covers)).order_by("student__name", "pk")
    return rows.values_list("pk", "cohort_id", "mentor_id", "student_id", "is_covered")
