"""Fixtures of the domain: the cast, and a browserless client signed in as one of them."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Person
from tests import world as worlds


@pytest.fixture
def world(db: None) -> worlds.World:
    """Return the whole cast."""
    return worlds.build()


@pytest.fixture(scope="module")
def _standing_world(django_db_setup: None, django_db_blocker) -> Iterator[worlds.World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture
def standing_world(_standing_world: worlds.World, db: None) -> worlds.World:
    """Return the cast, built once for a whole module; what a test changes is undone after it."""
    return _standing_world


@pytest.fixture
def client_for() -> Callable[[Person], Client]:
    """Return a maker of clients that are signed in as a person."""

    def make_client(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return make_client
