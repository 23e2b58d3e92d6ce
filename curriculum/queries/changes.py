"""What a reader is told when her cohort was given another version of a module."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts import people
from accounts.models import Person
from accounts.policy import allows
from curriculum import activities
from curriculum.models import Lesson, Release, ReleaseChange
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


def news(person: Person, place: Place, outline: Outline, *, pages: bool = False) -> News:
    """Return what to say of changes. No query where the release was never changed.

    The lines are said for a month, to those who have not done the whole module yet, and not of a
    change that came before the opening. With ``pages``, what she wrote to lessons that are gone.
    """
    release = place.release
    changed_at: datetime | None = getattr(release, "changed_at", None)
    if release is None or changed_at is None:
        return News()
    is_to_be_said = changed_at >= _since(release) and outline.next_row is not None
    changes = list(_recent(person, release)) if is_to_be_said else []
    may_compare = bool(changes) and people.roles_of(person).may_open_admin
    return News(
        changes,
        _left_behind(person, release) if pages else [],
        may_compare and allows(person, "build", place.version.module),
    )


def _since(release: Release) -> datetime:
    return max(timezone.now() - SHOWN_FOR, release.opens_at)


def _recent(person: Person, release: Release) -> QuerySet[ReleaseChange]:
    rows = ReleaseChange.objects.visible_to(person).filter(release=release)
    return rows.filter(at__gte=_since(release))[:MOST]


def _earlier_lessons(release: Release) -> QuerySet[Lesson]:
    """Return the lessons of the versions this release had before, the newest version's first."""
    before = ReleaseChange.objects.filter(release=release).values("from_version")
    rows = Lesson.objects.filter(version__in=before).exclude(version=release.version_id)
    return rows.only(*SHOWN).order_by("-version__number", "position")


def _left_behind(person: Person, release: Release) -> list[LeftBehind]:
    current = Lesson.objects.filter(version=release.version_id).values("key")
    gone = list(_earlier_lessons(release).exclude(key__in=current))
    states = activities.statuses(person, release, gone)
    found: dict[str, LeftBehind] = {}
    for lesson in gone:
        if lesson.pk in states and states[lesson.pk].url:
            found.setdefault(states[lesson.pk].url, LeftBehind(lesson, states[lesson.pk]))
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
