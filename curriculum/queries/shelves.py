"""The list of modules, cohort by cohort."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Sum
from django.urls import reverse
from django.utils import timezone

from accounts import people
from accounts.models import Person
from curriculum import activities
from curriculum.models import Attendance, Completion, Lesson, Module, ModuleVersion, Release
from curriculum.queries.releases import NOTES, releases_known


@dataclass(frozen=True)
class Shelf:
    """The modules of one cohort (or, without one, those somebody builds), in reading order."""

    cohort: Any
    lines: list["Line"]


@dataclass(frozen=True)
class Line:
    """One module in the list."""

    version: ModuleVersion
    release: Release | None
    url: str
    lessons: int
    minutes: int
    done: int = 0

    @property
    def is_done(self) -> bool:
        """Say whether every lesson of it is done."""
        return bool(self.lessons) and self.done >= self.lessons


def shelves(person: Person) -> list[Shelf]:
    """Return every module this person may read, cohort by cohort. Five queries at most."""
    at = timezone.now()
    releases = list(
        releases_known(person, at).order_by(
            F("cohort__archived_at").asc(nulls_first=True),
            "cohort__name",
            "cohort",
            "version__module__position",
            "opens_at",
            "pk",
        )
    )
    built = _built_versions(person, {row.version.module_id for row in releases}, at)
    sizes = _sizes([row.version_id for row in releases] + [row.pk for row in built])
    done = _done_counts(person, releases, at)
    seen: set[int] = set()
    first = {row.pk for row in _defaults(releases, at)}
    found: dict[Any, Shelf] = {}
    for row in releases:
        seen.add(row.version.module_id)
        shelf = found.setdefault(row.cohort_id, Shelf(row.cohort, []))
        url = reverse("module", args=[row.version.module.slug])
        url += "" if row.pk in first else f"?release={row.pk}"
        number, minutes = sizes.get(row.version_id, (0, 0))
        shelf.lines.append(Line(row.version, row, url, number, minutes, done.get(row.pk, 0)))
    if built:
        lines = [
            Line(row, None, reverse("module", args=[row.module.slug]), *sizes.get(row.pk, (0, 0)))
            for row in built
        ]
        found[None] = Shelf(None, lines)
    return list(found.values())


def _defaults(releases: list[Release], at: datetime) -> Iterable[Release]:
    """Return, of each module, the release ``place`` chooses by itself."""

    def nearness(row: Release) -> tuple[Any, ...]:
        own_due = row.own_due_at
        due = own_due.timestamp() if own_due and own_due >= at else float("inf")
        return (row.opens_at > at, due, -row.opens_at.timestamp(), -row.pk)

    nearest: dict[int, Release] = {}
    for row in sorted(releases, key=nearness):
        nearest.setdefault(row.version.module_id, row)
    return nearest.values()


def _built_versions(person: Person, besides: set[int], at: datetime) -> list[ModuleVersion]:
    """Return the newest version of each module somebody builds and no release brings her.

    Whoever builds a module reads every version of it.
    """
    if not people.roles_of(person).may_open_admin:
        return []
    modules = Module.objects.visible_to(person, "build", at=at).exclude(pk__in=besides)
    rows = (
        ModuleVersion.objects.filter(module__in=modules)
        .select_related("module__course")
        .defer(NOTES, "references", "summary")
        .order_by("module__course", "module__position", F("number").desc(nulls_last=True))
    )
    newest: dict[int, ModuleVersion] = {}
    for row in rows:
        newest.setdefault(row.module_id, row)
    return list(newest.values())


def _sizes(versions: list[int]) -> dict[int, tuple[int, int]]:
    """Return (lessons, minutes) of each version. One query."""
    rows = Lesson.objects.filter(version__in=versions).values("version")
    counted = rows.annotate(lessons=Count("pk"), all_minutes=Sum("minutes")).order_by()
    return {row["version"]: (row["lessons"], row["all_minutes"]) for row in counted}


def _done_counts(person: Person, releases: list[Release], at: datetime) -> dict[int, int]:
    """Return how many lessons ``person`` has done in each release. One query per source.

    What a release's version does not hold any more is not counted.
    """
    held = Lesson.objects.filter(version=OuterRef("release__version"), key=OuterRef("lesson_key"))
    of = {"person": person, "release__in": releases}
    ticks = Completion.objects.visible_to(person, at=at).filter(Exists(held), step_key=None, **of)
    circles = Attendance.objects.visible_to(person, at=at).filter(Exists(held), **of)
    pairs = ticks.values_list("release", "lesson_key").union(
        circles.order_by().values_list("release", "lesson_key")
    )
    counted = Counter(release for release, _lesson in pairs)
    return counted + Counter(activities.done_counts(person, releases))
