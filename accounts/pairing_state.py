"""Who is in a cohort to be paired, and what stands between them: read once, for page and lists.

The caller has asked whether she may change the cohort.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from accounts import pairing_proposal, roster_state
from accounts.actions.leaving import not_over
from accounts.apart import Apart, apart
from accounts.models import (
    Cohort,
    Evaluating,
    GroupMembership,
    Membership,
    MentorChange,
    Mentoring,
    Person,
)
from accounts.models.membership import MOST_STUDENTS
from accounts.roster import evaluators, pairs
from accounts.roster.sheets import Someone

Role = Membership.Role


@dataclass(frozen=True)
class Board:
    """One cohort: its students and mentors by name, who is with whom, who must not be."""

    students: Mapping[UUID, Someone]
    mentors: Mapping[UUID, Someone]
    capacity: Mapping[UUID, int]
    # Pairings that hold or will, the first to begin first.
    pairs: tuple[pairs.Pair, ...]
    apart: Apart
    # (mentor, student): whom she asked to leave. Not proposed again; by hand they may be.
    left: frozenset[tuple[UUID, UUID]]
    # Student to her last mentor, in any cohort.
    before: Mapping[UUID, UUID]
    now: datetime

    @property
    def with_mentor(self) -> dict[UUID, pairs.Pair]:
        """Return the pairing of each student that holds, else the next one."""
        found: dict[UUID, pairs.Pair] = {}
        for pair in self.pairs:
            if pair.mentor in self.mentors:
                found.setdefault(pair.student, pair)
        return found

    @property
    def load(self) -> Counter[UUID]:
        """Return how many students each mentor has, or is to have."""
        here = self.with_mentor
        return Counter(pair.mentor for pair in here.values() if pair.student in self.students)

    @property
    def alone(self) -> list[Someone]:
        """Return the students without a mentor, by name."""
        held = self.with_mentor
        return [one for one in self.students.values() if one.id not in held]

    def forbids(self, mentor: UUID, student: UUID) -> bool:
        """Say whether these two must not be paired from now on without an end."""
        return self.apart.forbids(mentor, student, (self.now, None))

    def propose(self, seed: str) -> list[pairing_proposal.Choice]:
        """Return a fair proposal for those without a mentor."""
        load = self.load
        return pairing_proposal.propose(
            [pairing_proposal.Student(one.id, self._before(one.id)) for one in self.alone],
            [pairing_proposal.Mentor(pk, self.capacity[pk], load[pk]) for pk in self.mentors],
            lambda mentor, student: (
                mentor == student or (mentor, student) in self.left or self.forbids(mentor, student)
            ),
            seed,
        )

    def _before(self, student: UUID) -> UUID | None:
        """Return her last mentor; whom she asked to leave is not one to come back to."""
        last = self.before.get(student)
        return None if last is None or (last, student) in self.left else last

    @property
    def fingerprint(self) -> str:
        """Return what stays equal as long as the same proposal would be made."""
        bars = sorted(
            (str(mentor), str(student))
            for mentor in self.mentors
            for student in self.students
            if self.forbids(mentor, student) or (mentor, student) in self.left
        )
        told = (
            [str(one.id) for one in self.alone],
            sorted((str(pk), self.capacity[pk], self.load[pk]) for pk in self.mentors),
            sorted((str(one.id), str(self.before.get(one.id))) for one in self.alone),
            bars,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def board(cohort: Cohort, *, with_past: bool = False) -> Board:
    """Return a cohort as it is paired at this moment. Three queries, however many they are.

    ``with_past`` adds who mentored whom before and whom somebody asked to leave: two more.
    """
    now = timezone.now()
    seats = Membership.objects.current(now).filter(cohort=cohort, person__is_active=True)
    seats = seats.filter(role__in=[Role.STUDENT, Role.MENTOR]).select_related("person")
    of: dict[str, dict[UUID, Someone]] = {Role.STUDENT: {}, Role.MENTOR: {}}
    capacity: dict[UUID, int] = {}
    for seat in seats.order_by("person__name", "person__pk"):
        of[seat.role][seat.person_id] = _someone(seat.person)
        if seat.role == Role.MENTOR:
            capacity[seat.person_id] = MOST_STUDENTS if seat.capacity is None else seat.capacity
    students = of[Role.STUDENT]
    past = list(students) if with_past else []
    return Board(
        students=students,
        mentors=of[Role.MENTOR],
        capacity=capacity,
        pairs=_pairs(cohort, now),
        apart=apart(students, now),
        left=_left(past),
        before=_before(past, now),
        now=now,
    )


def _someone(person: Person) -> Someone:
    return Someone(person.pk, person.email.lower(), person.name)


def _pairs(cohort: Cohort, now: datetime) -> tuple[pairs.Pair, ...]:
    rows = Mentoring.objects.filter(not_over(now), cohort=cohort).order_by("starts_at", "pk")
    fields = rows.values_list("pk", "student", "mentor", "starts_at", "ends_at")
    return tuple(pairs.Pair(*row) for row in fields)


def _left(students: list[UUID]) -> frozenset[tuple[UUID, UUID]]:
    changes = MentorChange.objects.filter(student__in=students)
    return frozenset(changes.values_list("mentoring__mentor", "student"))


def _before(students: list[UUID], now: datetime) -> dict[UUID, UUID]:
    """Return each student's last mentor of whom the pairing is over."""
    over = Mentoring.objects.filter(student__in=students, ends_at__lte=now)
    return dict(over.order_by("ends_at", "pk").values_list("student", "mentor"))


