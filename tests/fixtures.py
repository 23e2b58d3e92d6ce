"""Fixtures of the domain: the cast, and a browserless client signed in as one of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Person
from tests import world as worlds


@pytest.fixture
def world(db: None) -> worlds.World:
    """Return the whole cast."""
    return worlds.build()


@pytest.fixture
def client_for() -> Callable[[Person], Client]:
    """Return a maker of clients that are signed in as a person."""

    def make_client(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return make_client
