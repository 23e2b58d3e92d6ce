"""What the page of pairings reads: the load of each mentor, the clashes, who evaluates whom.

The caller has asked whether she may change the cohort.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts import cohort_rules
from accounts.actions.leaving import not_over
from accounts.apart import Apart, overlap
from accounts.days import last_day
from accounts.models import Cohort, Conflict, Cover, Evaluating, Leave, Membership, Person
from accounts.models.dated import is_current
from accounts.pairing_state import Board, board
from accounts.roster.pairs import Pair
from accounts.roster.sheets import Someone


@dataclass(frozen=True)
class Load:
    """One mentor: how many students, how many at most, how much waits, whether she is away."""

    mentor: Someone
    students: int
    capacity: int
    # None for somebody who may not see the cohort's progress.
    waiting: int | None
    is_away: bool = False
    last_day: date | None = None
    # How many of her students nobody covers while she is away.
    uncovered: int = 0

    @property
    def is_over(self) -> bool:
        return self.students > self.capacity


@dataclass(frozen=True)
class Row:
    """One student, and who mentors her until when."""

    student: Someone
    mentor: Someone | None = None
    ends_at: datetime | None = None
    # When it is to begin, if it has not.
    starts_at: datetime | None = None

    @property
    def last_day(self) -> date | None:
        return last_day(self.ends_at)


@dataclass(frozen=True)
class Clash:
    """Two who are paired, or reader and author by a cover, and must not be."""

    student: Someone
    reader: str
    # The cover that is to end; else it is the pairing itself.
    cover: int = 0
    # When it begins, if it does not hold already.
    since: datetime | None = None
    key: str = ""


@dataclass(frozen=True)
class Page:
    """A cohort as its lead sees it paired."""

    board: Board
    rows: list[Row]
    loads: list[Load]
    clashes: list[Clash]

    @property
    def alone(self) -> list[Row]:
        return [row for row in self.rows if row.mentor is None]

    @property
    def uncovered(self) -> list[Load]:
        return [load for load in self.loads if load.uncovered]

    @property
    def places(self) -> int:
        """Return how many students the mentors could still take."""
        return sum(max(load.capacity - load.students, 0) for load in self.loads)


def page(cohort: Cohort, by: Person, *, with_waiting: bool) -> Page:
    """Return everything the page of pairings shows. Six queries, and one for what waits."""
    found = board(cohort)
    covers = list(
        Cover.objects.filter(not_over(found.now), mentoring__cohort=cohort)
        .select_related("cover", "mentoring")
        .order_by("starts_at", "pk")
    )
    return Page(
        found,
        _rows(found),
        _loads(cohort, found, covers, with_waiting),
        _clashes(found, covers, by),
    )


def _rows(found: Board) -> list[Row]:
    held, rows = found.with_mentor, []
    for student in found.students.values():
        pair = held.get(student.id)
        if pair is None:
            rows.append(Row(student))
        else:
            starts = pair.starts_at if pair.starts_at > found.now else None
            rows.append(Row(student, found.mentors[pair.mentor], pair.ends_at, starts))
    return rows


def _loads(cohort: Cohort, found: Board, covers: list[Cover], with_waiting: bool) -> list[Load]:
    waits: Counter[UUID] = Counter()
    if with_waiting:
        for one in cohort_rules.unanswered(cohort):
            if one.mentor is not None:
                waits[one.mentor] += one.count
    away = _away(found)
    covered = {
        one.mentoring_id
        for one in covers
        if one.starts_at <= found.now and one.cover.is_active and one.cover_id in found.mentors
    }
    load, loads = found.load, []
    for mentor in found.mentors.values():
        theirs = [
            pair
            for pair in found.with_mentor.values()
            if pair.mentor == mentor.id and pair.student in found.students
        ]
        is_away = mentor.id in away
        loads.append(
            Load(
                mentor,
                load[mentor.id],
                found.capacity[mentor.id],
                waits[mentor.id] if with_waiting else None,
                is_away,
                away.get(mentor.id),
                sum(pair.id not in covered for pair in theirs) if is_away else 0,
            )
        )
    return loads


def _away(found: Board) -> dict[UUID, date | None]:
    """Return the mentors who are away now, and their last day if they said one."""
    rows = Leave.objects.current(found.now).filter(person__in=found.mentors)
    told = rows.order_by("ends_at", "pk").values_list("person", "ends_at")
    return {who: last_day(until) for who, until in told}


def _clashes(found: Board, covers: list[Cover], by: Person) -> list[Clash]:
    clashes = []
    for pair in found.pairs:
        mentor, student = found.mentors.get(pair.mentor), found.students.get(pair.student)
        if mentor is None or student is None or not _may_know(found, pair.mentor, pair.student, by):
            continue
        since = _since(found.apart, pair.mentor, pair, found.now)
        if since is not None:
            later = since if since > found.now else None
            clashes.append(Clash(student, mentor.name, 0, later, f"pair{pair.id}"))
    by_id = {pair.id: pair for pair in found.pairs}
    for cover in covers:
        pair = by_id.get(cover.mentoring_id)
        student = found.students.get(cover.mentoring.student_id)
        if pair is None or student is None or not _may_know(found, cover.cover_id, student.id, by):
            continue
        span = Pair(0, student.id, cover.cover_id, cover.starts_at, cover.ends_at)
        since = _since(found.apart, cover.cover_id, span, found.now)
        if since is not None:
            later = since if since > found.now else None
            key = f"cover{cover.pk}"
            clashes.append(Clash(student, cover.cover.name, cover.pk, later, key))
    return clashes


def _may_know(found: Board, reader: UUID, student: UUID, by: Person) -> bool:
    """Say whether ``by`` may be told that these two cannot go on.

    Not if she is one of them and it is a conflict: the other may have said so of herself.
    """
    is_said = frozenset({reader, student}) in found.apart.conflicts
    return not (is_said and by.pk in {reader, student})


def _since(apart: Apart, reader: UUID, pair: Pair, now: datetime) -> datetime | None:
    """Return from when these two must not be reader and author, within what they have; or None."""
    span = (max(pair.starts_at, now), pair.ends_at)
    if not apart.forbids(reader, pair.student, span):
        return None
    if frozenset({reader, pair.student}) in apart.conflicts:
        return span[0]
    spells = apart.evaluating[reader, pair.student]
    return min(max(starts, span[0]) for starts, ends in spells if overlap(span, (starts, ends)))


def has_clash(cohort: Cohort, by: Person) -> bool:
    """Say whether somebody is paired who must not be, as far as ``by`` may know."""
    return bool(page(cohort, by, with_waiting=False).clashes)


# ------------------------------------------------------------------ who evaluates whom
def evaluators(person: Person, cohort: Cohort) -> QuerySet[Evaluating]:
    """Return who evaluates whom in a cohort, now or later, as ``person`` may know it. One query."""
    rows = Evaluating.objects.visible_to(person).filter(not_over(timezone.now()), cohort=cohort)
    named = rows.with_right("change", person).select_related("evaluator", "student")
    return named.order_by("evaluator__name", "evaluator", "starts_at", "student__name", "pk")


# ------------------------------------------------------------------ said by oneself
def fellows(person: Person) -> QuerySet[Person]:
    """Return who else is in a running cohort of hers, by name: with whom she may not be matched."""
    now = timezone.now()
    mine = Membership.objects.current(now).filter(person=person, cohort__archived_at__isnull=True)
    seats = Membership.objects.filter(is_current(now), cohort__in=mine.values("cohort"))
    people = Person.objects.filter(pk__in=seats.values("person"), is_active=True)
    return people.exclude(pk=person.pk).order_by("name", "pk")


def own_conflicts(person: Person) -> QuerySet[Conflict]:
    """Return with whom ``person`` said that she must not be matched."""
    rows = Conflict.objects.visible_to(person, "take_back").select_related("other")
    return rows.order_by("other__name", "pk")
