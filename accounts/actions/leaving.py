"""What ends with a role: pairings, covers and places in groups. What somebody wrote stays hers.

The caller has asked whether ``by`` may, and is in a transaction.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Greatest

from accounts import audit
from accounts.models import Cover, GroupMembership, Membership, Mentoring, Person

Role = Membership.Role


def not_over(at: datetime) -> Q:
    """Return the condition that a dated row holds at ``at``, or will."""
    return Q(ends_at__isnull=True) | Q(ends_at__gt=at)


def close(rows: QuerySet[Any], verb: str, *, by: Person | None, at: datetime) -> list[Model]:
    """End these dated rows at ``at``, or never let them begin; return them. Three queries."""
    found = close_quietly(rows, at)
    audit.record_each(verb, by=by, rows=[(row, {}) for row in found])
    return found


def close_quietly(rows: QuerySet[Any], at: datetime) -> list[Model]:
    """End these rows as ``close`` does, where one event of another kind stands for all of them."""
    found = list(rows.filter(not_over(at)))
    if found:
        end = Greatest(F("starts_at"), Value(at, output_field=DateTimeField()))
        rows.model._default_manager.filter(pk__in=[row.pk for row in found]).update(ends_at=end)
    return found


def end_roles(
    people: Collection[UUID], cohort: int, role: str, *, by: Person, at: datetime
) -> None:
    """End a role of these people in a cohort, and what stood on it. Access ends with it."""
    held = Membership.objects.filter(person__in=people, cohort=cohort, role=role)
    close(held, "membership.ended", by=by, at=at)
    end_what_stood_on(people, cohort, role, by=by, at=at)


def end_what_stood_on(
    people: Collection[UUID], cohort: int, role: str, *, by: Person, at: datetime
) -> None:
    """End the pairings, covers and places in groups that a role in a cohort carried."""
    if role == Role.STUDENT:
        end_pairings(people, cohort, by=by, at=at)
    elif role == Role.MENTOR:
        pairs = Mentoring.objects.filter(cohort=cohort)
        covers = Cover.objects.filter(mentoring__cohort=cohort)
        theirs = Q(cover__in=people) | Q(mentoring__mentor__in=people)
        close(covers.filter(theirs), "cover.ended", by=by, at=at)
        close(pairs.filter(mentor__in=people), "mentoring.ended", by=by, at=at)
    still = Membership.objects.filter(not_over(at), cohort=cohort, person__in=people)
    places = GroupMembership.objects.filter(group__cohort=cohort, person__in=people)
    gone = places.exclude(person__in=still.values("person"))
    close(gone, "membership.ended", by=by, at=at)


def end_pairings(students: Collection[UUID], cohort: int, *, by: Person, at: datetime) -> None:
    """End the pairings of these students in a cohort, and the covers for them."""
    covers = Cover.objects.filter(mentoring__cohort=cohort, mentoring__student__in=students)
    close(covers, "cover.ended", by=by, at=at)
    pairs = Mentoring.objects.filter(cohort=cohort, student__in=students)
    close(pairs, "mentoring.ended", by=by, at=at)
