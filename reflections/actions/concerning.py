"""Raising a concern, saying what came of it, and what the student herself decides about it.

Nothing here takes a word. The trail says that a concern was raised, not by whom or about whom;
only who kept one from its student stands there by name, with the code that says why. It says so
a day later (reflections/noting.py): at its own moment it would stand beside the page just opened.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import notices
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Appointment, Person
from accounts.routes import Route
from reflections import noting
from reflections.actions import desk
from reflections.models import Concern

WHY = _("Say why telling would raise the risk.")
NOT_YET = _("That is still to come.")
LONG_AGO = _("That is long before it was raised. Look at the day.")
OUTCOME = _("Say what came of it, then close it.")
RANG_FIRST = timedelta(days=7)


def raise_one(
    *, by: Person, entry_id: UUID, route: str, is_told: bool = True, untold_because: str = ""
) -> Concern:
    """Raise a concern about the author of an entry ``by`` may answer. The entry is not kept.

    One that is open already on this route is the answer again. NotYours where she may not answer;
    Refused where the student is not to know and no code says why.
    """
    student = desk.newest(by, entry_id).entry.author
    because = _because(is_told, untold_because)
    open_one = {"raised_by": by, "student": student, "route": Route(route), "closed_at": None}
    try:
        with transaction.atomic():
            known = Concern.objects.filter(**open_one).first()
            if known is not None:
                return known
            made = Concern(**open_one, is_told=is_told, untold_because=because)
            noting.later(made, "concern.raised")
            if not is_told:
                noting.later(made, "concern.untold", by=by, because=because)
            made.save(force_insert=True)
            return made
    except IntegrityError:  # pressed twice, at this very moment
        return Concern.objects.get(**open_one)


def _because(is_told: bool, code: str) -> str:
    if is_told:
        return ""
    if code not in Concern.Untold.values:
        raise Refused(WHY, field="untold_because")
    return code


def _own(by: Person, concern_id: UUID) -> Concern:
    """Return a concern ``by`` raised, locked; NotYours for any other."""
    rows = Concern.objects.visible_to(by, "change").select_for_update(of=("self",))
    found = rows.filter(pk=concern_id).first()
    if found is None:
        raise NotYours
    return found


@transaction.atomic
def note(
    *,
    by: Person,
    concern_id: UUID,
    first_contact_at: datetime | None,
    whom: str = "",
    contact: Any = None,
    outcome: str = "",
    is_closed: bool = False,
) -> Concern:
    """Note when somebody was reached, who, and what came of it; close it, or open it again.

    NotYours for another's; Refused for a time to come and for closing without an outcome.
    """
    concern = _own(by, concern_id)
    if first_contact_at is not None:
        if first_contact_at > timezone.now() + timedelta(minutes=1):
            raise Refused(NOT_YET, field="first_contact_at")
        if first_contact_at < concern.opened_at - RANG_FIRST:
            raise Refused(LONG_AGO, field="first_contact_at")
    if is_closed and not outcome:
        raise Refused(OUTCOME, field="outcome")
    concern.first_contact_at, concern.outcome = first_contact_at, outcome
    concern.whom, concern.contact = ("", contact) if contact else (whom, None)
    concern.closed_at = (concern.closed_at or timezone.now()) if is_closed else None
    try:
        with transaction.atomic():
            concern.save()
    except IntegrityError:
        raise NotNow(_("Another one is open on this route. Go on with that.")) from None
    return concern


@transaction.atomic
def set_told(*, by: Person, concern_id: UUID, is_told: bool, untold_because: str = "") -> Concern:
    """Let the student see it, or keep it from her, with a code. What she agreed to ends with it."""
    concern = _own(by, concern_id)
    because = _because(is_told, untold_because)
    if (concern.is_told, concern.untold_because) == (is_told, because):
        return concern
    concern.is_told, concern.untold_because = is_told, because
    if not is_told:
        concern.handed_over_at = None
    noting.later(concern, "concern.told" if is_told else "concern.untold", by=by, because=because)
    concern.save()
    return concern


@transaction.atomic
def hand_over(*, by: Person, concern_id: UUID, agreed: bool) -> Concern:
    """Let the wellbeing lead know her name and how to reach her, or take that back.

    Hers alone to say. NotYours for another's, and for one she is not told of; NotNow for a route
    on which nothing is handed over.
    """
    rows = Concern.objects.visible_to(by, "consent").select_for_update(of=("self",))
    concern = rows.filter(pk=concern_id).first()
    if concern is None:
        raise NotYours
    if concern.route != Route.WELLBEING:
        raise NotNow(_("On this route nothing is handed over by the portal."))
    if agreed == (concern.handed_over_at is not None):
        return concern
    concern.handed_over_at = timezone.now() if agreed else None
    concern.save(update_fields=["handed_over_at"])
    if agreed:
        for lead in _wellbeing_leads():
            notices.tell_daily("handed_over", to=lead, about=concern)
    return concern


def _wellbeing_leads() -> list[Person]:
    offices = Appointment.objects.current().filter(office=Appointment.Office.WELLBEING)
    rows = offices.filter(person__is_active=True).select_related("person")
    return [one.person for one in rows]
