"""Portals beside the tests' own database: of the same kind, for a server of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from tests.live.people import make_students
from tests.live.place import KEY, Account, Place, conninfo, copy_tables


def migrated() -> str:
    """Return the URL of the tests' own database, whose tables may be copied."""
    return _url(str(connections["default"].settings_dict["NAME"]))


def _url(name: str) -> str:
    if connections["default"].vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def scratch(folder: Path) -> Iterator[Place]:
    """Give a place with an empty database of its own, and remove the database afterwards."""
    (folder / "media").mkdir(parents=True)
    (folder / "static").mkdir()
    if connections["default"].vendor == "sqlite":
        yield Place(folder, _url(str(folder / "portal.sqlite3")))
        return
    name = f"scratch_{os.getpid()}_{folder.name}"
    with psycopg.connect(conninfo(os.environ["DATABASE_URL"]), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Place(folder, _url(name))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def inside(place: Place) -> Iterator[None]:
    """Let everything in this process ask this place's database, as its server's commands do."""
    ours = connections["default"]
    name = str(place.sqlite or place.url.rpartition("/")[2])
    connections["default"] = type(ours)({**ours.settings_dict, "NAME": name}, alias="default")
    try:
        with override_settings(MEDIA_ROOT=place.media, SECRET_KEY=KEY):
            yield
    finally:
        connections["default"].close()
        connections["default"] = ours


def furnish(place: Place, people: int) -> list[Account]:
    """Fill an empty place with the portal's tables and so many signed-in students."""
    copy_tables(migrated(), place.url)
    with inside(place):
        call_command("createcachetable", "portal_cache")
        return [Account(**account) for account in make_students(people)]
