"""What the course pages read: releases, the outline of a module, one lesson, the notes apart.

No query here asks for facilitator notes but ``notes_of_module`` and ``notes_of_lesson``, and those
start from the right to read them.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Prefetch,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
    prefetch_related_objects,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import people
from accounts.models import Conflict, Cover, Membership, Mentoring, Person
from accounts.policies import Role
from accounts.prepared import prepared
from curriculum import activities
from curriculum.models import (
    Completion,
    Lesson,
    Module,
    ModuleVersion,
    Objective,
    Release,
)

NOTES = "facilitator_notes"


# ------------------------------------------------------------------ releases
def _releases(person: Person, at: datetime) -> QuerySet[Release]:
    """Return the releases this person may know of, with version, module and cohort, no notes."""
    return (
        Release.objects.visible_to(person, at=at)
        .select_related("version__module__course", "cohort")
        .defer(f"version__{NOTES}", "version__references", "version__summary")
    )


def _nearest_first(rows: QuerySet[Release], at: datetime) -> QuerySet[Release]:
    """Order by: open ones, then the one due next, then the newest opening."""
    return rows.order_by(
        Case(When(opens_at__lte=at, then=0), default=1),
        Case(When(due_at__gte=at, then=F("due_at"))).asc(nulls_last=True),
        "-opens_at",
        "-pk",
    )


def current_releases(person: Person, at: datetime | None = None) -> QuerySet[Release]:
    """Return the releases to this person's own cohorts, newest first.

    For a student those that are open; for those who teach a cohort the planned ones too.
    """
    at = at or timezone.now()
    mine = Membership.objects.current(at).filter(person=person, cohort__archived_at__isnull=True)
    rows = _releases(person, at).filter(cohort__in=mine.values("cohort"))
    return rows.order_by("-opens_at", "-pk")


def current_release(person: Person) -> Release | None:
    """Return the open release whose due date comes next, else the newest; None without any."""
    rows = _current_release(person, timezone.now())
    return rows[0] if rows else None


@prepared
def _current_release(person: Person, at: datetime) -> QuerySet[Release]:
    return _nearest_first(current_releases(person, at).filter(opens_at__lte=at), at)[:1]


@dataclass(frozen=True)
class Place:
    """Where somebody reads a module: through a release, or as one who builds it."""

    version: ModuleVersion
    release: Release | None = None
    others: tuple[Release, ...] = ()
    # What a link must carry to stay in this release; empty for the one chosen by itself.
    query: str = ""


@prepared
def _releases_of(person: Person, at: datetime, slug: str) -> QuerySet[Release]:
    return _nearest_first(_releases(person, at).filter(version__module__slug=slug), at)


def place(person: Person, slug: str, release_id: str = "") -> Place | None:
    """Return where ``person`` reads the module with this address, or None if she may not.

    With several releases the one named by ``release_id``, else the current one. Those who build
    the course read its newest version where no release reaches them.
    """
    at = timezone.now()
    rows = _releases_of(person, at, slug)
    if release_id:
        chosen = next((row for row in rows if str(row.pk) == release_id), None)
    else:
        chosen = rows[0] if rows else None
    if chosen is not None:
        others = tuple(row for row in rows if row is not chosen)
        query = "" if chosen is rows[0] else f"?release={chosen.pk}"
        return Place(chosen.version, chosen, others, query)
    if release_id:
        return None
    version = _built_version(person, slug, at)
    return Place(version) if version else None


def _built_version(person: Person, slug: str, at: datetime) -> ModuleVersion | None:
    """Return the newest version of a module ``person`` builds: published, else being edited."""
    if not people.roles_of(person).may_open_admin:
        return None
    modules = Module.objects.visible_to(person, "build", at=at).filter(slug=slug)
    rows = ModuleVersion.objects.visible_to(person, at=at).filter(module__in=modules)
    newest = F("number").desc(nulls_last=True)
    return rows.select_related("module__course").defer(NOTES).order_by(newest).first()


# ------------------------------------------------------------------ the list of modules
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
        _releases(person, at).order_by(
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
    done = _done_counts(person, releases)
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
        due = row.due_at.timestamp() if row.due_at and row.due_at >= at else float("inf")
        return (row.opens_at > at, due, -row.opens_at.timestamp(), -row.pk)

    nearest: dict[int, Release] = {}
    for row in sorted(releases, key=nearness):
        nearest.setdefault(row.version.module_id, row)
    return nearest.values()


def _built_versions(person: Person, besides: set[int], at: datetime) -> list[ModuleVersion]:
    """Return the newest version of each module somebody builds and no release brings her."""
    if not people.roles_of(person).may_open_admin:
        return []
    modules = Module.objects.visible_to(person, "build", at=at).exclude(pk__in=besides)
    rows = (
        ModuleVersion.objects.visible_to(person, at=at)
        .filter(module__in=modules)
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


def _done_counts(person: Person, releases: list[Release]) -> dict[int, int]:
    """Return how many lessons ``person`` has done in each release. One query per source."""
    ticks = Completion.objects.visible_to(person).filter(release__in=releases, step_key=None)
    counted = ticks.values("release").annotate(n=Count("pk")).values_list("release", "n")
    elsewhere = activities.done_counts(person, releases)
    return {pk: n + elsewhere.pop(pk, 0) for pk, n in counted} | elsewhere


# ------------------------------------------------------------------ the outline
@dataclass(frozen=True)
class Row:
    """One lesson in an outline. ``url`` is its page; ``go_on`` leads to where it is done."""

    lesson: Lesson
    state: str  # "done", "now" or "ahead"
    said: str | Promise
    url: str
    minutes: int
    go_on: str = ""

    @property
    def is_done(self) -> bool:
        """Say whether this lesson is done."""
        return self.state == "done"


@dataclass(frozen=True)
class Outline:
    """The thread of a module for one person: every lesson and where she stands."""

    release: Release | None
    version: ModuleVersion
    rows: list[Row] = field(default_factory=list)
    steps_done: frozenset[uuid.UUID] = frozenset()

    @property
    def minutes(self) -> int:
        """Return the minutes of all lessons together."""
        return sum(row.minutes for row in self.rows)

    @property
    def done(self) -> int:
        """Return how many lessons are done."""
        return sum(row.is_done for row in self.rows)

    @property
    def next_row(self) -> Row | None:
        """Return what comes next, or None when everything is done."""
        return next((row for row in self.rows if row.state == "now"), None)

    def index_of(self, lesson: Lesson) -> int:
        """Return the place of ``lesson`` in the thread, from 0."""
        return next(i for i, row in enumerate(self.rows) if row.lesson.pk == lesson.pk)

    def beside(self, lesson: Lesson) -> tuple[Row | None, Row | None]:
        """Return the rows before and after ``lesson``."""
        at = self.index_of(lesson)
        after = self.rows[at + 1] if at + 1 < len(self.rows) else None
        return (self.rows[at - 1] if at else None), after


def how_long(lesson: Lesson) -> str:
    """Return "8 minutes", "20 minutes, in your group" or "About 20 minutes"."""
    minutes = ngettext("%(count)d minute", "%(count)d minutes", lesson.minutes) % {
        "count": lesson.minutes
    }
    if lesson.kind == Lesson.Kind.REFLECTION:
        return _("About %(minutes)s") % {"minutes": minutes}
    if lesson.with_whom == Lesson.WithWhom.ALONE:
        return minutes
    return _("%(minutes)s, %(with_whom)s") % {
        "minutes": minutes,
        "with_whom": lesson.get_with_whom_display(),
    }


def outline(person: Person, release: Release, *, query: str = "") -> Outline:
    """Return the outline of a release as ``person`` stands in it. Three queries.

    The release must have come from ``current_releases``, ``current_release`` or ``place``.
    ``query`` is appended to every link (``Place.query``).
    """
    lessons = _of(release.version, _lessons(release.version_id))
    pairs = _ticks(person, release.pk)
    ticked = {lesson for lesson, step in pairs if step is None}
    states = activities.statuses(person, release, lessons)
    rows = _rows(release.version, lessons, ticked, states, query)
    steps = frozenset(step for _lesson, step in pairs if step is not None)
    return Outline(release, release.version, rows, steps)


def outline_at(person: Person, place: Place) -> Outline:
    """Return the outline of the module at a place. Three queries, one without a release."""
    if place.release is None:
        return outline_without_release(place.version)
    return outline(person, place.release, query=place.query)


def outline_without_release(version: ModuleVersion) -> Outline:
    """Return the outline as those who build the course read it: nothing of it can be ticked."""
    lessons = _of(version, _lessons(version.pk))
    rows = _rows(version, lessons, set(), {}, "")
    return Outline(None, version, [replace(row, state="ahead") for row in rows])


@prepared
def _ticks(
    person: Person, release: int
) -> QuerySet[Completion, tuple[uuid.UUID, uuid.UUID | None]]:
    ticks = Completion.objects.visible_to(person).filter(release=release)
    return ticks.values_list("lesson_key", "step_key")


@prepared
def _lessons(version: int) -> QuerySet[Lesson]:
    """Return the lessons of a version the reader came to by right, with what an outline shows."""
    shown = ("version", "key", "slug", "position", "kind", "title", "minutes", "with_whom")
    return Lesson.objects.filter(version=version).only(*shown)


def _of(version: ModuleVersion, lessons: list[Lesson]) -> list[Lesson]:
    for lesson in lessons:
        lesson.version = version
    return lessons


def _rows(
    version: ModuleVersion,
    lessons: list[Lesson],
    ticked: set[uuid.UUID],
    states: Mapping[int, activities.Status],
    query: str,
) -> list[Row]:
    def is_done(lesson: Lesson) -> bool:
        state = states.get(lesson.pk)
        return lesson.key in ticked or (state is not None and state.is_done)

    open_ones = [lesson for lesson in lessons if not is_done(lesson)]
    begun = [lesson for lesson in open_ones if lesson.pk in states]
    now = next(iter(begun or open_ones), None)
    slug = version.module.slug
    rows = []
    for lesson in lessons:
        state = states.get(lesson.pk)
        rows.append(
            Row(
                lesson=lesson,
                state="done" if is_done(lesson) else "now" if lesson is now else "ahead",
                said=state.said if state else how_long(lesson),
                url=reverse("lesson", args=[slug, lesson.slug]) + query,
                minutes=lesson.minutes,
                go_on=state.url if state else "",
            )
        )
    return rows


# ------------------------------------------------------------------ who will read a reflection
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
    barred = Conflict.objects.filter(declared_at__lte=at)
    rows = (
        Person.objects.filter(named, is_active=True)
        .exclude(pk=person.pk)
        .exclude(pk__in=barred.filter(one=person).values("other"))
        .exclude(pk__in=barred.filter(other=person).values("one"))
    )
    order = Case(When(mentor, then=0), When(cover, then=1), default=2)
    reads_as = Case(
        When(mentor, then=Value("mentor")), When(cover, then=Value("cover")), default=Value("lead")
    )
    return rows.only("name").annotate(reads_as=reads_as).order_by(order, "name")


# ------------------------------------------------------------------ one module, one lesson
def module_parts(version: ModuleVersion) -> ModuleVersion | None:
    """Return the version with everything a student reads of it, objectives fetched along.

    The reader must have come by ``place``. Two queries; facilitator notes stay behind.
    """
    objectives = Prefetch("objectives", Objective.objects.only("version", "text", "position"))
    rows = ModuleVersion.objects.select_related("module__course").defer(NOTES)
    return rows.prefetch_related(objectives).filter(pk=version.pk).first()


def lesson_in(version: ModuleVersion, slug: str) -> Lesson | None:
    """Return one lesson with its prompts (of a reflection) or its steps (of any other kind).

    None for an unknown address. The reader must have come by ``place``. Two queries; facilitator
    notes stay behind.
    """
    rows = Lesson.objects.filter(version=version, slug=slug).defer(NOTES)
    lesson = rows.first()
    if lesson is not None:
        is_reflection = lesson.kind == Lesson.Kind.REFLECTION
        prefetch_related_objects([lesson], "prompts" if is_reflection else "steps")
    return lesson


def _only_learns(person: Person) -> bool:
    """Say whether she has no role that could carry the right to notes; saves her the query."""
    return people.roles_of(person).held <= {Role.STUDENT}


def notes_of_module(person: Person, version: ModuleVersion) -> str:
    """Return the facilitator notes of a module, empty for whoever has no right to them."""
    if _only_learns(person):
        return ""
    rows = ModuleVersion.objects.visible_to(person, "read_notes").filter(pk=version.pk)
    return rows.values_list(NOTES, flat=True).first() or ""


def notes_of_lesson(person: Person, lesson: Lesson) -> str:
    """Return the facilitator notes of a lesson, empty for whoever has no right to them."""
    if _only_learns(person):
        return ""
    rows = Lesson.objects.visible_to(person, "read_notes").filter(pk=lesson.pk)
    return rows.values_list(NOTES, flat=True).first() or ""
