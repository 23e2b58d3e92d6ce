"""Which releases reach somebody, and through which of them she reads a module."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.utils import timezone

from accounts import people
from accounts.models import Membership, Person
from accounts.prepared import prepared
from curriculum.models import Module, ModuleVersion, Release, ReleaseChange
from curriculum.queries.dues import OWN_DUE, with_extension

NOTES = "facilitator_notes"


def releases_known(person: Person, at: datetime) -> QuerySet[Release]:
    """Return the releases this person may know of, with version, module and cohort, no notes.

    Each knows whether she has more time (``dues``).
    """
    rows = (
        Release.objects.visible_to(person, at=at)
        .select_related("version__module__course", "cohort")
        .defer(f"version__{NOTES}", "version__references", "version__summary")
    )
    return with_extension(rows, person)


def _nearest_first(rows: QuerySet[Release], at: datetime) -> QuerySet[Release]:
    """Order by: open ones, then the one due next, then the newest opening."""
    return rows.annotate(own_due=OWN_DUE).order_by(
        Case(When(opens_at__lte=at, then=0), default=1),
        Case(When(own_due__gte=at, then=F("own_due"))).asc(nulls_last=True),
        "-opens_at",
        "-pk",
    )


def current_releases(person: Person, at: datetime | None = None) -> QuerySet[Release]:
    """Return the releases to this person's own cohorts, newest first.

    For a student those that are open; for those who teach a cohort the planned ones too.
    """
    at = at or timezone.now()
    mine = Membership.objects.current(at).filter(person=person, cohort__archived_at__isnull=True)
    rows = releases_known(person, at).filter(cohort__in=mine.values("cohort"))
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
    """Return the releases of a module; each knows when its cohort was given another version."""
    changes = ReleaseChange.objects.filter(release=OuterRef("pk")).order_by("-at")
    rows = releases_known(person, at).filter(version__module__slug=slug)
    # Whole, as the page of the module reads it; a list of modules shows neither.
    rows = rows.defer(None).defer(f"version__{NOTES}")
    return _nearest_first(rows.annotate(changed_at=Subquery(changes.values("at")[:1])), at)


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
    """Return the newest version of a module ``person`` builds: published, else being edited.

    Whoever builds a module reads every version of it.
    """
    if not people.roles_of(person).may_open_admin:
        return None
    modules = Module.objects.visible_to(person, "build", at=at).filter(slug=slug)
    rows = ModuleVersion.objects.filter(module__in=modules)
    newest = F("number").desc(nulls_last=True)
    return rows.select_related("module__course").defer(NOTES).order_by(newest).first()
