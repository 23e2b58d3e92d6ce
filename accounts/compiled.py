"""Rules compiled once: what SQL a policy becomes does not change between requests.

Building a policy's nested conditions costs Django several milliseconds, again at every query.
The SQL is the same each time but for two values: whose rights are asked, and at what moment. So it
is compiled once per process with stand-ins for both, and each question only fills them in.

The compiled condition is a correlated ``EXISTS`` on the row's own primary key, so it can be put
into any queryset of the model, under any alias.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import BooleanField, DateTimeField, Exists, Expression, F, OuterRef, Q

if TYPE_CHECKING:
    from accounts.models import Person

# Stand-ins that no real row ever equals.
SOMEBODY = uuid.UUID("0ddba11c-0000-4000-8000-5eed5eed5eed")
SOMETIME = datetime(1903, 2, 1, 4, 5, 6, 123456, tzinfo=UTC)

# Django's own names for the tables inside a subquery: U0, V1, W4…
ALIAS = re.compile(r'(?<!")\b([A-Z]{1,2}\d+)\b(?!")')

# How SQLite's driver is given an id and a moment; PostgreSQL's is given the objects themselves.
AS_TEXT = re.compile(r"[0-9a-f]{32}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")

ID, MOMENT = models.UUIDField(), DateTimeField()

Build = Callable[[Any, datetime], Q]
_templates: dict[tuple[Any, ...], tuple[str, tuple[Any, ...]]] = {}


def _prepared(connection: Any, person: uuid.UUID, at: datetime) -> tuple[Any, Any]:
    """Return both values as this database's driver takes them."""
    return (
        ID.get_db_prep_value(person, connection),
        MOMENT.get_db_prep_value(at, connection),
    )


def names_somebody_or_some_moment(value: Any) -> bool:
    """Say whether a parameter is an id or a moment: neither may stay behind in a template."""
    if isinstance(value, str):
        return bool(AS_TEXT.fullmatch(value))
    return isinstance(value, uuid.UUID | datetime)


class Compiled(Expression):
    """The condition "this person may do this on the row", from the template of its rule."""

    conditional = True
    allowed_default = True

    def __init__(
        self, model: type[models.Model], action: str, person: Person, at: datetime, build: Build
    ) -> None:
        super().__init__(output_field=BooleanField())
        self.key = (model, action, person.is_superuser)
        self.person, self.at, self.build = person, at, build
        self.row = F("pk")

    def get_source_expressions(self) -> list[Any]:
        return [self.row]

    def set_source_expressions(self, exprs: list[Any]) -> None:
        (self.row,) = exprs

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        sql, marks = self._template(connection)
        row, row_params = compiler.compile(self.row)
        person, at = _prepared(connection, self.person.pk, self.at)
        filled = {"person": [person], "at": [at], "row": row_params}
        params: list[Any] = []
        for kind, value in marks:
            params += filled.get(kind, [value])
        return sql.replace("{row}", row), params

    def _template(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        key = (*self.key, connection.alias, connection.vendor)
        if key not in _templates:
            _templates[key] = self._compile(connection)
        return _templates[key]

    def _compile(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Compile the rule with stand-ins and say which parameter is which."""
        model = self.key[0]
        stand_in = self.person.__class__(pk=SOMEBODY, is_superuser=self.person.is_superuser)
        condition = self.build(stand_in, SOMETIME)
        try:
            model._base_manager.filter(condition).query.get_compiler(connection.alias).as_sql()
        except EmptyResultSet:
            return "1 = 0", ()  # a rule that lets nobody
        inner = model._base_manager.filter(condition, pk=OuterRef("pk"))
        outer = model._base_manager.filter(Exists(inner)).order_by().query
        compiler = outer.get_compiler(connection=connections[connection.alias])
        compiler.setup_query()
        sql, params = compiler.compile(outer.where)
        quote = connection.ops.quote_name
        row = f"{quote(model._meta.db_table)}.{quote(model._meta.pk.column)}"
        if sql.count(row) != 1:
            raise AssertionError(f"The rule of {model.__name__} names its row otherwise than once.")
        person, at = _prepared(connection, SOMEBODY, SOMETIME)
        marks = tuple(
            ("person", None) if value == person else ("at", None) if value == at else ("", value)
            for value in params
        )
        if any(names_somebody_or_some_moment(value) for _kind, value in marks):
            # A rule that asked the clock itself would be asked once and then hold for ever.
            raise AssertionError(f"The rule of {model.__name__} holds an id or moment of its own.")
        # Aliases of our own: inside somebody else's query "U0" may already mean another row.
        return ALIAS.sub(r"rule_\1", sql.replace(row, "{row}")), marks


def forget() -> None:
    """Forget every compiled rule (tests that change rules call this)."""
    _templates.clear()
