"""The outline of a module: its lessons in order, and where somebody stands among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
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
from curriculum.queries.encounters import playable
from curriculum.queries.releases import NOTES, Place
from curriculum.queries.teaching import only_learns, with_teaching

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
    # Where she stands, by lesson: also with lessons beside it that were asked of along.
    states: Mapping[int, activities.Status] = field(default_factory=dict)

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


def outline(
    person: Person,
    release: Release,
    *,
    query: str = "",
    whole: bool = False,
    taught: str = "",
    beside: Iterable[Lesson] = (),
) -> Outline:
    """Return the outline of a release as ``person`` stands in it.

    One query, and one for each kind of lesson in it that is done in a room of its own.

    The release must have come from ``current_releases``, ``current_release`` or ``place``.
    ``query`` is appended to every link (``Place.query``); ``whole`` lessons come with their text,
    and the one with the address ``taught`` with what she needs to teach from it.
    """
    at, of = timezone.now(), (release.pk, release.version_id)
    rows: list[Any]
    if taught and not only_learns(person):
        rows = _taught(person, *of, at, whole, taught)
    else:
        rows = _ticked(person, *of, at, whole)
    lessons = _of(release.version, rows)
    # Whoever only teaches has nothing of her own in another room.
    is_student = people.roles_of(person).is_student
    states = activities.statuses(person, release, [*lessons, *beside]) if is_student else {}
    return Outline(release, release.version, _rows(release.version, lessons, states, query), states)


def outline_at(
    person: Person,
    place: Place,
    *,
    whole: bool = False,
    taught: str = "",
    beside: Iterable[Lesson] = (),
) -> Outline:
    """Return the outline of the module at a place, as ``outline`` does; one query for a builder."""
    if place.release is None:
        return outline_without_release(place.version, whole=whole)
    return outline(
        person, place.release, query=place.query, whole=whole, taught=taught, beside=beside
    )


def outline_without_release(version: ModuleVersion, *, whole: bool = False) -> Outline:
    """Return the outline as those who build the course read it: nothing of it can be ticked."""
    lessons = _of(version, _lessons(version.pk, whole))
    rows = _rows(version, lessons, {}, "")
    return Outline(None, version, [replace(row, state="ahead") for row in rows])


@prepared
def _ticked(
    person: Person, release: int, version: int, at: datetime, whole: bool
) -> QuerySet[Lesson]:
    """Return the lessons with what ``person`` may know of each: one statement for the whole thread.

    ``is_ticked``: by herself, or by a circle she was in. ``is_playable``: a practice open to her.
    """
    ticks = Completion.objects.visible_to(person, at=at).filter(release=release, step_key=None)
    circles = Attendance.objects.visible_to(person, at=at).filter(person=person, release=release)
    ticked = Q(key__in=ticks.values("lesson_key")) | Q(key__in=circles.values("lesson_key"))
    return _lessons.build(version, whole).annotate(
        is_ticked=ExpressionWrapper(ticked, BooleanField()),
        is_playable=Exists(playable(person, at).filter(slug=OuterRef("scenario"))),
    )


@prepared
def _taught(
    person: Person, release: int, version: int, at: datetime, whole: bool, slug: str
) -> QuerySet[Lesson]:
    """Return the same, and of one lesson what ``person`` needs to teach from it."""
    rows = _ticked.build(person, release, version, at, whole)
    return with_teaching(rows, person, at, release, slug)


@prepared
def _lessons(version: int, whole: bool) -> QuerySet[Lesson]:
    """Return the lessons of a version the reader came to by right, facilitator notes left behind.

    With what an outline shows, or the whole text.
    """
    rows = Lesson.objects.filter(version=version)
    return rows.defer(NOTES) if whole else rows.only(*SHOWN)


def _of(version: ModuleVersion, lessons: list[Lesson]) -> list[Lesson]:
    for lesson in lessons:
        lesson.version = version
    return lessons


def _rows(
    version: ModuleVersion,
    lessons: list[Any],
    states: Mapping[int, activities.Status],
    query: str,
) -> list[Row]:
    def is_done(lesson: Any) -> bool:
        state = states.get(lesson.pk)
        return getattr(lesson, "is_ticked", False) or (state is not None and state.is_done)

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
