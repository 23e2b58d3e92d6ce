"""What the administrator does with people: add, correct, suspend, let in again."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person


@transaction.atomic
def add(*, person: Person, by: Person) -> None:
    """Keep a person who cannot sign in yet; an invitation lets her in (product.md, decision 23)."""
    person.set_unusable_password()
    rows.add(person, by=by, verb="person.added", exclude=("password",))


@transaction.atomic
def change(*, person: Person, by: Person, **fields: Any) -> None:
    """Correct somebody's details. Her e-mail is hers alone once she has come in."""
    stored = Person.objects.get(pk=person.pk)
    email = str(fields.get("email", stored.email)).strip().lower()
    if stored.has_come_in and email != stored.email:
        raise NotNow(_("This person has come in; she changes her own address."), field="email")
    if "email" in fields:
        fields["email"] = email
    rows.change(person, by=by, verb="person.changed", fields=fields, exclude=("password",))


@transaction.atomic
def suspend(*, person: Person, by: Person) -> None:
    """Take somebody's access away, effective at her next request. Nobody suspends herself."""
    rows.authorise(by, "change", person)
    if person.pk == by.pk:
        raise Refused(_("You cannot suspend yourself."))
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        audit.record("person.suspended", by=by, about=person)


@transaction.atomic
def restore(*, person: Person, by: Person) -> None:
    """Let a suspended person in again. Whose account is closed, nobody lets in."""
    rows.authorise(by, "change", person)
    if Person.objects.filter(pk=person.pk, is_active=False, erased_at=None).update(is_active=True):
        audit.record("person.restored", by=by, about=person)
