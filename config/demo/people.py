"""The school, its cohorts, everybody in them, and who mentors whom."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from accounts.models import (
    Agreement,
    Appointment,
    Cohort,
    Evaluating,
    HelpContact,
    Leave,
    Membership,
    Mentoring,
    Person,
    School,
)
from config.demo.parts import day, id_of, written
from curriculum.models import Course, CourseTeam
from reflections.actions import agreeing

Role = Membership.Role
Office = Appointment.Office
JOINED = timedelta(days=100)
STAFF = ("mentors", "leads", "administrators", "wellbeing", "approvers", "superusers")


@dataclass
class Everybody:
    """Who is in the demo school, by address, and who of them was made just now."""

    people: dict[str, Person] = field(default_factory=dict)
    cohorts: dict[str, Cohort] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)


def load(password: str) -> Everybody:
    """Make the school, the cohorts and the people that do not exist yet, with their places.

    ``password`` is set only for those made now.
    """
    school()
    everybody = Everybody()
    for part in written("people")["cohorts"]:
        everybody.cohorts[part["slug"]] = cohort(part)
    for group, parts in groups().items():
        for part in parts:
            everybody.people[part["email"]] = person(part, is_operator=group == "superusers")
    everybody.new = let_in(everybody, password)
    began = timezone.now() - JOINED + timedelta(days=1)
    places(everybody, began)
    pairs(everybody, began)
    leaves(everybody)
    evaluators(everybody)
    return everybody


def groups() -> dict[str, list[dict[str, Any]]]:
    """Return everybody as written: the staff by what they do, the students by cohort."""
    everything = written("people")
    students = {name: list(parts) for name, parts in everything["students"].items()}
    return {name: list(everything[name]) for name in STAFF} | students


def school() -> None:
    """Make the school, and its help contacts where there is none."""
    everything = written("people")
    if not School.objects.exists():
        School.objects.create(**everything["school"])
    if HelpContact.objects.exists():
        return
    contacts = [*everything["help_contacts"], *written("plan")["help_lines"]]
    HelpContact.objects.bulk_create(
        _contact(place, dict(contact)) for place, contact in enumerate(contacts, 1)
    )


def _contact(place: int, part: dict[str, Any]) -> HelpContact:
    checked = timezone.localdate() - timedelta(days=part.pop("checked_days_ago", 1))
    return HelpContact(position=place, last_checked_on=checked, **part)


def cohort(part: dict[str, Any]) -> Cohort:
    """Return the cohort with this address, made if need be."""
    shown = ("name", "time_zone", "first_day", "programme_year")
    made, _is_new = Cohort.objects.get_or_create(
        slug=part["slug"], defaults={name: part[name] for name in shown}
    )
    return made


def person(part: dict[str, Any], *, is_operator: bool) -> Person:
    """Return the person with this address, or one who is not kept yet (``let_in`` does that)."""
    email = part["email"]
    pk = id_of("person", email)
    known = Person.objects.filter(Q(pk=pk) | Q(email=email)).first()
    return known or Person(
        pk=pk,
        email=email,
        name=part["name"],
        pronouns=part.get("pronouns", ""),
        phone=part.get("phone", ""),
        time_zone=written("people")["school"]["time_zone"],
        is_superuser=is_operator,
        joined_at=timezone.now() - JOINED,
    )


def let_in(everybody: Everybody, password: str) -> set[str]:
    """Keep those who are not kept yet, so that they can sign in; return their addresses.

    Each gets a hash of her own. Making one is slow by design, so the machine's cores share them.
    """
    new = [one for one in everybody.people.values() if one._state.adding]
    with ThreadPoolExecutor() as pool:
        for one, hashed in zip(new, pool.map(make_password, [password] * len(new)), strict=True):
            one.password = hashed
    Person.objects.bulk_create(new)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in new
    )
    return {one.email for one in new}


def places(everybody: Everybody, began: datetime) -> None:
    """Give everybody her role or office, unless she has or had it already."""
    everything = written("people")
    for group, role in (("mentors", Role.MENTOR), ("leads", Role.LEAD)):
        for part in everything[group]:
            for slug in part["cohorts"]:
                membership(everybody.people[part["email"]], everybody.cohorts[slug], role, began)
    for slug, parts in everything["students"].items():
        for part in parts:
            one = everybody.people[part["email"]]
            membership(one, everybody.cohorts[slug], Role.STUDENT, began)
    for group, office in (
        ("administrators", Office.ADMINISTRATOR),
        ("wellbeing", Office.WELLBEING),
        ("approvers", Office.APPROVER),
    ):
        for part in everything[group]:
            one = everybody.people[part["email"]]
            if not Appointment.objects.filter(person=one, office=office).exists():
                Appointment.objects.create(person=one, office=office, starts_at=began)


def membership(person: Person, cohort: Cohort, role: str, began: datetime) -> None:
    """Give one role; a role that was ended since stays ended."""
    if not Membership.objects.filter(person=person, cohort=cohort, role=role).exists():
        Membership.objects.create(person=person, cohort=cohort, role=role, starts_at=began)
        if role == Role.MENTOR and not person.agreements.exists():
            until = agreeing.until_from(person, timezone.now())
            Agreement.objects.create(person=person, signed_at=began, until=until)


def pairs(everybody: Everybody, began: datetime) -> None:
    """Pair students with mentors; whoever has or had one in the cohort is left as she is."""
    for part in written("people")["mentoring"]:
        cohort = everybody.cohorts[part["cohort"]]
        mentor = everybody.people[part["mentor"]]
        for email in part["students"]:
            student = everybody.people[email]
            if not Mentoring.objects.filter(student=student, cohort=cohort).exists():
                Mentoring.objects.create(
                    mentor=mentor, student=student, cohort=cohort, starts_at=began
                )


def course_team(everybody: Everybody, course: Course) -> None:
    """Take into the course team whoever builds this course, unless they are or were in it."""
    for part in written("people")["leads"]:
        one = everybody.people[part["email"]]
        for built in part.get("courses", ()):
            if built["slug"] == course.slug and not course.team.filter(person=one).exists():
                CourseTeam.objects.create(course=course, person=one, role=built["role"])


def leaves(everybody: Everybody) -> None:
    """Let those mentors be away who never were; nobody covers for them yet."""
    for part in written("plan")["leaves"]:
        one = everybody.people[part["mentor"]]
        if not Leave.objects.filter(person=one).exists():
            Leave.objects.create(person=one, **spell(part, one.time_zone))


def spell(part: dict[str, Any], zone: str) -> dict[str, datetime]:
    """Return when something starts and ends that is written as its first and last day."""
    first, last = (day(part[name], zone) for name in ("from", "until"))
    return {
        "starts_at": datetime.combine(first, time(), ZoneInfo(zone)),
        "ends_at": datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)),
    }


def evaluators(everybody: Everybody) -> None:
    """Say who evaluates whom, where nobody has said anything yet."""
    for part in written("plan")["evaluating"]:
        cohort = everybody.cohorts[part["cohort"]]
        evaluator = everybody.people[part["evaluator"]]
        for email in part["students"]:
            student = everybody.people[email]
            if not Evaluating.objects.filter(evaluator=evaluator, student=student).exists():
                Evaluating.objects.create(
                    evaluator=evaluator, student=student, cohort=cohort,
                    **spell(part, cohort.time_zone),
                )  # fmt: skip
