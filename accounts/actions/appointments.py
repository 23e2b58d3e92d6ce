"""Offices in the school: administrator, wellbeing lead, break-glass approver."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Appointment, Person


@transaction.atomic
def begin(*, appointment: Appointment, by: Person) -> None:
    """Give somebody an office. Refused when she holds it already or is suspended."""
    if not appointment.person.is_active:
        raise Refused(_("This person may not sign in."), field="person")
    rows.add(appointment, by=by, verb="appointment.begun", office=appointment.office)


@transaction.atomic
def change(
    *, appointment: Appointment, by: Person, starts_at: datetime, ends_at: datetime | None
) -> None:
    """Change the dates of an office. NotNow when the portal would be left without administrator."""
    over = ends_at is not None and ends_at <= timezone.now()
    if over and appointment.office == Appointment.Office.ADMINISTRATOR:
        others = Appointment.objects.current().filter(
            office=appointment.office, person__is_active=True
        )
        if not others.exclude(pk=appointment.pk).exists():
            raise NotNow(_("Appoint another administrator first."), field="ends_at")
    verb = "appointment.ended" if over else "appointment.changed"
    rows.change(appointment, by=by, verb=verb, fields={"starts_at": starts_at, "ends_at": ends_at})
