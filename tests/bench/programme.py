"""Several years of a whole programme, for the evidence: cohorts, sites, pieces and answers.

Small: two cohorts of twelve, one year. Big: four of a hundred and twenty, each through four years.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, Group, GroupMembership, Membership, Mentoring, Person
from curriculum.models import Release
from reflections.models import Entry, Reply, Version
from tests import make

SMALL, BIG = (2, 12, 1), (4, 120, 4)
PIECES_A_YEAR = 5
SITES = 4
STUDENTS_OF_A_MENTOR = 8
_number = count(1)


def write(course: Any, cohorts: int, students: int, years: int) -> None:
    """Make so many cohorts of so many students, through so many years that are over."""
    for place in range(cohorts):
        name = f"Programme {next(_number)}"
        since = make.ago(days=365 * years + 40)
        cohort = make.cohort(name=name, first_day=since.date())
        pairs = list(_people(cohort, students, since))
        for piece in range(PIECES_A_YEAR * years):
            days_ago = 60 + 365 * years * piece // (PIECES_A_YEAR * years)
            _piece(course, cohort, pairs, days_ago, place)


def _people(cohort: Cohort, students: int, since: Any) -> Iterator[tuple[Person, Person]]:
    """Seat the students at their sites, with mentors; yield each with hers."""
    slug = cohort.slug
    people = [
        Person(name=f"Student {n}", email=f"s{n}@{slug}.example", password="!")
        for n in range(students)
    ]
    mentors = [
        Person(name=f"Mentor {n}", email=f"m{n}@{slug}.example", password="!")
        for n in range(-(-students // STUDENTS_OF_A_MENTOR))
    ]
    Person.objects.bulk_create(people + mentors)
    for role, seated in (("student", people), ("mentor", mentors)):
        Membership.objects.bulk_create(
            Membership(person=one, cohort=cohort, role=role, starts_at=since) for one in seated
        )
    sites = [Group(cohort=cohort, name=f"Site {n}", kind=Group.Kind.SITE) for n in range(SITES)]
    Group.objects.bulk_create(sites)
    GroupMembership.objects.bulk_create(
        GroupMembership(group=sites[n % SITES], person=one, starts_at=since)
        for n, one in enumerate(people)
    )
    pairs = [(one, mentors[n // STUDENTS_OF_A_MENTOR]) for n, one in enumerate(people)]
    Mentoring.objects.bulk_create(
        Mentoring(student=one, mentor=mentor, cohort=cohort, starts_at=since)
        for one, mentor in pairs
    )
    yield from pairs


def _piece(
    course: Any, cohort: Cohort, pairs: list[tuple[Person, Person]], days_ago: int, place: int
) -> None:
    """Release a module whose piece was due that long ago; most wrote, and most were answered."""
    number = next(_number)
    module = make.module(course=course, slug=f"programme-{number}")
    version = make.module_version(module=module, title=f"Piece {number}")
    lesson = make.lesson(version=version, kind="reflection", title="Reflection")
    due_on = timezone.localdate() - timedelta(days=days_ago)
    release = make.release(
        version=version, cohort=cohort, opens_on=due_on - timedelta(days=14), due_on=due_on
    )
    wrote = [pair for n, pair in enumerate(pairs) if (n + place) % 11]
    for some in _batches(wrote):
        _pages(release, lesson, some)


def _batches(rows: list[Any], size: int = 500) -> Iterator[list[Any]]:
    yield from (rows[at : at + size] for at in range(0, len(rows), size))


def _pages(release: Release, lesson: Any, pairs: list[tuple[Person, Person]]) -> None:
    at = release.due_at - timedelta(days=1)
    entries = [
        Entry(author=one, release=release, lesson=lesson, started_at=at) for one, _m in pairs
    ]
    Entry.objects.bulk_create(entries)
    versions = [
        Version(
            entry=entry, number=1, cohort=release.cohort, submitted_at=at, revision=1, words=200
        )
        for entry in entries
    ]
    Version.objects.bulk_create(versions)
    Reply.objects.bulk_create(
        Reply(
            version=version,
            author=mentor,
            begun_at=at,
            sent_at=at + timedelta(days=n % 9, hours=2),
            length=60,
        )
        for n, (version, (_one, mentor)) in enumerate(zip(versions, pairs, strict=True))
        if n % 13
    )
