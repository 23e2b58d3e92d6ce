"""The one visibility rule: named clauses, asked in two directions.

A clause says, once, how a person and a row must be related. ``link(who, it, at)`` receives two
sides: ``who`` stands for the person and ``it`` for the row. In one direction the person is known
and the rows are sought (lists, details, searches, exports); in the other the row is known and the
people are sought ("who can read this?"). Everything else is derived from these two questions:

``Model.objects.visible_to(person)``  rows a person may see
``allows(person, action, row)``       yes or no
``.with_right(action, person)``       the same as a column, for buttons in a list
``audience(row)``                     the people, by name
``explain(person, action, row)``      the names of the clauses that let her

Rights are asked at the moment of the request and never kept. A suspended person has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.compiled import Compiled
from accounts.prepared import Prepared, prepared

if TYPE_CHECKING:
    from accounts.models import Person

NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY


class Side:
    """One side of a clause: either the row being sought or a value already known."""

    def __init__(self, known: models.Model | None = None) -> None:
        self.known = known

    def __call__(self, path: str = "pk") -> Any:
        """Return the value at ``path`` (``author_id``, ``version__entry_id``) for a filter."""
        if self.known is None:
            return OuterRef(path)
        value: Any = self.known
        for step in path.split("__"):
            value = getattr(value, step)
        return value

    def has(self, **conditions: Any) -> Q:
        """Return the condition that this side has these field values."""
        if self.known is None:
            return Q(**conditions)
        return (
            EVERYBODY if all(self(path) == value for path, value in conditions.items()) else NOBODY
        )

    def began(self, path: str, at: datetime) -> Q:
        """Return the condition that the moment at ``path`` has come by ``at``."""
        if self.known is None:
            return Q(**{f"{path}__lte": at})
        begins = self(path)
        return EVERYBODY if begins is not None and begins <= at else NOBODY

    def is_set(self, path: str) -> Q:
        """Return the condition that ``path`` is not empty."""
        if self.known is None:
            return Q(**{f"{path}__isnull": False})
        return EVERYBODY if self(path) is not None else NOBODY


def same(who: Side, it: Side, path: str) -> Q:
    """Return the condition that the row's ``path`` names this person (``author_id``, say)."""
    if it.known is None:
        return Q(**{path: who()})
    return Q(pk=it(path))


def there_is(rows: models.QuerySet[Any]) -> Q:
    """Return the condition that at least one such row exists."""
    return Q(Exists(rows))


Link = Callable[[Side, Side, datetime], Q]


@dataclass(frozen=True)
class Clause:
    """A named reason why somebody may; ``sentence`` is what people are told."""

    name: str
    sentence: Any
    link: Link

    def rows(self, person: Person, at: datetime) -> Q:
        """Return the condition on the model for this person."""
        return self.link(Side(person), Side(), at)

    def people(self, row: models.Model, at: datetime) -> Q:
        """Return the condition on Person for this row."""
        return self.link(Side(), Side(row), at)


@dataclass(frozen=True)
class Policy:
    """For each action the clauses of which one must hold, less those of which none may.

    An action without clauses is nobody's.
    """

    model: type[models.Model]
    may: Mapping[str, tuple[Clause, ...]]
    never: Mapping[str, tuple[Clause, ...]] = field(default_factory=dict)

    def condition(self, action: str, ask: Callable[[Clause], Q]) -> Q:
        """Combine the clauses of ``action``; ``ask`` puts each in one of its two directions."""
        allowed = NOBODY
        for clause in self.may[action]:
            allowed |= ask(clause)
        for clause in self.never.get(action, ()):
            allowed &= ~ask(clause)
        return allowed


_policies: dict[type[models.Model], Policy] = {}


def register(*policies: Policy) -> None:
    """Make these the rules of their models. Each model has exactly one policy."""
    for policy in policies:
        if policy.model in _policies:
            raise ValueError(f"{policy.model.__name__} has a policy already.")
        _policies[policy.model] = policy


def policy_of(model: type[models.Model]) -> Policy:
    """Return the rules of a model; KeyError when nobody may see it at all."""
    return _policies[model]


def policies() -> Iterable[Policy]:
    """Return every registered policy."""
    return _policies.values()


def rows_for(model: type[models.Model], action: str, person: Any, at: datetime | None = None) -> Q:
    """Return the condition on ``model`` for ``person``; nothing for the unknown or suspended."""
    if not person.is_active:  # also somebody who is not signed in
        return NOBODY
    policy = policy_of(model)
    if action not in policy.may:
        raise KeyError(f"{model.__name__} has no rule for {action!r}.")

    def build(whom: Any, moment: datetime) -> Q:
        return policy.condition(action, lambda clause: clause.rows(whom, moment))

    return Q(Compiled(model, action, person, at or timezone.now(), build))


class PolicyQuerySet(models.QuerySet[Any]):
    """A queryset that can ask who may."""

    def visible_to(self, person: Any, action: str = "read", at: datetime | None = None) -> Self:
        """Return the rows on which ``person`` may do ``action``."""
        return self.filter(rows_for(self.model, action, person, at))

    def with_right(self, action: str, person: Any, at: datetime | None = None) -> Self:
        """Annotate each row with ``may_<action>``, in the same query."""
        right = models.Case(
            models.When(rows_for(self.model, action, person, at), then=models.Value(True)),
            default=models.Value(False),
            output_field=models.BooleanField(),
        )
        return self.annotate(**{f"may_{action}": right})


def allows(person: Any, action: str, row: models.Model, at: datetime | None = None) -> bool:
    """Say whether ``person`` may do ``action`` on ``row``. One query."""
    if row.pk is None:
        return False
    return bool(_asking(type(row), action)(person, at or timezone.now(), row.pk))


@cache
def _asking(model: type[models.Model], action: str) -> Prepared:
    """Return the question whether somebody may do ``action`` on the row with an id."""

    def build(person: Any, at: datetime, pk: Any) -> models.QuerySet[Any, Any]:
        right = rows_for(model, action, person, at)
        return model._default_manager.filter(right, pk=pk).order_by().values_list("pk")[:1]

    return prepared(build)


def audience(
    row: models.Model, action: str = "read", at: datetime | None = None
) -> models.QuerySet[Person]:
    """Return everybody who may do ``action`` on ``row``, as Person rows. One query."""
    from accounts.models import Person  # noqa: PLC0415 - models import this module

    moment = at or timezone.now()
    condition = policy_of(type(row)).condition(action, lambda clause: clause.people(row, moment))
    return Person.objects.filter(condition, is_active=True)


def explain(person: Any, action: str, row: models.Model, at: datetime | None = None) -> list[str]:
    """Return the names of the clauses that let ``person`` do ``action`` on ``row``."""
    if not allows(person, action, row, at):
        return []
    moment = at or timezone.now()
    manager = type(row)._default_manager
    return [
        clause.name
        for clause in policy_of(type(row)).may[action]
        if manager.filter(clause.rows(person, moment), pk=row.pk).exists()
    ]
