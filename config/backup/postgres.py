"""PostgreSQL: pg_dump of one moment, and back in one transaction that counts before it commits."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from config.backup import NoBackup

MISSING = (
    "{0} is not on this machine. It comes with PostgreSQL’s client programs, in the version of the "
    "server or a newer one (Debian: apt-get install postgresql-client)."
)
# Everything of ours in the schema, whoever's tables stand on it; extensions stay.
EMPTY = """
SET LOCAL lock_timeout = '15s';
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP %s IF EXISTS %s CASCADE',
            CASE one.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, one.name);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
    END LOOP;
END $$;
"""
COUNT = """
DO $$ BEGIN
    IF (SELECT count(*) FROM {table}) <> {rows} THEN
        RAISE EXCEPTION 'restored rows differ in {plain}';
    END IF;
END $$;
"""


def snapshot(path: Path, forget: Sequence[str]) -> dict[str, int]:
    """Dump the database as it is at one moment, while others write; return the rows of each table.

    The rows of the tables in ``forget`` are left out.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        moment = cursor.fetchone()[0]
        rows = {table: _count(cursor, table, forget) for table in _tables(cursor)}
        left_out = [f"--exclude-table-data={table}" for table in forget]
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={moment}", f"--file={path}", *left_out)  # fmt: skip
    path.chmod(0o600)
    return rows


def check(path: Path, rows: dict[str, int]) -> None:
    """NoBackup unless pg_restore can read the dump and finds each of these tables in it."""
    listed = _run("pg_restore", "--list", str(path), is_connected=False)
    lines = [line.split() for line in listed.splitlines() if not line.startswith(";")]
    found = {words[5] for words in lines if words[3:4] == ["TABLE"] and len(words) > 5}
    if not set(rows) <= found:
        raise NoBackup("The tables in this archive are not those it speaks of.")


def replace(path: Path, rows: dict[str, int]) -> None:
    """Put the dump in the place of the database, in one transaction; undone if a count differs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    connection.close()
    script, before, after = (path.with_name(f"{name}.sql") for name in ("dump", "before", "after"))
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path),
         is_connected=False)  # fmt: skip
    before.write_text(EMPTY, encoding="utf-8")
    counts = [
        COUNT.format(table=f'"{schema}"."{table}"', rows=number, plain=table)
        for table, number in rows.items()
    ]
    after.write_text("\n".join(counts), encoding="utf-8")
    _run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
         "--set=VERBOSITY=terse", "--output=/dev/null",
         f"--file={before}", f"--file={script}", f"--file={after}")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _run(program: str, *words: str, is_connected: bool = True) -> str:
    """Run one of PostgreSQL's programs on the configured database and return what it said."""
    if shutil.which(program) is None:
        raise NoBackup(MISSING.format(program))
    args, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    reached = [*args[1:-1], f"--dbname={args[-1]}"] if is_connected else []
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with words of ours
        [program, *words, *reached],
        env=os.environ | (env or {}) | {"PGOPTIONS": ""},
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise NoBackup(f"{program} failed; nothing was changed. It said:\n{done.stderr[:1000]}")
    return done.stdout


def _tables(cursor: Any) -> list[str]:
    names = connection.introspection.get_table_list(cursor)
    return sorted(table.name for table in names if table.type == "t")


def _count(cursor: Any, table: str, forget: Sequence[str]) -> int:
    if table in forget:
        return 0
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - quoted
    return int(cursor.fetchone()[0])
