"""Reads about people: who somebody is here, who is in a cohort, who mentors whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.utils import timezone

from accounts.models import (
    Agreement,
    Appointment,
    Cohort,
    Cover,
    HelpContact,
    Membership,
    Mentoring,
    Person,
    School,
)
from accounts.models.agreement import EDITION
from accounts.prepared import prepared

Role = Membership.Role
Office = Appointment.Office


@dataclass(frozen=True)
class Roles:
    """What a person is at this moment, from current relationships only."""

    held: frozenset[str]
    # What is true of her beside that; nothing of it is a right.
    marks: frozenset[str] = frozenset()

    @property
    def has_agreed(self) -> bool:
        """Say whether her agreement as a mentor holds, to the words as they are now."""
        return "~agreed" in self.marks

    @property
    def is_spoken_of(self) -> bool:
        """Say whether somebody raised something about her that is open, and she may know of it."""
        return "~spoken_of" in self.marks

    @property
    def is_student(self) -> bool:
        return Role.STUDENT in self.held

    @property
    def is_mentor(self) -> bool:
        return bool(self.held & {Role.MENTOR, "covers"})

    @property
    def is_lead(self) -> bool:
        return Role.LEAD in self.held

    @property
    def is_facilitator(self) -> bool:
        return Role.FACILITATOR in self.held

    @property
    def is_administrator(self) -> bool:
        return Office.ADMINISTRATOR in self.held

    @property
    def is_wellbeing(self) -> bool:
        return Office.WELLBEING in self.held

    @property
    def is_approver(self) -> bool:
        return Office.APPROVER in self.held

    @property
    def is_operator(self) -> bool:
        return "operator" in self.held

    @property
    def may_open_admin(self) -> bool:
        """Appointed, leading a cohort, in a course team, or the operator."""
        doors = {Role.LEAD, Office.ADMINISTRATOR, Office.WELLBEING, "operator", *_admin_doors}
        return bool(self.held & doors)


Door = Callable[[Person, datetime], QuerySet]
_admin_doors: dict[str, Door] = {}
_marks: dict[str, Door] = {}


def add_mark(name: str, rows: Door) -> None:
    """Let an app to the right say one more thing of a person, in the query that names her roles.

    It is true while ``rows(person, at)`` finds something. It lets nobody do anything.
    """
    _marks[name] = rows


def add_admin_door(name: str, rows: Door) -> None:
    """Let an app to the right name one more relationship that opens the admin.

    ``rows(person, at)`` returns that person's current rows of the relationship.
    """
    _admin_doors[name] = rows


@prepared
def _held(person: Any, at: datetime) -> QuerySet[Any]:
    """Return the names of what ``person`` is at ``at``."""
    return (
        Membership.objects.current(at)
        .filter(person=person)
        .values_list("role")
        .union(
            Appointment.objects.current(at).filter(person=person).values_list("office"),
            Cover.objects.current(at).filter(cover=person).values_list(Value("covers")),
            *(rows(person, at).values_list(Value(name)) for name, rows in _admin_doors.items()),
            *(rows(person, at).values_list(Value(f"~{name}")) for name, rows in _marks.items()),
        )
    )


def roles_of(person: Person) -> Roles:
    """Return what ``person`` is now. One query, remembered on this instance for the request."""
    if not person.is_authenticated or not person.is_active:
        return Roles(frozenset())
    if person._roles is not None:
        return person._roles
    names = {name for (name,) in _held(person, timezone.now())}
    if person.is_superuser:
        names.add("operator")
    marks = {name for name in names if name.startswith("~")}
    person._roles = Roles(frozenset(names - marks), frozenset(marks))
    return person._roles


def school() -> School | None:
    """Return the school, or None before ``open_school`` has been run."""
    return School.objects.order_by("pk").first()


def help_contacts() -> QuerySet[HelpContact]:
    """Return the school's help contacts, the urgent ones first."""
    return HelpContact.objects.all()


def route_contacts(route: str) -> QuerySet[HelpContact]:
    """Return the school's contacts for one route of concern, those for right now first."""
    return HelpContact.objects.on_route(route)


def support_lines() -> list[HelpContact]:
    """Return whom somebody in distress may ring: not the offices that only take a report."""
    found = help_contacts()
    return [one for one in found if one.is_for_somebody]


def _agreed(person: Any, at: datetime) -> QuerySet[Agreement]:
    agreed = Agreement.objects.filter(person=person, edition=EDITION)
    return agreed.filter(signed_at__lte=at, until__gt=at).order_by()


add_mark("agreed", _agreed)


def current_memberships(person: Person, *roles: str) -> QuerySet[Membership]:
    """Return the person's current memberships, cohorts fetched along."""
    rows = Membership.objects.current().filter(person=person, cohort__archived_at__isnull=True)
    return (rows.filter(role__in=roles) if roles else rows).select_related("cohort")


def mentoring_of(student: Person, cohort: Cohort | None = None) -> Mentoring | None:
    """Return the student's current pairing (in ``cohort``, or the newest), mentor fetched along."""
    rows = Mentoring.objects.current().filter(student=student).select_related("mentor", "cohort")
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    return rows.order_by("-starts_at", "-pk").first()


def covers_of(mentoring: Mentoring, at: datetime | None = None) -> QuerySet[Cover]:
    """Return the announced covers of a pairing that hold now, people fetched along."""
    moment = at or timezone.now()
    rows = Cover.objects.current(moment).filter(mentoring=mentoring, announced_at__lte=moment)
    return rows.select_related("cover")


def leads_of(cohort: Cohort) -> QuerySet[Person]:
    """Return the current leads of a cohort."""
    current = Membership.objects.current().filter(cohort=cohort, role=Role.LEAD)
    return Person.objects.filter(pk__in=current.values("person"), is_active=True)


def roster(cohort: Cohort) -> QuerySet[Membership]:
    """Return the current members of a cohort with, for students, their mentor's name."""
    mentor = Mentoring.objects.current().filter(student=OuterRef("person"), cohort=cohort)
    return (
        Membership.objects.current()
        .filter(cohort=cohort)
        .select_related("person")
        .annotate(mentor_name=Subquery(mentor.values("mentor__name")[:1]))
        .order_by("role", F("person__name"))
    )


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Return the time zones a person may choose from."""
    import zoneinfo  # noqa: PLC0415 - only this list needs it

    names = sorted(
        n for n in zoneinfo.available_timezones() if "/" in n and not n.startswith("Etc")
    )
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]
