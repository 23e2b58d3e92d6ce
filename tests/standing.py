"""Worlds built once and put back as they were: building one takes as long as fifty tests.

What was written to the database while one was built is kept as rows, with what the building
returned, and written again for the next module of tests, also by the other workers of a run; with
it the files that were stored. After a while it is built anew, so that what is an hour old stays so,
and when the hour ends: at midnight in some zone, what was written today is of yesterday.
"""

import pickle
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Person
from tests import make
from tests.databases import Run, one_at_a_time

# Seconds. What may be done for a quarter of an hour after it was made can still be done then.
FRESH = 300
Built = TypeVar("Built")
Types = dict[int, tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """The rows of one table, as they came from the database."""

    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True)
class Kept:
    """What one building left."""

    made_at: float
    hour: str
    # Content types get other numbers whenever a test empties every table: what each number was.
    types: Types
    # The number of the last thing that was made; what is made next is numbered after it.
    last: int
    tables: list[Table]
    files: dict[str, bytes]
    result: bytes


_kept: dict[str, Kept] = {}
_builders: dict[str, Callable[[], Any]] = {}


def built(build: Callable[[], Built]) -> Built:
    """Return what ``build`` returns, its rows and files written: from earlier, if that serves."""
    if Person.objects.exists():
        return build()
    name = f"{build.__module__}.{build.__qualname__}"
    _builders[name] = build
    with one_at_a_time(name):
        kept = _fetch(name)
        if kept is None or _is_older(kept, FRESH):
            return _build(name, build)
    with transaction.atomic():
        for table in kept.tables:
            _write(table, kept.types)
        _count_on({table.name for table in kept.tables})
    for name, data in kept.files.items():
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    make.Count.last = max(make.Count.last, kept.last)
    return pickle.loads(kept.result)  # noqa: S301 - written by a worker of this very run


def renew() -> None:
    """Build anew what was built here and is half as old as it may be; no row of it stays."""
    for name, build in _builders.items():
        kept = _fetch(name)
        if kept and _is_older(kept, FRESH / 2):
            with transaction.atomic():
                _build(name, build)
                transaction.set_rollback(True)


def _build(name: str, build: Callable[[], Built]) -> Built:
    before, stored = {table for table in _names() if _rows(table).rows}, _files()
    result = build()
    tables = [found for table in _names() if table not in before and (found := _rows(table)).rows]
    files = {n: data for n, data in _files().items() if n not in stored}
    said = pickle.dumps(result)
    age = (time.monotonic(), _hour())
    _keep(name, Kept(*age, _types(), make.Count.last, tables, files, said))
    return result


def _is_older(kept: Kept, seconds: float) -> bool:
    """Say whether this was made longer ago, or in another hour of the day."""
    return time.monotonic() - kept.made_at > seconds or kept.hour != _hour()


def _hour() -> str:
    return f"{timezone.now():%Y-%m-%d %H}"


def _files() -> dict[str, bytes]:
    """Return every file that is stored, by its name below the folder of uploads."""
    root = Path(settings.MEDIA_ROOT)
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def _types() -> Types:
    """Return what each content type's number stands for at this moment."""
    rows = ContentType.objects.values_list("pk", "app_label", "model")
    return {pk: (app, model) for pk, app, model in rows}


def _fetch(name: str) -> Kept | None:
    if Run.folder and (Run.folder / name).exists():
        return pickle.loads((Run.folder / name).read_bytes())  # noqa: S301 - as above
    return _kept.get(name)


def _keep(name: str, kept: Kept) -> None:
    _kept[name] = kept
    if Run.folder:
        (Run.folder / name).write_bytes(pickle.dumps(kept))


def _names() -> list[str]:
    return connection.introspection.django_table_names(only_existing=False)


def _count_on(tables: set[str]) -> None:
    """Let PostgreSQL number new rows after those that were written with their numbers."""
    everything = apps.get_models(include_auto_created=True)
    models = [model for model in everything if model._meta.db_table in tables]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _rows(table: str) -> Table:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        columns = [
            one.name for one in connection.introspection.get_table_description(cursor, table)
        ]
        # SQLite gives what it holds, not what Django makes of it, where a plus stands before it.
        plus = "+" if connection.vendor == "sqlite" else ""
        said = ", ".join(plus + quote(column) for column in columns)
        # Names of our own tables and columns, quoted; no value stands in the text.
        cursor.execute(f"SELECT {said} FROM {quote(table)}")  # noqa: S608
        return Table(table, columns, cursor.fetchall())


def _write(table: Table, types: Types) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column) for column in table.columns)
    places = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        # As above: names of ours, quoted.
        cursor.executemany(
            f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({places})",  # noqa: S608
            _of_today(table, types),
        )


def _of_today(table: Table, types: Types) -> list[tuple[Any, ...]]:
    """Return the rows of a table with the numbers that content types have now."""
    model = next((one for one in apps.get_models() if one._meta.db_table == table.name), None)
    fields = model._meta.concrete_fields if model else []
    typed = {field.column for field in fields if field.related_model is ContentType}
    if not typed:
        return table.rows
    now = {named: pk for pk, named in _types().items()}
    return [
        tuple(
            now[types[value]] if column in typed and value is not None else value
            for column, value in zip(table.columns, row, strict=True)
        )
        for row in table.rows
    ]
