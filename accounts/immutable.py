"""Triggers that stop a written row from being changed, on SQLite and PostgreSQL alike.

They stop UPDATE only: erasing somebody's text deletes its row, which must stay possible.
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_is_written_once BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is written once'); END
"""
POSTGRESQL = """
CREATE FUNCTION {table}_is_written_once() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is written once'; END $$;
CREATE TRIGGER {table}_is_written_once BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_written_once();
"""


def written_once(*tables: str) -> migrations.RunPython:
    """Return the migration operation that makes these tables immutable."""
    return migrations.RunPython(_each(tables, make=True), _each(tables, make=False))


def _each(tables: Iterable[str], *, make: bool) -> Any:
    def run(apps: Any, schema_editor: Any) -> None:
        is_sqlite = schema_editor.connection.vendor == "sqlite"
        for table in tables:
            if make:
                sql = SQLITE if is_sqlite else POSTGRESQL
            elif is_sqlite:
                sql = "DROP TRIGGER {table}_is_written_once"
            else:
                sql = "DROP FUNCTION {table}_is_written_once() CASCADE"
            # The names are ours, from a migration: nothing a person typed.
            schema_editor.execute(sql.format(table=table), params=None)

    return run
