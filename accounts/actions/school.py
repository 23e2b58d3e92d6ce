"""Opening the portal of a school: its first administrator, with no mail needed."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import invitations
from accounts.errors import NotNow, Refused
from accounts.models import Appointment, Person, School

ADMINISTRATOR = Appointment.Office.ADMINISTRATOR


@dataclass(frozen=True)
class Opened:
    """Who may open the house, and the path of her one-time link (empty: she signs in already)."""

    person: Person
    path: str


def _administrators() -> list[Person]:
    """Return the current administrators who may sign in."""
    current = Appointment.objects.current().filter(office=ADMINISTRATOR)
    return list(Person.objects.filter(pk__in=current.values("person"), is_active=True))


@transaction.atomic
def open_school(
    *, school: str, name: str, email: str, time_zone: str = "", by: Person | None = None
) -> Opened:
    """Name the school, appoint its first administrator and make her link.

    ``by`` is None: only a command on the server does this. NotNow while there is an administrator,
    Refused for a suspended person, ValidationError for a value that cannot be kept.
    """
    if _administrators():
        raise NotNow(_("This portal has an administrator already."))
    place = School.objects.order_by("pk").first() or School()
    place.name, place.time_zone = school.strip(), time_zone or place.time_zone
    place.full_clean()
    place.save()
    person = Person.objects.filter(email=email.strip().lower()).first()
    if person is None:
        person = Person.objects.create_user(email, name=name.strip(), time_zone=time_zone)
        audit.record("person.added", by=by, about=person)
    if not person.is_active:
        raise Refused(_("This person may not sign in; name somebody else."))
    appointment = Appointment.objects.create(person=person, office=ADMINISTRATOR)
    audit.record("appointment.begun", by=by, about=appointment, office=ADMINISTRATOR)
    audit.record("school.opened", by=by, about=place)
    return Opened(person, _path(person))


@transaction.atomic
def link_again(*, email: str, by: Person | None = None) -> Opened:
    """Make a new link for an administrator who never came in. Refused when nobody is meant."""
    wanted = email.strip().lower()
    for person in _administrators():
        if person.email == wanted and not person.has_come_in:
            return Opened(person, _path(person))
    raise Refused(
        _("No administrator with this address is waiting to come in. Has she come in already?")
    )


def _path(person: Person) -> str:
    return invitations.mint(person=person, by=None) if not person.has_come_in else ""
