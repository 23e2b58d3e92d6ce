"""Which two are kept apart: by a conflict, either way round, or while one evaluates the other.

A conflict holds from the moment it was declared; the firewall of a clerkship from a day until a
day. What the rules forbid to read is stated in ``reflections.clauses``; this is the same, asked of
people: for pairing, and for the names on a button.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, OuterRef, Q, Value
from django.utils import timezone

from accounts.models import Conflict, Evaluating, Person

Span = tuple[datetime, datetime | None]


def barred(author: Any, person: str, at: datetime) -> Q:
    """Return the condition that the row's ``person`` may not read what ``author`` wrote."""
    pair = Q(one=OuterRef(person), other=author) | Q(other=OuterRef(person), one=author)
    declared = Conflict.objects.filter(pair, declared_at__lte=at)
    evaluating = Evaluating.objects.current(at).filter(evaluator=OuterRef(person), student=author)
    return Q(Exists(declared)) | Q(Exists(evaluating))


def overlap(one: Span, other: Span) -> bool:
    """Say whether two spells of time share a moment; None is without end."""
    return (one[1] is None or one[1] > other[0]) and (other[1] is None or other[1] > one[0])


@dataclass(frozen=True)
class Apart:
    """Every two who must not be matched, as far as they were asked for."""

    conflicts: frozenset[frozenset[UUID]] = frozenset()
    # (evaluator, student) to the spells in which it holds, or will.
    evaluating: dict[tuple[UUID, UUID], list[Span]] = field(default_factory=dict)

    def forbids(self, reader: UUID, student: UUID, span: Span) -> bool:
        """Say whether ``reader`` must not read this student at some moment of ``span``."""
        if frozenset({reader, student}) in self.conflicts:
            return True
        return any(overlap(span, one) for one in self.evaluating.get((reader, student), ()))


def apart(people: Iterable[UUID] | None = None, at: datetime | None = None) -> Apart:
    """Return who is kept apart now or later, of these people or of everybody. One query."""
    now = at or timezone.now()
    said = Conflict.objects.order_by()
    rows = Evaluating.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)).order_by()
    if people is not None:
        ids = list(people)
        said = said.filter(Q(one__in=ids) | Q(other__in=ids))
        rows = rows.filter(student__in=ids)
    none = Value(None, output_field=DateTimeField())
    told = said.annotate(from_=none, to=none).values_list("one", "other", "from_", "to")
    found = told.union(rows.values_list("evaluator", "student", "starts_at", "ends_at"), all=True)
    conflicts: set[frozenset[UUID]] = set()
    evaluating: dict[tuple[UUID, UUID], list[Span]] = {}
    for one, other, starts, ends in found:
        if starts is None:
            conflicts.add(frozenset({one, other}))
        else:
            evaluating.setdefault((one, other), []).append((starts, ends))
    return Apart(frozenset(conflicts), evaluating)


def must_not_meet(reader: Person, student: Person, span: Span) -> bool:
    """Say whether these two must not be reader and author at some moment of ``span``."""
    return apart([student.pk]).forbids(reader.pk, student.pk, span)
