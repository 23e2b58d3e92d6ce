"""The school's help contacts, and the school's own details."""

from typing import Any

from accounts.actions import rows
from accounts.models import HelpContact, Person, School


def add_contact(*, contact: HelpContact, by: Person) -> None:
    """Keep a new help contact. For the wellbeing lead and the administrator."""
    rows.add(contact, by=by, verb="help.changed")


def change_contact(*, contact: HelpContact, by: Person, **fields: Any) -> None:
    """Change a help contact, the day it was last checked included."""
    rows.change(contact, by=by, verb="help.changed", fields=fields)


def remove_contact(*, contact: HelpContact, by: Person) -> None:
    """Take away a help contact that does not answer any more."""
    rows.remove(contact, by=by, verb="help.removed")


def change_school(*, school: School, by: Person, **fields: Any) -> None:
    """Change the school's name, zone or note."""
    rows.change(school, by=by, verb="school.changed", fields=fields)
