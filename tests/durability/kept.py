"""What the database holds, against what the writers were told."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg

from tests.live.place import Place
from tests.live.writer import Kept, Page, fingerprint

ROWS = """
    SELECT t.draft_id, t.revision, t.save_id, t.sha256, t.title, t.body, d.revision
    FROM accounts_drafttext t JOIN accounts_draft d ON d.id = t.draft_id
    JOIN reflections_entry e ON e.draft_id = d.id
    ORDER BY t.draft_id, t.revision
"""


class Row(NamedTuple):
    """One kept text, with the newest revision its draft speaks of."""

    draft: str
    revision: int
    save: str
    sha256: str
    title: str
    body: str
    newest: int


def read(place: Place) -> list[Row]:
    """Return every kept text, read from outside: no server of ours has to be alive."""
    return [Row(_id(d), r, _id(s), *rest) for d, r, s, *rest in ask(place, ROWS)]


def ask(place: Place, sql: str) -> list[Any]:
    """Return the rows of one question to the database itself."""
    if place.sqlite:
        connection: Any = sqlite3.connect(place.sqlite, timeout=20)
    else:
        connection = psycopg.connect(place.conninfo)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _id(value: Any) -> str:
    """Return an id without dashes: SQLite keeps it as text, PostgreSQL as a type of its own."""
    return str(value).replace("-", "")


@dataclass
class Verdict:
    """What one comparison found. All but ``unanswered`` must stay empty."""

    lost: list[str] = field(default_factory=list)  # acknowledged, and not there
    disorder: list[str] = field(default_factory=list)  # there, but not as it was typed
    # Saves that are there, though the answer never arrived: known again when sent again.
    unanswered: list[str] = field(default_factory=list)


def compare(pages: Iterable[Page], rows: Iterable[Row]) -> Verdict:
    """Hold what is there against what was acknowledged."""
    verdict = Verdict()
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[row.draft].append(row)
    for page in pages:
        _compare(page, of.pop(_id(page.id), []), verdict)
    verdict.disorder += [f"{draft}: nobody here wrote it" for draft in of]
    return verdict


def _compare(page: Page, rows: list[Row], verdict: Verdict) -> None:
    there = {Kept(row.revision, row.sha256) for row in rows}
    missing = [kept for kept in page.heard.kept if kept not in there]
    verdict.lost += [f"{page.id}, revision {kept.revision}" for kept in missing]
    told = len(page.heard.kept)
    if len(rows) == told + 1 and page.pending and rows[-1].save == _id(page.pending["save_id"]):
        verdict.unanswered.append(rows[-1].save)
    elif len(rows) > told:
        verdict.disorder.append(f"{page.id}: {len(rows)} texts, {told} were acknowledged")
    verdict.disorder += [f"{page.id}: {fault}" for fault in faults(rows)]


def faults(rows: list[Row]) -> Iterable[str]:
    """Say what is wrong with the texts of one page: gaps, wrong order, other words than typed."""
    for at, row in enumerate(rows, start=1):
        if row.revision != at:
            yield f"revision {row.revision} stands at {at}"
        if fingerprint(row.title, row.body) != row.sha256:
            yield f"revision {row.revision} does not hold what its hash says"
        if int(row.body.partition("\n")[0]) != at:
            yield f"revision {row.revision} was typed at another time"
        if row.newest != rows[-1].revision:
            yield f"its draft speaks of revision {row.newest}"
