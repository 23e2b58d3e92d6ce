"""A whole plan as it would lie elsewhere: in another cohort, or after a new first day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from accounts.models import Cohort, Person
from curriculum import calendars
from curriculum.calendars import Calendar
from curriculum.models import Course, ModuleVersion, Release
from curriculum.queries.plans import HEAVY, calendar_of, calendars_of, releases_of


def there_already(cohort: Cohort) -> dict[tuple[int, str], Release]:
    """Return what a cohort has, by module and block. One query."""
    rows = Release.objects.filter(cohort=cohort).select_related("version")
    return {(row.version.module_id, row.block): row for row in rows}


def newest_versions(modules: Iterable[int]) -> dict[int, ModuleVersion]:
    """Return the newest published version of each module, by the module's id. One query."""
    rows = ModuleVersion.objects.filter(module__in=list(modules), number__isnull=False)
    only = rows.only("number", "title", "module").order_by("module", "number")
    return {row.module_id: row for row in only}


@dataclass
class Proposed:
    """One row of a preview: a release, and where its dates would come to lie."""

    release: Release
    opens_on: date
    due_on: date | None
    closes_on: date | None
    # Something fell into days without teaching and was moved forward.
    is_moved_on: bool = False
    # What the target has already (copying only).
    there: Release | None = None
    newest: ModuleVersion | None = None


def _carry(release: Release, source: Calendar, target: Calendar) -> Proposed:
    opens, moved = calendars.carried(release.opens_on, source, target)
    due, closes = None, None
    if release.due_on is not None:
        due, is_moved = calendars.carried(release.due_on, source, target)
        # Days without teaching move each date by itself; the order of the three stays.
        due, moved = max(due, opens), moved or is_moved
    if release.closes_on is not None:
        closes = max(calendars.carried(release.closes_on, source, target)[0], due or opens)
    return Proposed(release, opens, due, closes, moved)


def proposed_copy(person: Person, course: Course, source: Cohort, target: Cohort) -> list[Proposed]:
    """Return the plan of ``source`` as it would lie in ``target``, the first opening first."""
    known = calendars_of([source, target])
    releases = list(releases_of(person, course, [source]))
    there = there_already(target)
    newest = newest_versions({one.version.module_id for one in releases})
    found = []
    for release in releases:
        row = _carry(release, known[source.pk], known[target.pk])
        row.there = there.get((release.version.module_id, release.block))
        candidate = newest.get(release.version.module_id)
        row.newest = candidate if candidate and candidate.pk != release.version_id else None
        found.append(row)
    return found


def proposed_move(person: Person, cohort: Cohort, was: date) -> list[Proposed]:
    """Return the plan of a cohort whose first day was ``was``, moved to its first day of now.

    What has closed or was due stays; what is open keeps its opening.
    """
    now = calendar_of(cohort)
    before = Calendar(was, now.gaps)
    rows = Release.objects.visible_to(person, "change").filter(cohort=cohort)
    rows = rows.select_related("version", "cohort").defer(*HEAVY).order_by("opens_at", "pk")
    found = []
    for release in rows:
        if release.is_closed or (release.is_open and release.is_past_due):
            continue
        row = _carry(release, before, now)
        if release.is_open:
            row.opens_on = release.opens_on
            row.due_on = max(row.due_on, row.opens_on) if row.due_on else None
        found.append(row)
    return found


def skipped_times(release: Release, cohort: Cohort, **dates: date | None) -> list[tuple[str, str]]:
    """Return which times of a release the clocks skip on these days, and what they become."""
    times = {name: getattr(release, name) for name in ("opens_time", "due_time", "closes_time")}
    moved = Release(cohort=cohort, **dates, **times)
    moved.derive()
    return moved.skipped_times()


def offer_to_move(cohort: Cohort, was: date) -> str:
    """Return where the plan of a cohort is moved after its first day changed; "" without a plan."""
    planned = Release.objects.filter(cohort=cohort, opens_at__gt=timezone.now())
    due = Release.objects.filter(cohort=cohort, due_at__gt=timezone.now())
    if was == cohort.first_day or not (planned.exists() or due.exists()):
        return ""
    return f"{reverse('admin:curriculum_release_move', args=[cohort.pk])}?was={was}"
