"""Erasing a person: her words, and everything that leads to her name. What others stand on stays.

Afterwards the portal knows that somebody without a name was a student of a cohort, submitted and
was answered. What a mentor wrote to others is theirs too: it stays, from “a former mentor”.
"""

from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts import audit, erasing, ledger
from accounts.actions import leaving
from accounts.errors import NotNow
from accounts.models import Appointment, Cover, LegalHold, Membership, Person, RosterUpload
from accounts.models.dated import Dated
from accounts.roster.decoding import Unreadable, decode

# An address that can reach nobody: the domain is set aside for that (RFC 2606).
NOWHERE = "erased.invalid"
HELD = _("A legal hold keeps this account as it is.")
LAST = _("The school needs an administrator. Appoint another one first.")


@transaction.atomic
def erase_person(*, person: Person, by: None = None) -> None:
    """Erase a person; the portal itself does, when a closing or a period is over.

    NotNow while a legal hold lasts, and for the last administrator. Twice is no harm.
    """
    one = Person.objects.select_for_update().get(pk=person.pk)
    if one.erased_at is not None:
        return
    if is_held(one):
        raise NotNow(HELD)
    if is_last_administrator(one):
        raise NotNow(LAST)
    called = _pseudonym(one)
    _end_everything(one)
    end_sessions(one)
    _forget_lists_naming(one)
    LogEntry.objects.filter(object_id=str(one.pk)).update(object_repr="", change_message="")
    erasing.sweep(one)
    erasing.erase(erasing.PERSON, [one.pk])
    _stub(one, called)
    audit.record("person.erased", by=by, about=one)


def is_held(person: Person) -> bool:
    """Say whether a legal hold keeps what is this person's."""
    return LegalHold.objects.current().filter(person=person).exists()


def is_last_administrator(person: Person) -> bool:
    """Say whether the school would have no administrator without this person."""
    office = Appointment.Office.ADMINISTRATOR
    held = Appointment.objects.current().filter(office=office, person__is_active=True)
    return set(held.values_list("person", flat=True)) == {person.pk}


def end_sessions(person: Person) -> None:
    """Sign somebody out wherever she is signed in."""
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def _pseudonym(person: Person) -> str:
    """Return what she is called from now on, in the portal's own language."""
    roles = set(Membership.objects.filter(person=person).values_list("role", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        if Membership.Role.STUDENT in roles:
            return say("A former student")
        return (
            say("A former mentor") if Membership.Role.MENTOR in roles else say("Somebody who left")
        )


def _end_everything(person: Person) -> None:
    """End every role, pairing, cover, office and place, whichever app it belongs to."""
    at = timezone.now()
    pairs = Q(mentoring__student=person) | Q(mentoring__mentor=person)
    leaving.close_quietly(Cover.objects.filter(pairs), at)
    for one in ledger.tables():
        model: Any = one.rows
        if issubclass(model, Dated) and model is not LegalHold:
            hers = Q()
            for field in model._meta.concrete_fields:
                if field.remote_field and field.remote_field.model is Person:
                    hers |= Q(**{field.name: person})
            if hers:
                leaving.close_quietly(model._default_manager.filter(hers), at)


def _forget_lists_naming(person: Person) -> None:
    """Throw away uploaded lists with her name or address in them; they are a day old at most."""
    known = [text.casefold() for text in (person.email, person.name) if text]
    for upload in RosterUpload.objects.iterator():
        try:
            said = decode(bytes(upload.data)).text.casefold()
        except Unreadable:
            continue
        if any(text in said for text in known):
            upload.delete()


def _stub(person: Person, called: str) -> None:
    """Leave a row that others stand on and that leads to nobody."""
    transaction.on_commit(_remover(person))
    Person.objects.filter(pk=person.pk).update(
        email=f"{person.pk}@{NOWHERE}",
        name=called,
        pronouns="",
        time_zone="",
        language="",
        phone="",
        picture="",
        password=make_password(None),
        is_active=False,
        is_superuser=False,
        joined_at=None,
        last_login=None,
        erased_at=timezone.now(),
    )


def _remover(person: Person) -> Any:
    table = next(one for one in ledger.tables() if one.rows is Person)
    assert table.file is not None  # noqa: S101 - her picture is a file
    name, remove = table.file
    kept = getattr(person, name)
    return lambda: remove(kept) if kept else None
