"""What people say of themselves: name, pronouns, zone, phone, picture."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.errors import Refused
from accounts.models import Person

FIELDS = ("name", "pronouns", "time_zone", "language", "phone")


def _own(person: Person, by: Person) -> None:
    if person.pk != by.pk or not by.is_active:
        raise Refused(_("People change their own profile; the admin is for the rest."))


@transaction.atomic
def change(*, person: Person, by: Person, **said: str) -> None:
    """Keep what ``by`` says of herself: each of ``FIELDS``, validated. Refused for anybody else."""
    _own(person, by)
    changed = [field for field in FIELDS if getattr(person, field) != said[field]]
    if not changed:
        return
    for field in changed:
        setattr(person, field, said[field])
    person.save(update_fields=changed)
    for field in changed:
        audit.record("profile.changed", by=by, about=person, field=field)


@transaction.atomic
def set_picture(*, person: Person, by: Person, picture: str) -> str:
    """Let the stored file ``picture`` (a name, or "" for none) be hers; return the one before.

    The caller removes the file of the earlier one once this is on disk. Refused for others.
    """
    _own(person, by)
    before = Person.objects.select_for_update().values_list("picture", flat=True).get(pk=person.pk)
    person.picture = picture
    person.save(update_fields=["picture"])
    audit.record("picture.changed", by=by, about=person)
    return before
