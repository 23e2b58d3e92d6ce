"""Database settings that keep an acknowledged word (design: security.md, LB4, LB5, LB17)."""

from pathlib import Path
from typing import Any

import environ

SQLITE_OPTIONS = {
    # IMMEDIATE: with SQLite's default, concurrent writers fail with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL, not NORMAL: a power cut must not undo a save that was acknowledged.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
    ),
}


PLANNING = " ".join(
    f"-c {said}"
    for said in (
        "jit=off",
        # Eleven tables are as many as PostgreSQL plans without leaving it to chance.
        "join_collapse_limit=11",
        "from_collapse_limit=11",
        # A school's rows lie in memory, where following an index costs no more than reading on,
        # and either costs little. By the defaults, meant for turning disks, PostgreSQL reads
        # everybody's rows to find one person's, and plans anew what it has prepared.
        "seq_page_cost=0.1",
        "random_page_cost=0.1",
    )
)
# So many statements a connection keeps prepared: what everybody's pages ask, about 150 kB each.
STATEMENTS = 250
# Psycopg reads a statement anew each time if it is longer, or has more values, than it remembers.
LONGEST, MOST_VALUES = 32_768, 512


def remember_statements() -> None:
    """Let psycopg remember our longer questions: reading one again costs more than binding it."""
    from django.db.backends.signals import connection_created  # noqa: PLC0415 - apps are ready
    from psycopg import _queries  # noqa: PLC0415 - only where it is used

    _queries.MAX_CACHED_STATEMENT_LENGTH = LONGEST
    _queries.MAX_CACHED_STATEMENT_PARAMS = MOST_VALUES
    connection_created.connect(_keep_prepared)


def _keep_prepared(connection: Any, **said: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = STATEMENTS


def from_url(url: str, *, fallback: Path, pool_size: int = 0) -> dict[str, Any]:
    """Return Django's settings for one database.

    ``url`` is a ``DATABASE_URL`` (sqlite or postgres); empty means SQLite at ``fallback``.
    ``pool_size`` is psycopg's largest pool per process; 0 means that no connection is kept open.
    """
    if url:
        settings = dict(environ.Env.db_url_config(url))
    else:
        fallback.parent.mkdir(parents=True, exist_ok=True)
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(fallback)}
    options = dict(settings.get("OPTIONS") or {})
    if "sqlite" in settings["ENGINE"]:
        options = SQLITE_OPTIONS | options
        if pool_size:
            # Each thread keeps its own: when the last connection closes, SQLite folds its journal
            # away, and every save would wait five times for the disk instead of once.
            settings["CONN_MAX_AGE"] = None
    else:
        # Bound on the server, so that an error never logs the words of a statement.
        options.setdefault("server_side_binding", True)
        # Planning our longer questions takes longer than answering them: no compiling to machine
        # code, and statements are prepared after three uses. One that joins nine tables is planned
        # as a whole: else one's own pages are picked out last, from those of everybody. Behind a
        # proxy that shares connections between transactions, set prepare_threshold to None.
        options.setdefault("options", PLANNING)
        options.setdefault("prepare_threshold", 3)
        if pool_size:
            options.setdefault("pool", {"min_size": 1, "max_size": pool_size, "timeout": 10})
        else:
            settings["CONN_HEALTH_CHECKS"] = True
    settings["OPTIONS"] = options
    return settings
