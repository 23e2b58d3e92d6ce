"""The plan of a cohort: weeks to skip, copying a plan to another cohort, moving one."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Cohort, Person
from curriculum.actions import guarding, offering
from curriculum.models import ModuleVersion, Release, SkipWeek
from curriculum.queries import moves, plans


# ------------------------------------------------------------------ weeks to skip
def add_week(*, week: SkipWeek, by: Person) -> None:
    """Keep a week to skip in the plan of a cohort that ``by`` leads or keeps."""
    rows.add(week, by=by, verb="skip_week.added", cohort=week.cohort_id)


def change_week(*, week: SkipWeek, by: Person, **fields: Any) -> None:
    """Move a week to skip."""
    rows.change(week, by=by, verb="skip_week.changed", fields=fields)


def remove_week(*, week: SkipWeek, by: Person) -> None:
    """Teach in a week after all."""
    rows.remove(week, by=by, verb="skip_week.removed")


def due_within(*, week: SkipWeek, by: Person) -> int:
    """Return how many reflections of the cohort are still due in a week to skip."""
    known = Release.objects.visible_to(by, "change").filter(cohort=week.cohort_id)
    days = (week.starts_on, week.ends_on)
    return known.filter(due_on__range=days, due_at__gt=timezone.now()).count()


@transaction.atomic
def move_due(*, release: Release, by: Person) -> date:
    """Move a due date out of a week to skip, to its weekday in the next week that counts."""
    rows.authorise(by, "change", release)
    calendar = plans.calendar_of(release.cohort)
    if release.due_on is None or calendar.gap_at(release.due_on) is None:
        raise NotNow(_("It is in no week to skip any more."))
    moved = calendar.moved_forward(release.due_on)
    closes_on = release.closes_on
    if closes_on is not None and closes_on < moved:
        closes_on = moved
    offering.change(release=release, by=by, due_on=moved, closes_on=closes_on)
    return moved


# ------------------------------------------------------------------ whole plans
# What a copy takes over as it is; the dates are moved.
KEPT = ("block", "opens_time", "due_time", "closes_time", "grace_hours")


@dataclass(frozen=True)
class Wanted:
    """One row of a plan as somebody wants it: of a release, these dates and this version."""

    release: Release
    opens_on: date
    due_on: date | None
    closes_on: date | None
    load_reason: str = ""
    version: ModuleVersion | None = None


class RowsRefused(Refused):
    """Nothing was done; ``found`` says of each release why."""

    def __init__(self, found: dict[int, Refused]) -> None:
        super().__init__(_("Nothing was changed. Please look at the rows that are marked."))
        self.found = found


@transaction.atomic
def move(*, wanted: list[Wanted], by: Person) -> int:
    """Give the releases of one cohort new dates at once, or none; return how many differ.

    What is open keeps its opening. RowsRefused says of each row what stands in the way.
    """

    asked = Release.objects.select_for_update(of=("self",)).visible_to(by, "change")
    rows_of = asked.filter(pk__in=[row.release.pk for row in wanted])
    held = {one.pk: one for one in rows_of.select_related("version", "cohort")}

    def act(row: Wanted) -> Release | None:
        release = held.get(row.release.pk)
        if release is None:
            raise Refused(rows.NOT_YOURS)
        dates: dict[str, Any] = {"due_on": row.due_on, "closes_on": row.closes_on}
        if not release.is_open:
            dates["opens_on"] = row.opens_on
        changed = [name for name, value in dates.items() if getattr(release, name) != value]
        if not changed:
            return None
        for name in changed:
            setattr(release, name, dates[name])
        release.load_reason = row.load_reason or release.load_reason
        offering.keep_in_order(release)
        rows.keep(release, exclude=("time_zone", "opens_at", "version"))
        audit.record("release.changed", by=by, about=release, fields="+".join(changed))
        return release

    return len(_each_or_none(wanted, act, by))


@transaction.atomic
def copy(*, wanted: list[Wanted], target: Cohort, by: Person) -> list[Release]:
    """Release to ``target`` what these rows ask for, all or nothing; return what is new.

    A module that is there already in the same block is left alone, so that copying twice is
    harmless. RowsRefused says of each row what stands in the way.
    """
    mark = uuid.uuid4()
    there = moves.there_already(target)

    def act(row: Wanted) -> Release | None:
        version = row.version or row.release.version
        if (version.module_id, row.release.block) in there:
            return None
        # Whoever copies a plan must be able to see it.
        rows.authorise(by, "copy", row.release)
        made = Release(
            version=version,
            cohort=target,
            load_reason=row.load_reason,
            copied_as=mark,
            opens_on=row.opens_on,
            due_on=row.due_on,
            closes_on=row.closes_on,
            **{name: getattr(row.release, name) for name in KEPT},
        )
        return offering.release(release=made, by=by, guarded=False)

    made = _each_or_none(wanted, act, by)
    if made:
        audit.record("plan.copied", by=by, about=target, releases=len(made), copy=mark)
    return made


@transaction.atomic
def take_back(*, copy: uuid.UUID, cohort: Cohort, by: Person) -> int:
    """Remove every release that one copying made, before the first of them opens."""
    rows_of = Release.objects.select_for_update(of=("self",)).select_related("version", "cohort")
    made = list(rows_of.filter(copied_as=copy, cohort=cohort))
    if any(release.is_open for release in made):
        raise NotNow(_("A release of this copy is open already. Take the others back one by one."))
    for release in made:
        offering.withdraw(release=release, by=by)
    if made:
        audit.record("plan.taken_back", by=by, about=cohort, releases=len(made), copy=copy)
    return len(made)


def _each_or_none(
    wanted: list[Wanted], act: Callable[[Wanted], Release | None], by: Person
) -> list[Release]:
    """Do ``act`` for each row, the first due first, then weigh what they make together.

    Returns what was made or moved. Part of a transaction, which RowsRefused undoes.
    """
    done: list[tuple[int, Release]] = []
    found: dict[int, Refused] = {}
    for row in sorted(wanted, key=lambda row: (row.due_on or row.opens_on, row.release.pk)):
        try:
            with transaction.atomic():
                made = act(row)
        except Refused as refused:
            found[row.release.pk] = refused
        else:
            done += [(row.release.pk, made)] if made is not None else []
    releases = [made for _asked, made in done]
    too_much = guarding.guard_in_order(releases=releases, by=by)
    found |= {done[place][0]: refusal for place, refusal in too_much.items()}
    if found:
        raise RowsRefused(found)
    for release in releases:
        stored = Release.objects.filter(pk=release.pk)
        stored.exclude(load_reason=release.load_reason).update(load_reason=release.load_reason)
    return releases