# ------------------------------------------------------------------ for lists
def for_pairs(cohort: Cohort) -> pairs.Known:
    """Return what a list of pairings is looked at with."""
    found = board(cohort)
    return pairs.Known(
        cohort=cohort.name,
        zone=ZoneInfo(cohort.time_zone),
        now=found.now,
        students={one.email: one for one in found.students.values()},
        mentors={one.email: one for one in found.mentors.values()},
        pairs=found.pairs,
        apart=found.apart,
        room=found.capacity,
    )


def for_evaluators(cohort: Cohort, by: Person, addresses: set[str]) -> evaluators.Known:
    """Return what a list of evaluators with these ``addresses`` is looked at with."""
    found = board(cohort)
    held = Evaluating.objects.filter(not_over(found.now), cohort=cohort).order_by("pk")
    rows = held.values_list("pk", "evaluator", "student", "starts_at", "ends_at")
    return evaluators.Known(
        cohort=cohort.name,
        zone=ZoneInfo(cohort.time_zone),
        now=found.now,
        students={one.email: one for one in found.students.values()},
        people={one.email.lower(): _someone(one) for one in _reached(by, addresses)},
        groups=_groups(cohort, found.students, found.now),
        held=tuple(evaluators.Held(*row) for row in rows),
        paired=frozenset((pair.mentor, pair.student) for pair in found.pairs),
    )


def _reached(by: Person, addresses: set[str]) -> QuerySet[Person]:
    """Return those with one of these addresses of whom ``by`` may know."""
    people = Person.objects.filter(email__in=addresses)
    return people.filter(pk__in=roster_state.reached({one.pk: one for one in people}, by))


def _groups(
    cohort: Cohort, students: Mapping[UUID, Someone], now: datetime
) -> dict[str, tuple[Someone, ...]]:
    places = GroupMembership.objects.current(now).filter(group__cohort=cohort)
    found: dict[str, tuple[Someone, ...]] = {
        name.casefold(): () for name in cohort.groups.values_list("name", flat=True)
    }
    for name, person in places.order_by("person__name").values_list("group__name", "person"):
        if person in students:
            found[name.casefold()] += (students[person],)
    everybody = tuple(students.values())
    return found | {cohort.name.casefold(): everybody, cohort.slug.casefold(): everybody}
