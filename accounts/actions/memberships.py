"""Who is in a cohort or a group, in which role, from when until when."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import leaving, rows
from accounts.errors import NotNow, Refused
from accounts.models import GroupMembership, Membership, Person


@transaction.atomic
def begin(*, membership: Membership, by: Person) -> None:
    """Give somebody a role in a cohort. Refused for a cohort ``by`` does not lead.

    Refused too when the role is held already, or the person is suspended.
    """
    if not membership.person.is_active:
        raise Refused(_("This person may not sign in."), field="person")
    if membership.cohort.archived_at is not None:
        raise NotNow(_("This cohort is archived."), field="cohort")
    rows.add(membership, by=by, verb="membership.begun", role=membership.role)


@transaction.atomic
def change(
    *, membership: Membership, by: Person, starts_at: datetime, ends_at: datetime | None
) -> None:
    """Change the dates of a role. Who, where and which role stay: those are another membership.

    With a role that is over end the pairings, covers and places in groups that stood on it.
    """
    _not_reopened(membership, ends_at)
    fields = {"starts_at": starts_at, "ends_at": ends_at}
    now = timezone.now()
    over = ends_at is not None and ends_at <= now
    verb = "membership.ended" if over else "membership.changed"
    changed = rows.change(membership, by=by, verb=verb, fields=fields)
    if changed and over and not _holds_another(membership, now):
        who, where, role = membership.person_id, membership.cohort_id, membership.role
        leaving.end_what_stood_on([who], where, role, by=by, at=now)


def _holds_another(membership: Membership, at: datetime) -> bool:
    """Say whether another row gives the same role in the same cohort, now or later."""
    same = {"person": membership.person_id, "cohort": membership.cohort_id}
    others = Membership.objects.filter(leaving.not_over(at), role=membership.role, **same)
    return others.exclude(pk=membership.pk).exists()


def _not_reopened(membership: Membership, ends_at: datetime | None) -> None:
    """NotNow for opening a role again in a cohort that is archived."""
    is_open = ends_at is None or ends_at > timezone.now()
    if is_open and membership.cohort.archived_at is not None:
        raise NotNow(_("This cohort is archived."), field="ends_at")


@transaction.atomic
def begin_in_group(*, place: GroupMembership, by: Person) -> None:
    """Put a current member of the cohort into one of its groups."""
    current = Membership.objects.current().filter(
        person_id=place.person_id, cohort_id=place.group.cohort_id
    )
    if not current.exists():
        raise Refused(_("This person is not in the cohort of this group now."), field="person")
    rows.add(place, by=by, verb="membership.begun", group=place.group_id)


@transaction.atomic
def change_in_group(
    *, place: GroupMembership, by: Person, starts_at: datetime, ends_at: datetime | None
) -> None:
    """Change the dates of a place in a group."""
    fields = {"starts_at": starts_at, "ends_at": ends_at}
    over = ends_at is not None and ends_at <= timezone.now()
    verb = "membership.ended" if over else "membership.changed"
    rows.change(place, by=by, verb=verb, fields=fields)
