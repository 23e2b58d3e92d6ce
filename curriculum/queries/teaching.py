"""What those who teach see beside a lesson, and the scenario a lesson leads to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from accounts import people
from accounts.models import Membership, Person
from accounts.policies import Role
from curriculum.models import Lesson, Release, Scenario
from curriculum.policies import TEACHING
from curriculum.queries.releases import NOTES


@dataclass(frozen=True)
class Teaching:
    """The right to teach from a lesson: its notes, and whether she teaches this very cohort."""

    notes: str
    is_here: bool


def only_learns(person: Person) -> bool:
    """Say whether she has no role that could carry the right to notes; saves her the query."""
    return people.roles_of(person).held <= {Role.STUDENT}


def with_teaching(
    lessons: QuerySet[Lesson], person: Person, at: datetime, release: int, slug: str
) -> QuerySet[Lesson]:
    """Let the lesson with this address bring what ``person`` needs to teach from it.

    Its notes are None where she has no right to them; every other lesson's are.
    """
    mine = Lesson.objects.visible_to(person, "read_notes", at=at).filter(slug=slug)
    notes = Subquery(mine.filter(pk=OuterRef("pk")).values(NOTES)[:1])
    cohort = Release.objects.filter(pk=release).values("cohort")
    return lessons.annotate(
        notes=notes, is_taught_here=Exists(_seats(person, at).filter(cohort__in=cohort))
    )


def _seats(person: Person, at: datetime) -> QuerySet[Membership]:
    return Membership.objects.current(at).filter(person=person, role__in=TEACHING)


def teaching_of(person: Person, lesson: Any, release: Release | None) -> Teaching | None:
    """Return what ``person`` needs to teach from this lesson, or None.

    One query; none for whoever only learns, or where an outline brought it (``with_teaching``).
    """
    if only_learns(person):
        return None
    if hasattr(lesson, "notes"):
        known = lesson.notes is not None
        return Teaching(lesson.notes, lesson.is_taught_here) if known else None
    at = timezone.now()
    here = (
        Exists(_seats(person, at).filter(cohort=release.cohort_id))
        if release
        else Value(False, output_field=BooleanField())
    )
    rows = Lesson.objects.visible_to(person, "read_notes", at=at).filter(pk=lesson.pk)
    found = rows.annotate(is_here=here).values_list(NOTES, "is_here").first()
    return Teaching(*found) if found else None


def scenario_of(person: Person, lesson: Lesson) -> Scenario | None:
    """Return the scenario a role-play or practice leads to, if it is there for her. One query.

    As the library lists it: to be read, never to be saved.
    """
    if not lesson.scenario:
        return None
    row = Scenario.objects.visible_to(person).filter(slug=lesson.scenario).first()
    return row.shown if row else None
