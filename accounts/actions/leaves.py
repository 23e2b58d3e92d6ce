"""When a mentor is away. It gives nobody a right; it lets those who lead find a cover in time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Leave, Membership, Person


@transaction.atomic
def add(*, leave: Leave, by: Person) -> None:
    """Keep that a mentor is away: said by herself, her cohort's lead or an administrator.

    Refused (field ``person``) for somebody who is no mentor now, and for days out of order.
    """
    seats = Membership.objects.current().filter(role=Membership.Role.MENTOR)
    if not seats.filter(person=leave.person_id).exists():
        raise Refused(_("This person is not a mentor now."), field="person")
    rows.keep(leave)
    rows.authorise(by, "add", leave)
    audit.record("leave.begun", by=by, about=leave, person=leave.person_id)


@transaction.atomic
def change(*, leave: Leave, by: Person, starts_at: datetime, ends_at: datetime | None) -> None:
    """Change the days of a leave."""
    rows.change(
        leave, by=by, verb="leave.changed", fields={"starts_at": starts_at, "ends_at": ends_at}
    )


@transaction.atomic
def end(*, leave: Leave, by: Person) -> None:
    """Say that she is back, or, of a leave that lies ahead, that she stays. NotNow once over."""
    if leave.is_over:
        raise NotNow(_("This leave is over already."))
    now = timezone.now()
    fields = {"starts_at": min(leave.starts_at, now), "ends_at": now}
    rows.change(leave, by=by, verb="leave.ended", fields=fields)
