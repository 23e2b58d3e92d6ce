"""What stands beneath each row of a query, fetched along in the same statement."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import JSONField, QuerySet, Subquery

Sql = tuple[str, Any]


class Rows(Subquery):
    """A subquery as one column: for each of its rows the values of these columns by name, in order.

    For small things: names, steps, ids as text. JSON knows no moment: ``moment`` reads it back.
    """

    def __init__(self, rows: QuerySet[Any], *names: str) -> None:
        super().__init__(rows.values(*names), output_field=JSONField())
        self.names = names

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Sql:
        pairs = ", ".join(f"'{name}', \"{name}\"" for name in self.names)
        found = f"json_group_array(json_object({pairs}))"
        return self._from(found, compiler, connection, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Sql:
        found = "coalesce(jsonb_agg(to_jsonb(beneath)), '[]'::jsonb)"
        return self._from(found, compiler, connection, **extra)

    def _from(self, found: str, compiler: Any, connection: Any, **extra: Any) -> Sql:
        # ``found`` is made of the names above, which are ours.
        template = f"(SELECT {found} FROM (%(subquery)s) beneath)"  # noqa: S608
        return super().as_sql(compiler, connection, template=template, **extra)


def moment(said: str) -> datetime:
    """Return a moment from ``Rows``; what SQLite keeps has no zone and is UTC."""
    at = datetime.fromisoformat(said)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
