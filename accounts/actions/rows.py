"""The steps that every change of a plain row has in common: authorise, check, keep, audit."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, rights
from accounts.errors import NotNow, Refused
from accounts.models import Person
from accounts.policy import allows

NOT_YOURS = _("You may not change this.")


def authorise(by: Person, action: str, row: models.Model) -> None:
    """Refused unless ``by`` may do ``action`` on this stored row. One query."""
    if not allows(by, action, row):
        raise Refused(NOT_YOURS)


def keep(row: models.Model, *, exclude: tuple[str, ...] = ()) -> None:
    """Check the row against its model's rules and save it; Refused names the field at fault.

    NotNow when somebody else was faster by a moment, and the database says so.
    """
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field="" if field == NON_FIELD_ERRORS else field) from None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NotNow(_("Somebody changed this at the same moment. Look at it once more.")) from None


@transaction.atomic
def add(
    row: models.Model, *, by: Person, verb: str, exclude: tuple[str, ...] = (), **facts: Any
) -> None:
    """Keep a new row, if ``by`` may add it where it stands. The right is asked of the whole row."""
    if not rights.could(by, "add", type(row)):
        raise Refused(NOT_YOURS)
    keep(row, exclude=exclude)
    # Asked of the database once more, since the policy speaks of rows; refusing undoes the save.
    authorise(by, "add", row)
    audit.record(verb, by=by, about=row, **facts)


@transaction.atomic
def change(
    row: models.Model,
    *,
    by: Person,
    verb: str,
    fields: dict[str, Any],
    exclude: tuple[str, ...] = (),
    **facts: Any,
) -> list[str]:
    """Give a stored row new values and return the names of those that differ; none, no audit.

    The right is asked of the row as it was and, if it now belongs elsewhere, of what it became.
    (Somebody may end her own role: the right to do so need not outlive the act.)
    """
    stored = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    authorise(by, "change", stored)
    changed = [name for name, value in fields.items() if getattr(stored, name) != value]
    if not changed:
        return []
    for name, value in fields.items():
        setattr(row, name, value)
    keep(row, exclude=exclude)
    if any(row._meta.get_field(name).is_relation for name in changed):
        authorise(by, "change", row)
    audit.record(verb, by=by, about=row, fields="+".join(changed), **facts)
    return changed


@transaction.atomic
def remove(row: models.Model, *, by: Person, verb: str, **facts: Any) -> None:
    """Delete a row that nothing stands on. Refused without saying what stands on it."""
    authorise(by, "delete", row)
    audit.record(verb, by=by, about=row, **facts)
    try:
        with transaction.atomic():
            row.delete()
    except (models.ProtectedError, models.RestrictedError):
        raise Refused(_("This is in use and stays.")) from None
