"""Cohorts, their groups, and the switch that lets a lead read."""

from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit, cohort_rules
from accounts.actions import rows
from accounts.errors import NotNow
from accounts.models import Cohort, Group, Person


@transaction.atomic
def add(*, cohort: Cohort, by: Person) -> None:
    """Keep a new cohort. Refused for anybody but the administrator."""
    rows.add(cohort, by=by, verb="cohort.added")
    if cohort.lead_reads:
        audit.record("cohort.lead_reads_on", by=by, about=cohort)


@transaction.atomic
def change(*, cohort: Cohort, by: Person, lead_reads: bool | None = None, **fields: Any) -> None:
    """Give a cohort new values; ``lead_reads`` goes through ``switch_lead_reads``."""
    switched = cohort.lead_reads if lead_reads is None else lead_reads
    cohort.lead_reads = Cohort.objects.only("lead_reads").get(pk=cohort.pk).lead_reads
    rows.change(cohort, by=by, verb="cohort.changed", fields=fields)
    switch_lead_reads(cohort=cohort, on=switched, by=by)


@transaction.atomic
def switch_lead_reads(*, cohort: Cohort, on: bool, by: Person) -> None:
    """Let the cohort's lead read what will be submitted, or stop it.

    On only before the first submission of the cohort (product.md, decision 1): nobody may learn
    afterwards that there was one reader more. Off at any time: an audience can shrink.
    """
    stored = Cohort.objects.select_for_update().get(pk=cohort.pk)
    rows.authorise(by, "change", stored)
    cohort.lead_reads = on
    if stored.lead_reads == on:
        return
    if on and cohort_rules.has_submissions(stored):
        raise NotNow(
            _("Somebody has submitted already. This can be switched on only before that."),
            field="lead_reads",
        )
    stored.lead_reads = on
    stored.save(update_fields=["lead_reads"])
    audit.record("cohort.lead_reads_on" if on else "cohort.lead_reads_off", by=by, about=stored)


def add_group(*, group: Group, by: Person) -> None:
    """Keep a new group of a cohort that ``by`` leads or administers."""
    rows.add(group, by=by, verb="group.added", cohort=group.cohort_id)


def change_group(*, group: Group, by: Person, **fields: Any) -> None:
    """Rename a group or change its kind."""
    rows.change(group, by=by, verb="group.changed", fields=fields)


def why_group_stays(group: Group) -> str | Promise:
    """Return why a group cannot be taken away; empty when it can."""
    if group.memberships.exists():
        return _("People are or were in this group. End their places instead.")
    return ""


@transaction.atomic
def remove_group(*, group: Group, by: Person) -> None:
    """Take away a group in which nobody ever was. NotNow otherwise: end the places instead."""
    rows.authorise(by, "delete", group)
    if why := why_group_stays(group):
        raise NotNow(why)
    rows.remove(group, by=by, verb="group.removed")
