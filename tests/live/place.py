"""A place to run the portal in: production's environment, an own database, people to write."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import environ
from psycopg.conninfo import make_conninfo

KEY = "a key for trials of the running portal only, secret to nobody"
ROOT = Path(__file__).resolve().parents[2]
HOST = "heartbeat.example"


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in: who she is, and the cookie that says so."""

    id: str
    session: str


@dataclass(frozen=True)
class Place:
    """A folder with everything one portal needs; ``url`` is its database."""

    folder: Path
    url: str

    @property
    def sqlite(self) -> Path | None:
        """Return the file of the database; None on PostgreSQL."""
        marker = "sqlite:///"
        return Path(self.url.removeprefix(marker)) if self.url.startswith(marker) else None

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def conninfo(self) -> str:
        """Return how PostgreSQL's own programs, and psycopg, reach the database."""
        return conninfo(self.url)

    def environment(self) -> dict[str, str]:
        """Return production's environment, with nothing of this shell's own settings."""
        ours = {
            "DEPLOYMENT": "production",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": KEY,
            "ALLOWED_HOSTS": HOST,
            "BEHIND_PROXY": "true",
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": str(self.media),
            "STATIC_ROOT": str(self.folder / "static"),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | ours

    def run(self, *command: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a Python command of ours here and return what it said."""
        return subprocess.run(  # noqa: S603 - our own interpreter and fixed words
            [sys.executable, *command],
            env=self.environment(), cwd=ROOT, text=True, capture_output=True, check=False,
            **options,
        )  # fmt: skip

    def manage(self, *command: str) -> str:
        """Run a management command and return its output; RuntimeError when it fails."""
        done = self.run("manage.py", *command)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return done.stdout

    def make(self, people: int, *, like: str = "", is_browsed: bool = False) -> list[Account]:
        """Make the database with so many signed-in students in it, and return them.

        ``like`` is the URL of a migrated database of the same kind, whose tables are copied:
        migrating takes longer. ``is_browsed`` collects the static files pages need.
        """
        for folder in (self.media, self.folder / "static"):
            folder.mkdir(parents=True, exist_ok=True)
        if like:
            copy_tables(like, self.url)
        self.manage("migrate", "--verbosity=0")
        self.manage("createcachetable")
        if is_browsed:
            self.manage("collectstatic", "--noinput", "--verbosity=0")
        made = self.run("-m", "tests.live.people", str(people))
        if made.returncode:
            raise RuntimeError(made.stderr)
        return [Account(**account) for account in json.loads(made.stdout)]


def conninfo(url: str) -> str:
    """Return a ``DATABASE_URL`` of PostgreSQL as its own library wants it."""
    said = environ.Env.db_url_config(url)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD",
             "dbname": "NAME"}  # fmt: skip
    return make_conninfo(**{name: said[ours] for name, ours in names.items() if said[ours]})


def copy_tables(source: str, target: str) -> None:
    """Copy a whole database; the target must be empty."""
    marker = "sqlite:///"
    if source.startswith(marker):
        old = sqlite3.connect(source.removeprefix(marker))
        new = sqlite3.connect(target.removeprefix(marker))
        old.backup(new)
        new.close()
        old.close()
        return
    dump = subprocess.run(  # noqa: S603 - fixed words
        ["pg_dump", "--no-owner", "--no-privileges", "--dbname", conninfo(source)],  # noqa: S607
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(  # noqa: S603 - fixed words
        ["psql", "-X", "-q", "--single-transaction", "--dbname", conninfo(target)],  # noqa: S607
        input=dump.stdout, check=True, capture_output=True,
    )  # fmt: skip
