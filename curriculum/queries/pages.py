"""One module, one lesson, who would read a reflection, and the module's notes apart.

No query asks for facilitator notes but ``_read_by_teachers`` here and those in ``teaching.py``,
and these start from the right to read them.
"""

from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from accounts.apart import barred
from accounts.models import Cover, Membership, Mentoring, Person
from accounts.policies import Role
from accounts.prepared import prepared
from accounts.rows_within import Rows
from curriculum.models import (
    Completion,
    Lesson,
    LessonStep,
    ModuleVersion,
    Objective,
    Release,
)
from curriculum.queries.outlines import Outline
from curriculum.queries.releases import NOTES
from curriculum.queries.teaching import only_learns


def readers_to_be(person: Person, release: Release) -> QuerySet[Person]:
    """Return who could read a reflection submitted now, each with ``reads_as``. One query.

    What a lesson page says beforehand; a test holds it to the names on the submit button.
    """
    at = timezone.now()
    cohort = release.cohort
    seats = Membership.objects.current(at).filter(cohort=cohort)
    seated = Q(pk__in=seats.filter(role=Role.MENTOR).values("person"))
    pairings = Mentoring.objects.current(at).filter(student=person, cohort=cohort)
    covers = Cover.objects.current(at).filter(mentoring__in=pairings, announced_at__lte=at)
    mentor = Q(pk__in=pairings.values("mentor")) & seated
    cover = Q(pk__in=covers.values("cover")) & seated
    named = mentor | cover
    if cohort.lead_reads:
        named |= Q(pk__in=seats.filter(role=Role.LEAD).values("person"))
    rows = (
        Person.objects.filter(named, is_active=True)
        .exclude(pk=person.pk)
        .exclude(barred(person, "pk", at))
    )
    order = Case(When(mentor, then=0), When(cover, then=1), default=2)
    reads_as = Case(
        When(mentor, then=Value("mentor")), When(cover, then=Value("cover")), default=Value("lead")
    )
    return rows.only("name").annotate(reads_as=reads_as).order_by(order, "name")


def module_parts(version: Any) -> ModuleVersion:
    """Return the version with everything a student reads of it, its objectives as ``goals``.

    It must have come whole, by ``place``. One query; facilitator notes stay behind.
    """
    version.goals = _goals(version.pk)
    return version


@prepared
def _goals(version: int) -> QuerySet[Objective]:
    return Objective.objects.filter(version=version).only("version", "text", "position")


def module_as_read(person: Person, version: Any) -> ModuleVersion:
    """Return the version with its ``goals`` (each has a ``text``), and its facilitator ``notes``.

    They are empty for whoever has no right to them. One query.
    """
    if only_learns(person):
        version.notes = ""
        return module_parts(version)
    ((goals, notes),) = _read_by_teachers(person, version.pk, timezone.now())
    version.goals, version.notes = goals, notes or ""
    return version


@prepared
def _read_by_teachers(person: Person, version: int, at: datetime) -> QuerySet[Any]:
    goals = Objective.objects.filter(version=OuterRef("pk")).order_by("position", "pk")
    mine = ModuleVersion.objects.visible_to(person, "read_notes", at=at).filter(pk=OuterRef("pk"))
    rows = ModuleVersion.objects.filter(pk=version)
    return rows.annotate(
        goals=Rows(goals, "text"), notes=Subquery(mine.values(NOTES)[:1])
    ).values_list("goals", "notes")


@prepared
def _lesson(version: int, slug: str) -> QuerySet[Lesson]:
    return Lesson.objects.filter(version=version, slug=slug).defer(NOTES)[:1]


def lesson_in(version: ModuleVersion, slug: str) -> Lesson | None:
    """Return one lesson with its prompts (of a reflection) or its steps (of any other kind).

    None for an unknown address. The reader must have come by ``place``. Two queries; facilitator
    notes stay behind.
    """
    lesson = next(iter(_lesson(version.pk, slug)), None)
    return lesson and _with_parts(lesson, "steps")


def lesson_of(person: Person, outline: Outline, slug: str) -> Lesson | None:
    """Return one lesson of an outline whose lessons came whole, as ``lesson_in`` does. One query.

    Of an exercise each step says whether ``person`` ticked it (``is_ticked``).
    """
    lesson = next((row.lesson for row in outline.rows if row.lesson.slug == slug), None)
    if lesson is None:
        return None
    if lesson.kind != Lesson.Kind.EXERCISE or outline.release is None:
        return _with_parts(lesson, "steps")
    ticks = Completion.objects.visible_to(person).filter(
        lesson_key=lesson.key, step_key__isnull=False
    )
    ticked = Q(key__in=ticks.filter(release=outline.release).values("step_key"))
    steps = LessonStep.objects.annotate(is_ticked=ExpressionWrapper(ticked, BooleanField()))
    return _with_parts(lesson, Prefetch("steps", steps))


def _with_parts(lesson: Lesson, steps: Any) -> Lesson:
    is_reflection = lesson.kind == Lesson.Kind.REFLECTION
    prefetch_related_objects([lesson], "prompts" if is_reflection else steps)
    return lesson
