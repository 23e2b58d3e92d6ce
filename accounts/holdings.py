"""What the apps keep of people for a time: how to find what is over, take it, and call it by name.

An app to the right registers its ``Holding`` in ``ready()``; ``accounts.actions.retaining`` warns
and takes. Only what a person wrote is a holding; the rest is tidied without a warning.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Appointment, Membership, Person
from accounts.models.dated import DatedQuerySet
from accounts.periods import Periods

# (person, thing): what is over at a moment.
Due = Callable[[Periods, datetime], Iterable[tuple[UUID, UUID]]]


@dataclass(frozen=True)
class Line:
    """One thing as its owner reads it on the page that says what goes."""

    id: str
    said: str
    url: str = ""


@dataclass(frozen=True)
class Holding:
    """Things of one kind. ``rule`` is the period that a warning names.

    ``due`` finds what is over by then, ``lock`` keeps others from changing some of it in this
    transaction, ``take`` erases it, ``lines`` says what it is to the person whose it is.
    ``is_told_of`` is False for what only she may know that it exists: it is counted nowhere.
    """

    rule: str
    due: Due
    take: Callable[[Collection[UUID]], None]
    lines: Callable[[Person, Collection[UUID]], list[Line]]
    lock: Callable[[Collection[UUID]], Any]
    is_told_of: bool = True


_holdings: list[Holding] = []
_roles: list[Callable[[], DatedQuerySet]] = []


def register(holding: Holding) -> None:
    """Make a kind of things known."""
    _holdings.append(holding)


def holdings() -> list[Holding]:
    """Return all registered kinds."""
    return list(_holdings)


def register_role(rows: Callable[[], DatedQuerySet]) -> None:
    """Let an app name one more relationship (with ``person``) that keeps somebody here."""
    _roles.append(rows)


Tidy = Callable[[Periods, datetime], None]
_tidies: list[Tidy] = []


def register_tidy(tidy: Tidy) -> None:
    """Let an app take away what somebody threw away herself; nobody is warned of that."""
    _tidies.append(tidy)


def tidies() -> list[Tidy]:
    """Return what the apps tidy."""
    return list(_tidies)


register_role(lambda: Membership.objects.all())
register_role(lambda: Appointment.objects.all())


def left_before(moment: datetime) -> QuerySet[Person]:
    """Return those whose last role of any kind was over by ``moment``.

    Who never had a role has not left, and an operator has not either.
    """
    found = Person.objects.filter(is_superuser=False, erased_at=None)
    for rows in _roles:
        here = rows().filter(person=OuterRef("pk"))
        found = found.exclude(Exists(here.filter(ends_at=None)))
        found = found.exclude(Exists(here.filter(ends_at__gt=moment)))
    seats = [Exists(rows().filter(person=OuterRef("pk"))) for rows in _roles]
    had = seats[0]
    for one in seats[1:]:
        had = had | one
    return found.filter(had)


def left_at(person: Person) -> datetime | None:
    """Return when her last role ended, or None for somebody who is still here or never was."""
    ends: list[Any] = [
        end
        for rows in _roles
        for end in rows().filter(person=person).values_list("ends_at", flat=True)
    ]
    return max(ends) if ends and None not in ends else None
