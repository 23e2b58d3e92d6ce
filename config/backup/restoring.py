"""Restoring: everything is verified first, the database changes in one transaction."""

from pathlib import Path
from typing import BinaryIO

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts import audit
from accounts.models import Person
from config.backup import NoBackup, archive, media
from config.backup.archive import Manifest
from config.backup.making import engine


def read(source: BinaryIO, place: Path, *, is_foreign: bool = False) -> Manifest:
    """Unpack an archive into ``place`` and verify all of it. NoBackup unless it can be restored."""
    folder = place / "archive"
    folder.mkdir()
    manifest = archive.unpack(source, folder, is_foreign=is_foreign)
    if manifest.vendor != connection.vendor:
        raise NoBackup(
            f"This archive was made on {manifest.vendor}; this portal runs on {connection.vendor}."
        )
    known = MigrationLoader(None).disk_migrations or {}
    newer = [
        f"{app} {name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise NoBackup(
            f"This archive was made by another version of Heartbeat (it has {newer[0]}). Install "
            "that version and restore there; then update."
        )
    engine(manifest.vendor).check(folder / manifest.database, manifest.rows)
    return manifest


def people() -> int:
    """Return how many people this database knows; 0 for an empty one."""
    if Person._meta.db_table not in connection.introspection.table_names():
        return 0
    return Person.objects.count()


def replace(manifest: Manifest, place: Path) -> None:
    """Put what ``read`` unpacked in the place of everything. NoBackup, and nothing changed."""
    folder = place / "archive"
    held, wanted = folder / archive.MEDIA, manifest.media()
    brought = media.place(held, wanted)
    try:
        engine(manifest.vendor).replace(folder / manifest.database, manifest.rows)
    except BaseException:
        media.take_back(brought)
        raise
    media.settle(held, wanted, brought)


def is_behind() -> bool:
    """Say whether the restored database lacks migrations of this version."""
    loader = MigrationLoader(connection)
    return bool(set(loader.disk_migrations or {}) - set(loader.applied_migrations or {}))


def noted(manifest: Manifest) -> None:
    """Write down, in what was restored, that it was."""
    audit.record("backup.restored", by=None, made_at=manifest.made_at)
