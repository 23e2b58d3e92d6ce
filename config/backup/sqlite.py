"""SQLite: its own online copy, both ways. Copying the file of a live database loses rows."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection

from config.backup import NoBackup


def _file() -> str:
    return str(connection.settings_dict["NAME"])


def snapshot(path: Path, forget: Sequence[str]) -> dict[str, int]:
    """Copy the database as it is at one moment, while others write; return the rows of each table.

    The rows of the tables in ``forget`` are left out, and overwritten with zeros in the copy.
    """
    with closing(sqlite3.connect(_file(), timeout=60)) as live, closing(_open(path)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        for table in set(forget) & set(_tables(copy)):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a table's own name
        copy.commit()
        return checked(copy)


def check(path: Path, rows: dict[str, int]) -> None:
    """NoBackup unless the copy is a sound database with exactly these rows."""
    with closing(_open(path)) as copy:
        if checked(copy) != rows:
            raise NoBackup("The rows in this archive are not those it speaks of.")


def replace(path: Path, rows: dict[str, int]) -> None:
    """Put the copy in the place of the database: in one transaction, which a crash undoes."""
    with closing(_open(path)) as copy, closing(sqlite3.connect(_file(), timeout=60)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("PRAGMA synchronous=FULL")
        copy.backup(live)
        if checked(live) != rows:
            raise NoBackup("The database is not what the archive holds. Restore it again.")


def checked(database: sqlite3.Connection) -> dict[str, int]:
    """Return the rows of each table; NoBackup for a damaged database."""
    try:
        if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise NoBackup("The database is damaged: PRAGMA integrity_check finds errors.")
        return {
            table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - as above
            for table in _tables(database)
        }
    except sqlite3.DatabaseError as error:
        raise NoBackup("The database in this archive cannot be read.") from error


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path)


def _tables(database: sqlite3.Connection) -> list[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return sorted(name for (name,) in database.execute(asked))
