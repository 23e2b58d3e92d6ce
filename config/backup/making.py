"""Making a backup: the media held, the database copied, both written and sealed."""

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from accounts import audit
from config.backup import archive, media, postgres, sqlite
from config.backup.archive import Manifest


def engine(vendor: str) -> ModuleType:
    """Return how a database of this kind is copied and put back."""
    return {"sqlite": sqlite, "postgresql": postgres}[vendor]


def forgotten() -> list[str]:
    """Return the tables whose rows stay out of a backup: keys to come in, and counters."""
    tables = [Session._meta.db_table, UserSession._meta.db_table]
    cache = settings.CACHES["default"]
    if cache["BACKEND"].endswith("DatabaseCache"):
        tables.append(cache["LOCATION"])
    return [name for name in tables if name in connection.introspection.table_names()]


def write(to: BinaryIO, place: Path) -> Manifest:
    """Write a backup to ``to``, working in the empty folder ``place``; return what is in it.

    NoBackup when it cannot be done. People may write meanwhile.
    """
    folder = place / "archive"
    held = folder / archive.MEDIA
    held.mkdir(parents=True)
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    media.hold(held)
    database = folder / archive.DATABASES[connection.vendor]
    rows = engine(connection.vendor).snapshot(database, forgotten())
    media.hold(held)
    manifest = Manifest(made_at, connection.vendor, rows, migrations())
    archive.write(to, manifest, folder)
    return manifest


def noted(manifest: Manifest) -> None:
    """Write down that a copy of everything was made."""
    audit.record("backup.made", by=None, made_at=manifest.made_at)


def migrations() -> dict[str, list[str]]:
    """Return the names of the migrations this database has, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found
