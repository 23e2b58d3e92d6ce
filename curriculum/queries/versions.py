"""The versions of a module, what is in two of them, and which cohorts have which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Cohort, Membership, Person
from accounts.policy import rows_for
from accounts.prepared import prepared
from curriculum.models import CourseTeam, Lesson, Module, ModuleVersion, Objective, Release


def known_cohorts(person: Person, at: datetime | None = None) -> QuerySet[Cohort]:
    """Return the cohorts somebody who builds may know of: her own, and those a grant names."""
    granted = CourseTeam.objects.current(at).filter(person=person, cohort__isnull=False)
    return Cohort.objects.filter(
        rows_for(Cohort, "read", person, at) | Q(pk__in=granted.values("cohort"))
    )


def cohorts_to_plan(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts somebody may put releases into: those she leads, or a grant names."""
    granted = CourseTeam.objects.current().filter(person=person, cohort__isnull=False)
    return Cohort.objects.filter(
        rows_for(Cohort, "change", person) | Q(pk__in=granted.values("cohort"))
    )


def with_parts(module: Module, versions: Iterable[int]) -> dict[int, ModuleVersion]:
    """Return versions of a module by pk, with everything in them. Seven queries at most."""
    objectives = Objective.objects.prefetch_related("competencies")
    lessons = Lesson.objects.prefetch_related("steps", "prompts", "objectives")
    rows = module.versions.filter(pk__in=list(versions)).prefetch_related(
        Prefetch("objectives", objectives), Prefetch("lessons", lessons)
    )
    return {row.pk: row for row in rows}


def versions_of(module: Module) -> list[ModuleVersion]:
    """Return the versions of a module, as they are named. One query."""
    found = _versions(module.pk)
    for version in found:
        version.module = module
    return found


@prepared
def _versions(module: int) -> QuerySet[ModuleVersion]:
    return ModuleVersion.objects.filter(module=module).only("number", "title", "module")


@dataclass(frozen=True)
class Holder:
    """A release of a module, as those who build it are told of it."""

    release: Release
    is_known: bool
    may_change: bool
    leads: tuple[str, ...] = ()

    @property
    def number(self) -> int | None:
        """Return which version the cohort has."""
        return self.release.version.number


def holders(person: Person, module: Module) -> list[Holder]:
    """Return which running cohort has which version, those she may know of first. Two queries.

    A cohort she may not know of is counted and not named; its leads are, since she must ask them.
    """
    found: list[Any] = _released(person, timezone.now(), module.pk)
    leads = _leads({row.cohort_id for row in found if not row.may_change})
    return [
        Holder(row, row.is_known, row.may_change, tuple(leads.get(row.cohort_id, ())))
        for row in found
    ]


@prepared
def _released(person: Person, at: datetime, module: int) -> QuerySet[Any]:
    known = known_cohorts(person, at).values("pk")
    return (
        Release.objects.filter(version__module=module, cohort__archived_at=None)
        .select_related("cohort", "version")
        .defer("version__facilitator_notes", "version__references", "version__summary")
        .with_right("change", person, at)
        .annotate(
            is_known=Case(When(cohort__in=known, then=Value(True)), default=Value(False)),
        )
        .order_by("-is_known", "cohort__name", "opens_at", "pk")
    )


def _leads(cohorts: Iterable[int]) -> dict[int, list[str]]:
    """Return the names of the current leads of these cohorts."""
    wanted = list(cohorts)
    if not wanted:
        return {}
    rows = Membership.objects.current().filter(
        cohort__in=wanted, role=Membership.Role.LEAD, person__is_active=True
    )
    found: dict[int, list[str]] = {}
    for cohort, name in rows.order_by("person__name").values_list("cohort", "person__name"):
        found.setdefault(cohort, []).append(name)
    return found
