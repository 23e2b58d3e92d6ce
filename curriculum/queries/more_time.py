"""More time: which of a student's open reflections somebody may extend, and until when."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import Cohort, Membership, Person
from accounts.policy import audience
from curriculum.models import Extension, Release
from curriculum.queries import plans

STEPS = (3, 7)
# Somebody who asks late is still helped; after that the reflection is simply late.
AFTERWARDS = timedelta(days=21)
Pair = tuple[Any, int]


@dataclass(frozen=True)
class MoreTime:
    """One open reflection of one student, with what more time could be given."""

    release: Release
    extension: Extension | None
    # (days, the day it would be due), counted from what holds now.
    steps: list[tuple[int, date]]

    @property
    def may_take_back(self) -> bool:
        """Say whether the extension can be taken back: until it was due for everybody."""
        return self.extension is not None and not has_passed(self.release)


def has_passed(release: Release) -> bool:
    """Say whether the date everybody had is over."""
    due = base_of(release)
    return due is not None and due <= timezone.now()


def base_of(release: Release) -> Any:
    """Return the moment an extension starts from: the due date, or else the closing."""
    return release.due_at or release.closes_at


def may_extend(by: Person, person: Person, cohort: Cohort) -> bool:
    """Say whether ``by`` may give this student of this cohort more time. Two queries."""
    seat = Membership.objects.current().filter(
        person=person, cohort=cohort, role=Membership.Role.STUDENT
    )
    row = Extension(person=person, release=Release(cohort=cohort))
    return seat.exists() and audience(row, "change").filter(pk=by.pk).exists()


def more_time(by: Person, pairs: Iterable[Pair]) -> dict[Pair, list[MoreTime]]:
    """Return what could be extended for each (student, cohort), the first due first. Two queries.

    The pairs are of students ``by`` may extend for.
    """
    wanted = list(pairs)
    releases = list(plans.open_for_more_time(by, {cohort for _person, cohort in wanted}))
    known = {
        (row.person_id, row.release_id): row
        for row in Extension.objects.visible_to(by)
        .filter(release__in=releases, person__in={person for person, _cohort in wanted})
        .select_related("granted_by")
    }
    by_cohort = defaultdict(list)
    for release in releases:
        by_cohort[release.cohort_id].append(release)
    return {
        (person, cohort): [
            _of(release, known.get((person, release.pk)))
            for release in by_cohort[cohort]
            if _is_recent(release) or (person, release.pk) in known
        ]
        for person, cohort in wanted
    }


def _is_recent(release: Release) -> bool:
    due = base_of(release)
    return due is not None and due >= timezone.now() - AFTERWARDS


def _of(release: Release, extension: Extension | None) -> MoreTime:
    if extension is not None:
        release = _extended(release, extension)
    zone = ZoneInfo(release.time_zone)
    holds = release.own_due_at or release.own_closes_at
    assert holds is not None  # noqa: S101 - only releases with a date are asked for
    start = max(holds.astimezone(zone).date(), timezone.now().astimezone(zone).date())
    return MoreTime(release, extension, [(n, start + timedelta(days=n)) for n in STEPS])


def _extended(release: Release, extension: Extension) -> Release:
    """Return the release as this student has it; the others keep theirs."""
    own = copy(release)
    own.extended_at, own.extended_by = extension.due_at, extension.granted_by.name
    return own
