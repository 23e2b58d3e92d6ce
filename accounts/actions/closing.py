"""Closing an account: asked for, thought over, then carried out by ``apply_retention``.

Whoever asks is signed out everywhere. Signing in again before the day keeps the account.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, notices
from accounts.actions import erasing, rows
from accounts.errors import NotNow, Refused
from accounts.models import Closing, Person
from accounts.periods import WARNING, Key, Periods

TOLD = "account_closing"


def open_closing(person: Person) -> Closing | None:
    """Return the closing of this account that is under way, if any."""
    return Closing.objects.filter(person=person, kept_at=None, done_at=None).first()


@transaction.atomic
def ask(*, by: Person) -> Closing:
    """Let ``by`` close her own account; the one under way, if she asked before."""
    if not by.is_active:
        raise Refused(rows.NOT_YOURS)
    return _begin(by, by=by, due_in=None)


@transaction.atomic
def ask_for(*, person: Person, by: Person) -> Closing:
    """Close somebody's account on her request; the programme office does. She is told by mail.

    It takes thirty days at least, and her signing in ends it.
    """
    rows.authorise(by, "change", person)
    if person.pk == by.pk:
        raise Refused(_("You close your own account on your profile."))
    if person.is_superuser:
        raise Refused(_("This is an operator’s account. It is closed on the server."))
    if person.erased_at is not None:
        raise NotNow(_("This account is closed already."))
    return _begin(person, by=by, due_in=WARNING)


def _begin(person: Person, *, by: Person, due_in: timedelta | None) -> Closing:
    Person.objects.select_for_update().get(pk=person.pk)
    under_way = open_closing(person)
    if under_way is not None:
        return under_way
    if erasing.is_last_administrator(person):
        raise NotNow(erasing.LAST)
    now = timezone.now()
    due = Periods().end(Key.CLOSING, now)
    made = Closing.objects.create(
        person=person,
        by_office=by.pk != person.pk,
        asked_at=now,
        due_at=max(due, now + due_in) if due_in else due,
    )
    erasing.end_sessions(person)
    notices.tell(TOLD, to=person, about=made)
    audit.record("closing.asked", by=by, about=person)
    return made


@transaction.atomic
def keep(*, by: Person) -> bool:
    """Keep the account of ``by`` after all; say whether it was being closed. One query, mostly."""
    kept = Closing.objects.filter(person=by, kept_at=None, done_at=None).update(
        kept_at=timezone.now()
    )
    if kept:
        audit.record("closing.kept", by=by, about=by)
    return bool(kept)
