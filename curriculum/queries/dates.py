"""When modules open and reflections are due for one person: what her calendar shows."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from accounts.models import AuditEvent, Person
from curriculum.models import Release
from curriculum.queries.dues import with_extension
from curriculum.queries.releases import current_releases

# Ids made from it stay the same for as long as the person and the release do.
DATES = uuid.UUID("6f1d9d0e-2f0b-4c0e-9c3b-0c5d6c1b9a37")
CHANGES = ("release.added", "release.changed", "release.repinned")


@dataclass(frozen=True)
class Date:
    """One date of a calendar. ``revision`` grows whenever the release is changed."""

    uid: uuid.UUID
    is_due: bool
    at: datetime
    title: str
    slug: str
    release: int
    cohort: str
    changed_at: datetime
    revision: int


def dates(person: Person, at: datetime | None = None) -> list[Date]:
    """Return the dates of the releases to her own cohorts that she may know of. Two queries.

    A student's reflections are due when they are due for her. What she is not in any more is gone,
    and so is everything once she may not sign in.
    """
    moment = at or timezone.now()
    known = current_releases(person, moment).select_related("version__module", "cohort")
    releases = list(with_extension(known, person).order_by("opens_at", "pk"))
    changes = _changes(person, releases)
    found: list[Date] = []
    for release in releases:
        revision, changed_at = changes.get(str(release.pk), (0, None))
        for is_due, when in ((False, release.opens_at), (True, release.own_due_at)):
            if when is not None:
                kind = "due" if is_due else "opens"
                found.append(
                    Date(
                        uid=uuid.uuid5(DATES, f"{person.pk}:{release.pk}:{kind}"),
                        is_due=is_due,
                        at=when,
                        title=release.version.title,
                        slug=release.version.module.slug,
                        release=release.pk,
                        cohort=release.cohort.name,
                        changed_at=changed_at or release.version.published_at or moment,
                        revision=revision,
                    )
                )
    return found


def _changes(person: Person, releases: Iterable[Release]) -> dict[str, tuple[int, Any]]:
    """Return how often each release was changed, and when last.

    More time counts where it was given to her: another's calendar must not stir.
    """
    hers = Q(verb__startswith="extension.", facts__person=str(person.pk))
    rows = AuditEvent.objects.filter(
        Q(verb__in=CHANGES) | hers,
        about_kind=Release._meta.label_lower,
        about__in=[str(release.pk) for release in releases],
    )
    counted = rows.order_by().values("about").annotate(n=Count("pk"), last=Max("at"))
    return {about: (n, last) for about, n, last in counted.values_list("about", "n", "last")}
