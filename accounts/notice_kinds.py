"""The notice kinds of accounts."""

from typing import cast

from django.db import models

from accounts import notices
from accounts.actions import invitations
from accounts.models import Person


def _still_expected(person: Person, about: models.Model) -> bool:
    return person.pk == about.pk and invitations.may_come_in(cast(Person, about))


def _link(person: Person, about: models.Model) -> str:
    # The secret is made at the moment of sending, so that it is in this mail and nowhere else.
    return invitations.mint(person=person, by=None)


notices.register(notices.Kind("invitation", still=_still_expected, link=_link))
