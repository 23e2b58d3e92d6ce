"""What a reader is told when her cohort was given another version of a module."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts import people
from accounts.models import Person
from curriculum import activities
from curriculum.models import Lesson, Module, Release, ReleaseChange
from curriculum.queries.outlines import SHOWN, Outline
from curriculum.queries.releases import Place

SHOWN_FOR = timedelta(days=30)
MOST = 3


@dataclass(frozen=True)
class LeftBehind:
    """A page of hers for a lesson that the version her cohort has now does not hold."""

    lesson: Lesson
    state: activities.Status


@dataclass(frozen=True)
class News:
    """The lines a module's pages say of what changed, and what of hers stays beside it."""

    changes: list[ReleaseChange] = field(default_factory=list)
    left_behind: list[LeftBehind] = field(default_factory=list)
    may_compare: bool = False


def news(person: Person, place: Place, outline: Outline, gone: Iterable[Lesson] = ()) -> News:
    """Return what to say of changes. One query; none where the release was never changed.

    The lines are said for a month, to those who have not done the whole module yet, and not of a
    change that came before the opening. With the lessons that are ``gone``, which the outline was
    asked of along, what she wrote to them.
    """
    release = place.release
    changed_at: datetime | None = getattr(release, "changed_at", None)
    if release is None or changed_at is None:
        return News()
    is_to_be_said = changed_at >= _since(release) and outline.next_row is not None
    changes: list[Any] = list(_recent(person, release)) if is_to_be_said else []
    may_compare = any(getattr(change, "may_build", False) for change in changes)
    return News(changes, _left_behind(outline, gone), may_compare)


def _since(release: Release) -> datetime:
    return max(timezone.now() - SHOWN_FOR, release.opens_at)


def _recent(person: Person, release: Release) -> QuerySet[ReleaseChange]:
    rows = ReleaseChange.objects.visible_to(person).filter(release=release)
    if people.roles_of(person).may_open_admin:
        built = Module.objects.visible_to(person, "build")
        rows = rows.annotate(may_build=Exists(built.filter(pk=OuterRef("to_version__module"))))
    return rows.filter(at__gte=_since(release))[:MOST]


def _earlier_lessons(release: Release) -> QuerySet[Lesson]:
    """Return the lessons of the versions this release had before, the newest version's first."""
    before = ReleaseChange.objects.filter(release=release).values("from_version")
    rows = Lesson.objects.filter(version__in=before).exclude(version=release.version_id)
    return rows.only(*SHOWN).order_by("-version__number", "position")


def gone_from(place: Place) -> list[Lesson]:
    """Return the lessons one writes to that the version read here does not hold any more.

    One query; none where the release was never changed.
    """
    release = place.release
    if release is None or getattr(release, "changed_at", None) is None:
        return []
    current = Lesson.objects.filter(version=release.version_id).values("key")
    rows = _earlier_lessons(release).exclude(key__in=current)
    return list(rows.filter(kind__in=activities.written()))


def _left_behind(outline: Outline, gone: Iterable[Lesson]) -> list[LeftBehind]:
    found: dict[str, LeftBehind] = {}
    for lesson in gone:
        state = outline.states.get(lesson.pk)
        if state is not None and state.url:
            found.setdefault(state.url, LeftBehind(lesson, state))
    return list(found.values())


def was_here(place: Place, slug: str) -> tuple[bool, Lesson | None]:
    """Say whether an address was a lesson of an earlier version, and which lesson it is now.

    Three queries at most; asked only for an address the version does not know.
    """
    if place.release is None:
        return False, None
    old = _earlier_lessons(place.release).filter(slug=slug).first()
    if old is None:
        return False, None
    return True, Lesson.objects.filter(version=place.version, key=old.key).first()
