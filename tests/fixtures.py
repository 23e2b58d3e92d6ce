"""Fixtures of the domain: the cast, and a browserless client signed in as one of them."""

import copy
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings as portal
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.test import Client

from accounts.models import Person
from config import probe
from tests import standing
from tests import world as worlds


def _suits(item: pytest.Item) -> bool:
    """Say whether a world may stand while this test runs: it wants it, or wants no database."""
    mark, wants = item.get_closest_marker("django_db"), set(item.fixturenames)
    if {"transactional_db", "live_server"} & wants or (mark and mark.kwargs.get("transaction")):
        return False
    return bool({"world", "standing_world"} & wants) or not (mark or "db" in wants)


@pytest.fixture(scope="module")
def _standing_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker
) -> Iterator[worlds.World | None]:
    """Build the cast once for a module; None where it would be in some test's way."""
    here = [one for one in request.session.items if one.getparent(pytest.Module) is request.node]
    asked_for = any("standing_world" in one.fixturenames for one in here)
    if not asked_for and not all(map(_suits, here)):
        yield None
        return
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing.built(worlds.build)
        transaction.set_rollback(True)


@pytest.fixture
def standing_world(_standing_world: worlds.World | None, db: None) -> worlds.World:
    """Return the cast that stands for a whole module; what a test changes is undone after it."""
    assert _standing_world is not None
    return _standing_world


@pytest.fixture
def world(_standing_world: worlds.World | None, db: None) -> worlds.World:
    """Return the whole cast as new: a copy of the standing one, or built where none can stand."""
    if _standing_world is None:
        return standing.built(worlds.build)
    return copy.deepcopy(_standing_world)


@pytest.fixture(scope="module")
def _probe(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield standing.built(probe.build)
        transaction.set_rollback(True)


@pytest.fixture
def manifest(_probe: dict[str, Any], db: None) -> dict[str, Any]:
    """Return the manifest of the probe world; what a test changes in that world is undone."""
    return _probe


@pytest.fixture
def client_for() -> Callable[[Person], Client]:
    """Return a maker of clients that are signed in as a person."""

    def make_client(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            _sign_in(client, person)
        return client

    return make_client


def _sign_in(client: Client, person: Person) -> None:
    """Give a client the session of somebody who has signed in, and nothing else of signing in.

    Noting when and on which device she did so takes longer than all of this, and few tests read it.
    """
    session = import_module(portal.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = portal.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    client.cookies[portal.SESSION_COOKIE_NAME] = session.session_key


@pytest.fixture
def sessions_in_memory(settings: Any) -> None:
    """Keep sessions out of the database, for tests that ask for thousands of pages."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
