"""How often the database waited for its disk while one person wrote alone.

With several writers one wait serves many commits, so only one writer shows whether each save waits.
"""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from tests.live.place import Account, Place
from tests.live.server import Server
from tests.live.writer import Page

CALL = re.compile(r"^\d+\s+f(?:data)?sync\(", re.MULTILINE)


def settings_of(place: Place) -> str:
    """Return how this database keeps its word; the portal's own check refuses anything less."""
    place.manage("check", "--database", "default", "--fail-level", "ERROR")
    if place.sqlite:
        return "journal_mode=WAL, synchronous=FULL (checked by portal.E001)"
    with psycopg.connect(place.conninfo) as connection:
        names = ("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")
        found = {n: connection.execute(f"SHOW {n}").fetchone()[0] for n in names}
    if found["fsync"] != "on" or found["synchronous_commit"] != "on":
        raise RuntimeError(f"This cluster does not wait for its disk: {found}")
    return ", ".join(f"{name}={value}" for name, value in found.items())


def can_trace() -> bool:
    """Say whether system calls can be counted here: strace is there, and is let."""
    strace = shutil.which("strace")
    return (
        bool(strace)
        and not subprocess.run(  # noqa: S603 - fixed words
            [strace, "-f", "-o", "/dev/null", "true"], check=False, capture_output=True
        ).returncode
    )


def count(place: Place, account: Account, saves: int) -> float | None:
    """Return waits for the disk per acknowledged save; None where they cannot be counted."""
    if place.sqlite:
        return _traced(place, account, saves) if can_trace() else None
    before = _wal_syncs(place.conninfo)
    server = Server(place)
    server.start()
    page = _write_alone(server, account, saves)
    server.stop()  # its connections end, and with that their figures are reported
    return (_wal_syncs(place.conninfo) - before) / len(page.heard.kept)


def _traced(place: Place, account: Account, saves: int) -> float:
    """Count fsync and fdatasync of the server's processes, from the second save to the last."""
    notes = place.folder / "syncs.txt"
    quietly = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=fsync,fdatasync"]
    server = Server(place, inside=[*quietly, "-o", str(notes)])
    server.start()
    page = _write_alone(server, account, 1)
    begun = _calls(notes)
    for _ in range(saves):
        page.save()
    done = _calls(notes)
    server.kill()
    if page.heard.strange or page.heard.cut:
        raise RuntimeError(f"A save failed while nothing else happened: {page.heard.strange}")
    return (done - begun) / saves


def _calls(notes: Path) -> int:
    return len(CALL.findall(notes.read_text()))


def _write_alone(server: Server, account: Account, saves: int) -> Page:
    page = Page(server.port, account)
    for _ in range(saves):
        if not page.save():
            raise RuntimeError(f"A save failed while nothing else happened: {page.heard.strange}")
    return page


def _wal_syncs(conninfo: str) -> int:
    """Return how often the cluster waited for its journal; the name depends on the version."""
    with psycopg.connect(conninfo) as connection:
        new = connection.info.server_version >= 180000
        asked = (
            "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"
            if new
            else "SELECT wal_sync FROM pg_stat_wal"
        )
        found: Any = connection.execute(asked).fetchone()
    return int(found[0] or 0)
