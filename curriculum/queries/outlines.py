"""The outline of a module: its lessons in order, and where somebody stands among them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet, UUIDField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import people
from accounts.models import Person
from accounts.prepared import prepared
from curriculum import activities
from curriculum.models import Attendance, Completion, Lesson, ModuleVersion, Release
from curriculum.queries.releases import Place

# What an outline shows of a lesson.
SHOWN = (
    "version",
    "key",
    "slug",
    "position",
    "kind",
    "title",
    "minutes",
    "with_whom",
    "scenario",
)


@dataclass(frozen=True)
class Row:
    """One lesson in an outline. ``url`` is its page; ``go_on`` leads to where it is done."""

    lesson: Lesson
    state: str  # "done", "now" or "ahead"
    said: str | Promise
    url: str
    minutes: int
    go_on: str = ""
    go: str | Promise = ""

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
    def minutes_left(self) -> int:
        """Return the minutes of what is not done yet."""
        return sum(row.minutes for row in self.rows if not row.is_done)

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
    pairs = _ticks(person, release.pk, timezone.now())
    ticked = {lesson for lesson, step in pairs if step is None}
    # Whoever only teaches has nothing of her own in another room.
    is_student = people.roles_of(person).is_student
    states = activities.statuses(person, release, lessons) if is_student else {}
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
    person: Person, release: int, at: datetime
) -> QuerySet[Completion, tuple[uuid.UUID, uuid.UUID | None]]:
    """Return (lesson, step) of what is done: her own ticks, and the circles she was in."""
    ticks = Completion.objects.visible_to(person, at=at).filter(release=release)
    circles = Attendance.objects.visible_to(person, at=at).filter(person=person, release=release)
    no_step = Value(None, output_field=UUIDField())
    return ticks.values_list("lesson_key", "step_key").union(
        circles.order_by().annotate(no_step=no_step).values_list("lesson_key", "no_step")
    )


@prepared
def _lessons(version: int) -> QuerySet[Lesson]:
    """Return the lessons of a version the reader came to by right, with what an outline shows."""
    return Lesson.objects.filter(version=version).only(*SHOWN)


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
    begun = [one for one in open_ones if one.pk in states and states[one.pk].is_begun]
    now = next(iter(begun or open_ones), None)
    slug = version.module.slug
    rows = []
    for lesson in lessons:
        state = states.get(lesson.pk)
        rows.append(
            Row(
                lesson=lesson,
                state="done" if is_done(lesson) else "now" if lesson is now else "ahead",
                said=_said(lesson, state),
                url=reverse("lesson", args=[slug, lesson.slug]) + query,
                minutes=lesson.minutes,
                go_on=state.url if state else "",
                go=state.go if state else "",
            )
        )
    return rows


def _said(lesson: Lesson, state: activities.Status | None) -> str | Promise:
    """Return where she stands and, as long as it is not done, how long it takes."""
    if state is None:
        return how_long(lesson)
    if state.is_done:
        return state.said
    return _("%(said)s. %(how_long)s") % {"said": state.said, "how_long": how_long(lesson)}
