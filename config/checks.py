"""Deploy checks: each has an id, says what is wrong and what to do (docs/operating.md)."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from accounts import ledger
from config import server_log


@register(Tags.database)
def database_keeps_words(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Any]:
    """Read back the settings on which "saved" rests."""
    found: list[Any] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite":
            found += _sqlite(connection)
        elif connection.vendor == "postgresql":
            found += _postgresql(connection)
    return found


def _sqlite(connection: Any) -> list[Any]:
    with connection.cursor() as cursor:
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
    if synchronous < 2:
        return [
            Error(
                "SQLite would acknowledge a save before it is on disk.",
                hint="Leave out PRAGMA synchronous; the portal sets FULL.",
                id="portal.E001",
            )
        ]
    return []


def _postgresql(connection: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        commit, fsync = cursor.fetchone()
        wordy = server_log.wordy(cursor)
    found: list[Any] = []
    if wordy:
        found.append(
            Warning(
                "PostgreSQL could write people's words into its own log.",
                hint=f"Set, for the portal's role: {', '.join(wordy)} (docs/operating.md).",
                id="portal.W002",
            )
        )
    if commit not in {"on", "remote_apply", "remote_write"} or fsync != "on":
        found.append(
            Error(
                "PostgreSQL would acknowledge a save before it is on disk.",
                hint="Set fsync = on and synchronous_commit = on.",
                id="portal.E002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def settings_are_safe(app_configs: Any, **kwargs: Any) -> list[Any]:
    """Warn of a setting that production should not have."""
    found: list[Any] = []
    if settings.SITE_URL.startswith("http://"):
        found.append(
            Error(
                "SITE_URL is not https, so links in mail would be sent in the clear.",
                hint="Set SITE_URL to the https address of the portal.",
                id="portal.E003",
            )
        )
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost>"):
        found.append(
            Warning(
                "DEFAULT_FROM_EMAIL names no real sender.",
                hint="Set it, for example: Heartbeat <portal@school.example>",
                id="portal.W001",
            )
        )
    return found


@register(Tags.models)
def every_field_is_in_the_ledger(app_configs: Any, **kwargs: Any) -> list[Any]:
    """Find what the privacy ledger does not classify, or classifies and is gone."""
    return [
        Error(
            f"{table}: {fault}.",
            hint="Say in the ledger.py of its app what it is, why it is kept and how it ends.",
            id="portal.E010",
        )
        for table, fault in ledger.faults()
    ]
