"""A circle as those who hold it need it: who was there, and when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Group, GroupMembership, Membership, Person
from curriculum.models import Attendance, Lesson, Release


@dataclass(frozen=True)
class Seat:
    """One student of the sheet. ``group`` is empty for whoever is in no mentor group."""

    person: UUID
    name: str
    group: str
    was_there: bool


@dataclass(frozen=True)
class Sheet:
    """The attendance of one circle on one day, and the days it was held before."""

    held_on: date
    seats: list[Seat]
    held: list[tuple[date, int]]

    @property
    def groups(self) -> list[tuple[str, list[Seat]]]:
        """Return the seats group by group; those in none last."""
        return [(name, list(seats)) for name, seats in groupby(self.seats, key=lambda s: s.group)]

    @property
    def were_there(self) -> int:
        return sum(seat.was_there for seat in self.seats)


def attendance_sheet(person: Person, release: Release, lesson: Lesson, held_on: date) -> Sheet:
    """Return the sheet of a day as ``person``, who teaches there, keeps it. Two queries.

    The cohort's students of today, and whoever was there then and has left since.
    """
    noted = Attendance.objects.visible_to(person).filter(release=release, lesson_key=lesson.key)
    rows = list(noted.values_list("held_on", "person", "person__name"))
    there = {who: name for day, who, name in rows if day == held_on}
    seats = [
        Seat(who, name, group or "", who in there)
        for who, name, group in students_by_group(release)
    ]
    known = {seat.person for seat in seats}
    seats += [Seat(who, name, "", True) for who, name in there.items() if who not in known]
    held = Counter(day for day, _who, _name in rows)
    return Sheet(held_on, _in_order(seats), sorted(held.items(), reverse=True))


def _in_order(seats: Iterable[Seat]) -> list[Seat]:
    return sorted(seats, key=lambda seat: (not seat.group, seat.group, seat.name))


def students_by_group(release: Release) -> QuerySet[Membership, tuple[UUID, str, str | None]]:
    """Return id, name and mentor group of the students of a release's cohort now."""
    at = timezone.now()
    places = GroupMembership.objects.current(at).filter(
        person=OuterRef("person"),
        group__cohort=release.cohort_id,
        group__kind=Group.Kind.MENTOR_GROUP,
    )
    seats = Membership.objects.current(at).filter(
        cohort=release.cohort_id, role=Membership.Role.STUDENT, person__is_active=True
    )
    group = Subquery(places.order_by("-starts_at", "-pk").values("group__name")[:1])
    return seats.annotate(group=group).values_list("person", "person__name", "group")


def days_attended(person: Person, release: Release, lesson: Lesson) -> list[date]:
    """Return the days on which ``person`` herself was in this circle. One query."""
    own = Attendance.objects.visible_to(person).filter(person=person, release=release)
    return list(own.filter(lesson_key=lesson.key).values_list("held_on", flat=True))
