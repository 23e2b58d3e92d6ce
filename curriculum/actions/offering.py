"""Opening a module version to a cohort, with dates in the cohort's own time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum.actions import guarding
from curriculum.models import Release


@transaction.atomic
def release(*, release: Release, by: Person, guarded: bool = True) -> Release:
    """Keep a new release of a published version. Past dates are accepted; nobody is told.

    Refused for a cohort ``by`` does not lead or a course she does not build, for dates out of
    order, and where it is too much for somebody without a reason (``guarding``; ``guarded=False``
    is for those who weigh several releases together). Students find it where they look for it; no
    notice is sent (product.md, decision 8).
    """
    rows.authorise(by, "change", release.version)
    if not release.version.is_frozen:
        raise NotNow(
            _("Publish this module first; only a published version is released."), field="version"
        )
    keep_in_order(release)
    reason, release.load_reason = release.load_reason.strip(), ""
    rows.add(
        release,
        by=by,
        verb="release.added",
        exclude=("time_zone", "opens_at"),
        version=release.version_id,
        cohort=release.cohort_id,
    )
    # Only now: a refusal names people, and the right to plan here was asked with the row.
    release.load_reason = reason
    if guarded:
        hit = guarding.guard(release=release, by=by)
        guarding.note_load(release=release, by=by, hit=hit)
    if release.load_reason:
        release.save(update_fields=["load_reason"])
    return release


@transaction.atomic
def change(*, release: Release, by: Person, **dates: Any) -> Release:
    """Change the dates, the grace or the block. What is open already stays open.

    An opening that has passed cannot be moved: students have seen the module and may be writing.
    A new due date is weighed as that of a new release is.
    """
    rows.authorise(by, "change", release)
    stored = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    for name, value in dates.items():
        setattr(release, name, value)
    keep_in_order(release)
    if stored.is_open and release.opens_at != stored.opens_at:
        raise NotNow(
            _("It is open already, so its opening cannot be moved. Change the other dates."),
            field="opens_on",
        )
    hit = 0
    if release.due_on != stored.due_on or release.load_reason != stored.load_reason:
        hit = guarding.guard(release=release, by=by)
        dates["load_reason"] = release.load_reason
    rows.change(
        release,
        by=by,
        verb="release.changed",
        fields=dates,
        exclude=("time_zone", "opens_at", "version"),
    )
    guarding.note_load(release=release, by=by, hit=hit)
    return release


def why_it_stays(release: Release) -> str | Promise:
    """Return why a release cannot be taken back; empty when it can."""
    # The same for every release that is open, whether or not anybody has begun to write.
    if not release.is_open:
        return ""
    if release.is_closed:
        return _("It has been open, and is closed. It stays for what was written meanwhile.")
    return _("It is open already. Give it a closing date instead.")


@transaction.atomic
def withdraw(*, release: Release, by: Person) -> None:
    """Take a release back before it opens. Afterwards only its closing date ends it."""
    rows.authorise(by, "delete", release)
    if why := why_it_stays(release):
        raise NotNow(why)
    facts = {"module": release.version.module_id, "cohort": release.cohort_id}
    rows.remove(release, by=by, verb="release.removed", **facts)


def keep_in_order(release: Release) -> None:
    """Refused, beside the field, when the dates are out of order."""
    release.derive()
    due, closes = release.due_at, release.closes_at
    if due is not None and due < release.opens_at:
        raise Refused(_("It cannot be due before it opens."), field="due_on")
    if closes is not None and closes < (due or release.opens_at):
        raise Refused(_("It cannot close before it is due."), field="closes_on")


def is_late(due_at: datetime | None, at: datetime | None = None) -> bool:
    """Say whether a due date has passed, so that whoever sets it can be told."""
    return due_at is not None and due_at <= (at or timezone.now())
