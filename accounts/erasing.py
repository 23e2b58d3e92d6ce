"""Erasing as the ledger says: rows of a person or of pages go, are emptied, or stay without a name.

The rows are looked up first and only then taken: what leads to them may be the first to go. Who
may is asked by the caller, which is also in a transaction.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from accounts import ledger
from accounts.ledger import BLANK, DELETE, Table

PERSON, PAGE = "person", "page"
# How many rows one statement names: SQLite takes so many parameters everywhere.
CHUNK = 500

Sweep = Callable[[Any], None]
_sweeps: list[Sweep] = []


def register_sweep(sweep: Sweep) -> None:
    """Let an app take away what no path of the ledger finds. ``sweep`` receives the person."""
    _sweeps.append(sweep)


def sweep(person: models.Model) -> None:
    """Take away what no path of the ledger finds."""
    for one in _sweeps:
        one(person)


def erase(kind: str, ids: Iterable[Any]) -> int:
    """Erase what the ledger says of these people (PERSON) or entries (PAGE); return how many rows.

    Files go once the transaction is on disk. The row of a person herself is left to the caller.
    """
    wanted = list(ids)
    if not wanted:
        return 0
    found = [(one, _rows(one, kind, wanted)) for one in ledger.in_order() if _ends(one)]
    for one, pks in found:
        _take_files(one, pks)
        _take(one, pks)
    return sum(len(pks) for _one, pks in found)


def _ends(one: Table) -> bool:
    return one.end in (DELETE, BLANK)


def _rows(one: Table, kind: str, ids: list[Any]) -> list[Any]:
    paths = ledger.paths(one, kind)
    found: dict[Any, None] = {}
    for some in _chunks(ids) if paths else ():
        about = Q()
        for path in paths:
            about |= Q(**{f"{path}__in": some})
        rows = one.rows._base_manager.filter(about).order_by()
        found |= dict.fromkeys(rows.values_list("pk", flat=True))
    return list(found)


def _take(one: Table, pks: list[Any]) -> None:
    for some in _chunks(pks):
        rows = one.rows._base_manager.filter(pk__in=some)
        if one.end == DELETE:
            rows.delete()
        else:
            rows.update(
                **{name: value() if callable(value) else value for name, value in one.blank.items()}
            )


def _take_files(one: Table, pks: list[Any]) -> None:
    if one.file is None:
        return
    name, remove = one.file
    for some in _chunks(pks):
        rows = one.rows._base_manager.filter(pk__in=some).exclude(**{name: ""})
        for kept in rows.values_list(name, flat=True):
            transaction.on_commit(partial(remove, kept))


def _chunks(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
