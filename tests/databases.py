"""The tests' databases: migrated once for a run, and copied for each of its workers.

Migrating takes longer than a hundred tests do, and several workers would each do it at once.
"""

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases


class Run:
    """What the workers of a run share: a folder; None in a run without workers."""

    folder: Path | None = None


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock that the workers of this run share; nothing without workers."""
    if Run.folder is None:
        yield
        return
    with (Run.folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def own() -> Iterator[None]:
    """Migrate a database for a run without workers."""
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    yield
    teardown_databases(made, verbosity=0)


@contextlib.contextmanager
def copied(name: str, worker: str, workers: int) -> Iterator[None]:
    """Copy the database ``name`` for one worker: the first migrates it, the last removes it."""
    creation = connection.creation
    with one_at_a_time("database"):
        connection.settings_dict["TEST"]["NAME"] = name
        if (Run.folder / "migrated").exists():
            _use(name)
        else:
            setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
            (Run.folder / "migrated").touch()
        connection.close()
        creation.clone_test_db(suffix=worker, verbosity=0)
    mine = creation.get_test_db_clone_settings(worker)["NAME"]
    _use(mine)
    yield
    connection.close()
    creation._destroy_test_db(mine, 0)
    with one_at_a_time("database"), (Run.folder / "gone").open("a+") as gone:
        gone.write("x")
        if gone.tell() == workers:
            creation._destroy_test_db(name, 0)


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
