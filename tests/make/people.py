"""People, cohorts, and who they are to each other."""

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import (
    Agreement,
    Appointment,
    Cohort,
    Cover,
    Evaluating,
    Group,
    HelpContact,
    Leave,
    Membership,
    Mentoring,
    Person,
    School,
)
from tests.make.basics import ago, count

PASSWORD = "a-long-enough-password"


def school(**fields: Any) -> School:
    return School.objects.create(**({"name": "Alderbrook School of Medicine"} | fields))


def person(
    *, name: str = "", email: str = "", password: str | None = None, **fields: Any
) -> Person:
    """Make a person who has come in; with ``joined_at=None`` one who has no password yet."""
    name = name or f"Person {count()}"
    email = email or f"{name.split()[-1].lower()}{count()}@example.org"
    fields = {"joined_at": ago(days=100)} | fields
    if password is None:
        password = PASSWORD if fields["joined_at"] else ""
    return Person.objects.create_user(email, password, name=name, **fields)


def cohort(*, name: str = "", **fields: Any) -> Cohort:
    name = name or f"Cohort {count()}"
    base = {
        "slug": name.lower().replace(" ", "-"),
        "time_zone": "Europe/London",
        "first_day": date(2026, 9, 1),
        "programme_year": "M1",
    }
    return Cohort.objects.create(name=name, **(base | fields))


def membership(
    *, person: Person, cohort: Cohort, role: str = "student", **fields: Any
) -> Membership:
    fields = {"starts_at": ago(days=90)} | fields
    if role == "mentor":
        agreement(person=person)
    return Membership.objects.create(person=person, cohort=cohort, role=role, **fields)


def agreement(*, person: Person, **fields: Any) -> Agreement:
    """Let a mentor have agreed to what mentors agree to, long ago and for long."""
    fields = {"signed_at": ago(days=4000), "until": ago(days=-4000)} | fields
    return Agreement.objects.create(person=person, **fields)


def mentoring(*, mentor: Person, student: Person, cohort: Cohort, **fields: Any) -> Mentoring:
    fields = {"starts_at": ago(days=80)} | fields
    return Mentoring.objects.create(mentor=mentor, student=student, cohort=cohort, **fields)


def cover(*, mentoring: Mentoring, cover: Person, **fields: Any) -> Cover:
    fields = {"starts_at": ago(days=2), "announced_at": ago(days=3)} | fields
    return Cover.objects.create(mentoring=mentoring, cover=cover, **fields)


def evaluating(*, evaluator: Person, student: Person, cohort: Cohort, **fields: Any) -> Evaluating:
    fields = {"starts_at": ago(days=1)} | fields
    return Evaluating.objects.create(evaluator=evaluator, student=student, cohort=cohort, **fields)


def leave(*, person: Person, **fields: Any) -> Leave:
    fields = {"starts_at": ago(days=1)} | fields
    return Leave.objects.create(person=person, **fields)


def appointment(*, person: Person, office: str = "administrator", **fields: Any) -> Appointment:
    fields = {"starts_at": ago(days=90)} | fields
    return Appointment.objects.create(person=person, office=office, **fields)


def group(*, cohort: Cohort, **fields: Any) -> Group:
    return Group.objects.create(cohort=cohort, **({"name": f"Group {count()}"} | fields))


def help_contact(**fields: Any) -> HelpContact:
    base = {
        "name": f"Help line {count()}",
        "what": "Somebody answers, day and night.",
        "phone": "+44 20 5550 0100",
        "last_checked_on": timezone.localdate(),
    }
    return HelpContact.objects.create(**(base | fields))
