"""The release plan: modules by cohorts, and the calendar of each cohort.

Everything here is shown to those who plan: cohorts they teach in or keep, never a student's page.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Cohort, Person
from curriculum.calendars import Calendar, Gap
from curriculum.models import (
    Course,
    CourseTeam,
    Lesson,
    Module,
    ModuleVersion,
    Release,
    SkipWeek,
)

HEAVY = ("version__facilitator_notes", "version__references", "version__summary")


# ------------------------------------------------------------------ calendars
def calendars_of(cohorts: Iterable[Cohort]) -> dict[int, Calendar]:
    """Return the calendar of each cohort by its id. One query."""
    rows = list(cohorts)
    gaps = defaultdict(list)
    for week in SkipWeek.objects.filter(cohort__in=rows):
        gaps[week.cohort_id].append(Gap(week.starts_on, week.ends_on))
    return {one.pk: Calendar(one.first_day, tuple(gaps[one.pk])) for one in rows}


def calendar_of(cohort: Cohort) -> Calendar:
    """Return the calendar of one cohort. One query."""
    return calendars_of([cohort])[cohort.pk]


# ------------------------------------------------------------------ the matrix
@dataclass(frozen=True)
class Cell:
    """One release in the matrix."""

    release: Release
    opens_said: str
    due_said: str
    is_newer: bool
    # Where a due date in a week to skip would move to.
    moved_to: date | None = None


@dataclass(frozen=True)
class Column:
    """One cohort."""

    cohort: Any
    calendar: Calendar
    weeks: list[SkipWeek]
    # Copies of a plan none of which has opened yet: (its mark, how many releases).
    copies: list[tuple[Any, int]]
    # The modules whose releases to this cohort alone were given to whoever looks.
    granted: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Line:
    """One module, with a list of cells for each column."""

    module: Any
    cells: list[tuple[Column, list[Cell], bool]]


@dataclass(frozen=True)
class Matrix:
    """A course's modules by the cohorts somebody may plan or see planned."""

    course: Course
    columns: list[Column]
    lines: list[Line]


def planned_cohorts(
    person: Person, *, archived: bool = False, besides: Collection[int] = ()
) -> QuerySet[Cohort]:
    """Return the cohorts whose plan ``person`` may see, each with ``may_change``.

    Those she teaches in or keeps, those she led to their end, and ``besides`` (of which one release
    plan was given to her).
    """
    seen = Cohort.objects.visible_to(person, "plan").values("pk")
    rows = Cohort.objects.filter(Q(pk__in=seen) | Q(pk__in=besides)).with_right("change", person)
    if not archived:
        rows = rows.filter(archived_at__isnull=True)
    return rows.order_by("first_day", "name", "pk")


def grants_of(person: Person, course: Course) -> set[tuple[int, int]]:
    """Return the (module, cohort) pairs whose releases alone were given to ``person``."""
    rows = CourseTeam.objects.current().filter(person=person, course=course, cohort__isnull=False)
    return set(rows.values_list("module", "cohort"))


def planned_modules(person: Person, course: Course) -> QuerySet[Module]:
    """Return the course's modules with what they are called and their newest published number."""
    versions = ModuleVersion.objects.filter(module=OuterRef("pk"))
    published = versions.exclude(number=None).order_by("-number")
    newest = versions.order_by(F("number").desc(nulls_last=True))
    rows = Module.objects.visible_to(person).filter(course=course).order_by("position", "pk")
    return rows.with_right("build", person).annotate(
        title=Subquery(newest.values("title")[:1]),
        label=Subquery(newest.values("label")[:1]),
        newest_number=Subquery(published.values("number")[:1]),
    )


def releases_of(person: Person, course: Course, cohorts: Iterable[Cohort]) -> QuerySet[Release]:
    """Return the releases of a course to these cohorts, each with ``has_reflection``."""
    asks = Lesson.objects.filter(version=OuterRef("version"), kind=Lesson.Kind.REFLECTION)
    rows = Release.objects.visible_to(person, "copy").filter(
        cohort__in=list(cohorts), version__module__course=course
    )
    return (
        rows.select_related("version", "cohort")
        .defer(*HEAVY)
        .annotate(has_reflection=Exists(asks))
        .with_right("change", person)
        .order_by("opens_at", "pk")
    )


def matrix(person: Person, course: Course, *, archived: bool = False) -> Matrix:
    """Return the release plan of a course as ``person`` may see it. Five queries."""
    grants = grants_of(person, course)
    given = {cohort for _module, cohort in grants}
    cohorts = list(planned_cohorts(person, archived=archived, besides=given))
    modules = list(planned_modules(person, course))
    weeks = defaultdict(list)
    for week in SkipWeek.objects.visible_to(person).filter(cohort__in=cohorts):
        weeks[week.cohort_id].append(week)
    placed: dict[tuple[int, int], list[Release]] = defaultdict(list)
    copies: dict[int, dict[Any, list[Release]]] = defaultdict(lambda: defaultdict(list))
    for release in releases_of(person, course, cohorts):
        placed[release.version.module_id, release.cohort_id].append(release)
        if release.copied_as:
            copies[release.cohort_id][release.copied_as].append(release)
    columns = [
        replace(
            _column(one, weeks[one.pk], copies[one.pk]),
            granted=frozenset(module for module, cohort in grants if cohort == one.pk),
        )
        for one in cohorts
    ]
    lines = [Line(one, [_place(one, column, placed) for column in columns]) for one in modules]
    return Matrix(course, columns, lines)


def _place(
    module: Any, column: Column, placed: dict[tuple[int, int], list[Release]]
) -> tuple[Column, list[Cell], bool]:
    """Return the cells of one module for one cohort, and whether a release may be added there."""
    cells = [_cell(one, module, column) for one in placed[module.pk, column.cohort.pk]]
    may_plan = column.cohort.may_change or module.pk in column.granted
    return column, cells, may_plan and module.may_build and bool(module.newest_number)


def _column(cohort: Any, weeks: list[SkipWeek], copies: dict[Any, list[Release]]) -> Column:
    gaps = tuple(Gap(week.starts_on, week.ends_on) for week in weeks)
    fresh = [(mark, len(rows)) for mark, rows in copies.items() if not any(r.is_open for r in rows)]
    return Column(cohort, Calendar(cohort.first_day, gaps), weeks, fresh)


def _cell(release: Release, module: Any, column: Column) -> Cell:
    calendar = column.calendar
    due_on = release.due_on
    skipped = due_on is not None and calendar.gap_at(due_on) is not None
    return Cell(
        release=release,
        opens_said=calendar.said(release.opens_on),
        due_said=calendar.said(due_on),
        is_newer=(module.newest_number or 0) > (release.version.number or 0),
        moved_to=calendar.moved_forward(due_on) if due_on and skipped else None,
    )


def open_for_more_time(person: Person, cohorts: Iterable[int]) -> QuerySet[Release]:
    """Return the releases for which more time can be asked now: open, with a date to extend."""
    now = timezone.now()
    asks = Lesson.objects.filter(version=OuterRef("version"), kind=Lesson.Kind.REFLECTION)
    rows = Release.objects.visible_to(person).filter(
        Q(due_at__isnull=False) | Q(closes_at__isnull=False),
        Exists(asks),
        cohort__in=list(cohorts),
        opens_at__lte=now,
    )
    return rows.select_related("version").defer(*HEAVY).order_by("due_at", "opens_at", "pk")
