"""When something is due for one person: as released, or later where it was extended for her."""

from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When

from accounts.models import Person
from curriculum.models import Extension, Release

# What ``Release.own_due_at`` says, as a column; for rows of ``with_extension``.
OWN_DUE = Case(When(extended_at__gt=F("due_at"), then=F("extended_at")), default=F("due_at"))


def with_extension(rows: QuerySet[Any], person: Person, *, release: str = "pk") -> QuerySet[Any]:
    """Bring along ``extended_at`` and ``extended_by`` of ``person``, in the same query.

    ``release`` is the path from a row to its release. A Release knows what to make of both
    (``own_due_at``, ``is_late``, ``is_closed``); for other rows see ``extend``.
    """
    own = Extension.objects.filter(person=person, release=OuterRef(release))
    return rows.annotate(
        extended_at=Subquery(own.values("due_at")[:1]),
        extended_by=Subquery(own.values("granted_by__name")[:1]),
    )


def extend(release: Release | None, row: Any) -> None:
    """Give a release what a row that came with it (``with_extension``) brought along."""
    if release is not None:
        release.extended_at, release.extended_by = row.extended_at, row.extended_by or ""


def own_release(person: Person, pk: int) -> Release | None:
    """Return a release with the extension of ``person``, whether or not she may read it."""
    return with_extension(Release.objects.filter(pk=pk), person).first()
