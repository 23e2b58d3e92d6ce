"""Who comes to the door."""

import pytest

from accounts.actions import invitations
from tests import make


@pytest.fixture
def asha(db):
    person = make.person(name="Asha Rao", email="asha@example.org")
    invitations.confirm_address(person)
    return person


@pytest.fixture
def ivo(db):
    person = make.person(name="Ivo", email="ivo@example.org")
    make.appointment(person=person)
    invitations.confirm_address(person)
    return person


@pytest.fixture
def waiting(db):
    """Somebody the roster made, who has not come in."""
    return make.person(name="Noor", email="noor@example.org", password="", joined_at=None)
