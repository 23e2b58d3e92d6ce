"""Where the benchmark runs: production's settings, and two databases one can switch between.

Both answer to the alias ``default``: the small one, and a copy of it with a hundred times the
entries. Ids and sessions are the same in both, so one client asks either.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "heartbeat.example"
SMALL, BIG = "1x", "100x"


def rerun_on_postgres(arguments: list[str]) -> int | None:
    """Run the benchmark on a PostgreSQL cluster of its own; None where this machine has none."""
    wrapper = [str(ROOT / ".ci" / "postgres"), "--as-default"]
    if subprocess.run([*wrapper, "true"], check=False).returncode:  # noqa: S603 - our own script
        return None
    command = [*wrapper, sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, check=False, cwd=ROOT).returncode  # noqa: S603 - as above


@dataclass
class Stand:
    """The two databases, by size."""

    wrappers: dict[str, object]
    database: str

    def use(self, size: str) -> None:
        """Let everything from here on ask this database."""
        from django.db import connections  # noqa: PLC0415 - Django is set up by now

        connections["default"] = self.wrappers[size]


@contextmanager
def stand() -> Iterator[Stand]:
    """Set Django up as in production, make the empty small database, and clean up afterwards."""
    with tempfile.TemporaryDirectory(prefix="heartbeat-bench-") as place:
        _setup(Path(place))
        from django.core.management import call_command  # noqa: PLC0415 - Django is set up by now

        made = _postgres() if "postgres" in os.environ["DATABASE_URL"] else _sqlite(Path(place))
        with made as built:
            built.use(SMALL)
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
            yield built


def _setup(place: Path) -> None:
    os.environ |= {
        "DEPLOYMENT": "production",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "a key for the benchmark only, long enough and secret to nobody",
        "ALLOWED_HOSTS": HOST,
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{place}/unused.sqlite3",
        "DATABASE_POOL_SIZE": "0",
        "STATIC_ROOT": str(place / "static"),
        "MEDIA_ROOT": str(place / "media"),
    }
    os.environ.pop("DEBUG", None)
    import django  # noqa: PLC0415 - the environment must be ready before

    django.setup()


def _wrapper(name: str) -> object:
    from django.db import connections  # noqa: PLC0415 - Django is set up by now

    first = connections["default"]
    return type(first)({**first.settings_dict, "NAME": name}, alias="default")


@contextmanager
def _sqlite(place: Path) -> Iterator[Stand]:
    paths = {size: place / f"{size}.sqlite3" for size in (SMALL, BIG)}
    built = Stand({size: _wrapper(str(path)) for size, path in paths.items()}, "SQLite")
    yield built
    for wrapper in built.wrappers.values():
        wrapper.close()


@contextmanager
def _postgres() -> Iterator[Stand]:
    from django.db import connections  # noqa: PLC0415 - Django is set up by now

    server = connections["default"]
    names = {size: f"heartbeat_bench_{os.getpid()}_{size}" for size in (SMALL, BIG)}
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{names[SMALL]}"')
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    built = Stand({size: _wrapper(name) for size, name in names.items()}, f"PostgreSQL {version}")
    try:
        yield built
    finally:
        for wrapper in built.wrappers.values():
            wrapper.close()
        with server.cursor() as cursor:
            for name in names.values():
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def copy_small_to_big(built: Stand) -> None:
    """Make the big database as a copy of the small one."""
    small, big = built.wrappers[SMALL], built.wrappers[BIG]
    names = small.settings_dict["NAME"], big.settings_dict["NAME"]
    small.close()
    if small.vendor == "sqlite":
        with sqlite3.connect(names[0]) as source, sqlite3.connect(names[1]) as target:
            source.backup(target)
        return
    server = type(small)({**small.settings_dict, "NAME": "postgres"}, alias="server")
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{names[1]}" TEMPLATE "{names[0]}"')
    server.close()


def analyze(built: Stand) -> None:
    """Do what PostgreSQL's autovacuum would have done by now; SQLite has no such habit."""
    for wrapper in built.wrappers.values():
        if wrapper.vendor == "postgresql":
            with wrapper.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
