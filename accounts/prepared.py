"""Queries compiled once: for pages whose questions are long and differ only in who asks and when.

Building a queryset with nested conditions and turning it into SQL costs Django several
milliseconds, far more than the database needs to answer. ``@prepared`` does it once in a process,
with stand-ins for every value, and afterwards only fills the values in and runs the statement.

A template must hold nobody's id and no moment: a statement in which either is left over after
every stand-in was found is refused, so that a right can never be frozen by mistake.
"""

import copy
import re
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import update_wrapper
from typing import Any

from django.db import connections, models

from accounts.compiled import SOMEBODY, SOMETIME, names_somebody_or_some_moment

Build = Callable[..., models.QuerySet[Any]]
MARK = "~stand-in~"
ID, MOMENT = models.UUIDField(), models.DateTimeField()
PLACE = re.compile("%[%s]")
# The words of our own code, such as roles and kinds, stand in the statement as they are.
PLAIN_WORD = re.compile("[a-z_]+")


def _stand_in(number: int, value: Any) -> Any:
    """Return a value of the same type that no real row equals."""
    if hasattr(value, "is_superuser"):
        # A request's user is a proxy: its own type is not the class it stands for.
        # Each of two people has a stand-in of her own: neither is ever asked as the other.
        nobody = uuid.UUID(int=SOMEBODY.int + 1 + number)
        return value.__class__(pk=nobody, is_superuser=value.is_superuser)
    if isinstance(value, datetime):
        return SOMETIME.replace(year=SOMETIME.year + number)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=SOMEBODY.int + 1 + number)
    if isinstance(value, bool):
        return value  # a switch: each of its positions is a statement of its own
    if isinstance(value, int):
        return -7_310_582_000 - number
    if isinstance(value, str):
        return f"{MARK}{number}"
    raise TypeError(f"A {type(value).__name__} cannot be filled into a prepared query.")


def _in_database(value: Any, connection: Any) -> Any:
    """Return a value as this database's driver takes it."""
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, uuid.UUID):
        return ID.get_db_prep_value(value, connection)
    if isinstance(value, datetime):
        return MOMENT.get_db_prep_value(value, connection)
    return value


def _narrows(value: Any) -> bool:
    return isinstance(value, uuid.UUID | int | str) and not isinstance(value, bool)


def _is_left_over(value: Any) -> bool:
    if isinstance(value, str) and MARK in value:
        return True
    return names_somebody_or_some_moment(value)


class _Template:
    """One queryset compiled for one database, and which of its parameters is whose."""

    def __init__(self, queryset: models.QuerySet[Any], stand_ins: list[Any]) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        sql, params = self.compiler.as_sql()
        # How each column becomes a Python value is as constant as the statement.
        columns = [column for column, *_said in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)
        known = [_in_database(value, self.compiler.connection) for value in stand_ins]
        marks = [_mark(value, known) for value in params]
        self.sql, self.names = _named(sql, marks, stand_ins)
        heard = {at for at, _value in marks}
        # A rule may need no moment, or not even a person; anything else was given to be used.
        narrowing = {at for at, value in enumerate(stand_ins) if _narrows(value)}
        if narrowing - heard:
            raise AssertionError("A prepared query must put each of its values into a condition.")

    def run(self, values: list[Any]) -> list[Any]:
        """Ask with these values and return the rows."""
        rows = self._again()
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[rows.db]
        filled = [_in_database(value, compiler.connection) for value in values]
        params = {
            name: value if at is None else filled[at] for name, (at, value) in self.names.items()
        }
        compiler.as_sql = lambda *args, **options: (self.sql, params)
        compiler.get_converters = lambda columns: self.converters
        # Whoever chains on from here would not be heard, so only the finished list leaves.
        rows.query.get_compiler = lambda *args, **options: compiler
        return list(rows)

    def _again(self) -> models.QuerySet[Any]:
        """Return the queryset as if it had not been asked. A clone of Django's would copy the
        conditions too, which nobody changes here.
        """
        rows: models.QuerySet[Any] = object.__new__(type(self.queryset))
        fresh = {"_query": copy.copy(self.queryset.query), "_result_cache": None}
        rows.__dict__ = self.queryset.__dict__ | fresh | {"_prefetch_done": False}
        return rows


def _mark(value: Any, known: list[Any]) -> tuple[int | None, Any]:
    """Return which stand-in a parameter is, or that it is a constant."""
    for at, stand_in in enumerate(known):
        if type(value) is type(stand_in) and value == stand_in:
            return at, None
    if _is_left_over(value):
        raise AssertionError("A prepared query may hold no id and no moment but those it is given.")
    return None, value


Mark = tuple[int | None, Any]


def _named(sql: str, marks: list[Mark], stand_ins: list[Any]) -> tuple[str, dict[str, Mark]]:
    """Return the statement with names for its values, and what each name stands for.

    A rule names the same person and the same moment forty times; by name each is sent once.
    """
    names: dict[str, Mark] = {}
    waiting = iter(marks)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        at, value = next(waiting)
        if at is None and isinstance(value, str) and PLAIN_WORD.fullmatch(value):
            return f"'{value}'"
        name = _name_of(at, value, stand_ins) or f"n{len(names)}"
        names[name] = at, value
        return f"%({name})s"

    return PLACE.sub(place, sql), names


def _name_of(at: int | None, value: Any, stand_ins: list[Any]) -> str:
    """Return the name all places of a value share; none for text, which PostgreSQL types anew."""
    if at is not None:
        return "" if isinstance(stand_ins[at], str) else f"v{at}"
    return f"{type(value).__name__}_{value}".replace("-", "m") if type(value) in (int, bool) else ""


class Prepared:
    """A queryset's recipe that is followed once; see the module."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.templates: dict[Any, _Template] = {}
        update_wrapper(self, build)
        _all.append(self)

    def __call__(self, *values: Any) -> list[Any]:
        """Return the rows for these values (people, moments, ids, numbers, switches), as a list.

        Nothing when one of them is somebody who may not sign in.
        """
        if any(_is_stranger(value) for value in values):
            return []
        key = (connections["default"].vendor, *map(_shape, values))
        if key not in self.templates:
            stand_ins = [_stand_in(number, value) for number, value in enumerate(values)]
            self.templates[key] = _Template(self.build(*stand_ins), stand_ins)
        return self.templates[key].run(list(values))


def _is_stranger(value: Any) -> bool:
    return hasattr(value, "is_authenticated") and not (value.is_authenticated and value.is_active)


def _shape(value: Any) -> Any:
    """Return what of a value may change the statement: its type, and whether it is an operator."""
    if hasattr(value, "is_superuser"):
        return "person", value.is_superuser
    return ("switch", value) if isinstance(value, bool) else type(value)


def filled(ids: Sequence[Any]) -> list[Any]:
    """Return ids, repeated up to a power of two: a handful of statements serves every length."""
    return [*ids, *list(ids[:1]) * ((1 << (len(ids) - 1).bit_length()) - len(ids))]


_all: list[Prepared] = []


def prepared(build: Build) -> Prepared:
    """Let the queryset that ``build(*values)`` returns be compiled once per process.

    ``build`` may depend on its values only by putting them into conditions, and asks no clock: the
    moment is one of its values.
    """
    return Prepared(build)


def forget() -> None:
    """Forget every template (tests that change rules call this)."""
    for query in _all:
        query.templates.clear()
