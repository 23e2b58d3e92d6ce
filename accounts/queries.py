"""What the pages of accounts read. Each starts from what ``person`` may see."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Cohort, Cover, Membership, Mentoring, Person

Role = Membership.Role
ORDER = (Role.LEAD, Role.MENTOR, Role.FACILITATOR, Role.STUDENT)


def cohorts(person: Person) -> QuerySet[Cohort]:
    """Return the running cohorts ``person`` may see, newest first day first."""
    return _cohorts(person).filter(archived_at=None).order_by("-first_day", "name")


def archived_cohorts(person: Person) -> QuerySet[Cohort]:
    """Return the archived cohorts ``person`` may see, the last archived first."""
    return _cohorts(person).filter(archived_at__isnull=False).order_by("-archived_at", "name")


def _cohorts(person: Person) -> QuerySet[Cohort]:
    seen = Cohort.objects.visible_to(person)
    return seen.only("name", "slug", "programme_year", "first_day", "archived_at")


def cohort(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts ``person`` may see, each with three rights: roster, progress, change."""
    seen = Cohort.objects.visible_to(person).with_right("roster", person)
    return seen.with_right("progress", person).with_right("change", person)


@dataclass
class Line:
    """One person in the roster, with as much as the reader may know."""

    id: object
    name: str
    pronouns: str
    has_picture: bool
    email: str = ""
    has_joined: bool = True
    is_active: bool = True
    mentors: list[str] = field(default_factory=list)
    students: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """The people of one role; ``label`` is empty where the reader does not learn roles."""

    role: str
    label: str | Promise
    lines: list[Line]


@dataclass(frozen=True)
class Roster:
    """Who is in a cohort; ``without_mentor`` counts for those who may know, else it is None."""

    parts: list[Part]
    without_mentor: int | None
    my_mentors: list[str]
    my_covers: list[Cover]
    # Whoever reads leads this cohort herself.
    is_lead: bool = False

    @property
    def to_invite(self) -> int:
        """Return how many people of it have not come in yet, as far as the reader may know."""
        lines = {line.id: line for part in self.parts for line in part.lines}
        return sum(not line.has_joined and line.is_active for line in lines.values())


def roster(person: Person, cohort: Any) -> Roster:
    """Return who is in ``cohort`` as ``person`` may know it: two queries, and one
    more for somebody who has a mentor there.

    ``cohort`` is a Cohort with its rights, from ``cohort(person)``. Fellow students learn names and
    pronouns and their own mentor; those who teach there learn roles; leads and keepers learn
    addresses and pairs.
    """
    members = (
        Membership.objects.current()
        .filter(cohort=cohort)
        .select_related("person")
        .order_by("person__name", "person__pk")
    )
    pairs = list(
        Mentoring.objects.visible_to(person)
        .filter(pk__in=Mentoring.objects.current().filter(cohort=cohort).values("pk"))
        .select_related("mentor", "student")
        .order_by("starts_at", "pk")
    )
    if not cohort.may_change:
        members = members.filter(person__is_active=True)
    mentors, mentored = defaultdict(list), defaultdict(list)
    for pair in pairs:
        mentors[pair.student_id].append(pair.mentor.name)
        mentored[pair.mentor_id].append(pair.student.name)
    rows = []
    for member in members:
        line = _line(member.person, with_address=cohort.may_change)
        line.mentors, line.students = mentors[line.id], mentored[line.id]
        rows.append((member.role, line))
    students = [line for role, line in rows if role == Role.STUDENT and line.is_active]
    return Roster(
        parts=_parts(rows, with_roles=cohort.may_roster),
        without_mentor=sum(not s.mentors for s in students) if cohort.may_change else None,
        my_mentors=mentors[person.pk],
        my_covers=_covers(person, cohort) if mentors[person.pk] else [],
        is_lead=any(role == Role.LEAD and line.id == person.pk for role, line in rows),
    )


def _covers(person: Person, cohort: Any) -> list[Cover]:
    """Return who was announced to ``person`` as reading, now or soon, for her mentor."""
    pairs = Mentoring.objects.current().filter(student=person, cohort=cohort)
    announced = Cover.objects.visible_to(person).filter(
        Q(ends_at=None) | Q(ends_at__gt=timezone.now()), mentoring__in=pairs
    )
    rows = announced.filter(cover__is_active=True).select_related("cover")
    return list(rows.order_by("starts_at", "pk"))


def _line(member: Person, *, with_address: bool) -> Line:
    line = Line(member.pk, member.name, member.pronouns, bool(member.picture))
    if with_address:
        line.email = member.email
        line.has_joined = member.joined_at is not None
        line.is_active = member.is_active
    return line


def _parts(rows: list[tuple[str, Line]], *, with_roles: bool) -> list[Part]:
    if not with_roles:
        everybody = {line.id: line for _role, line in rows}
        return [Part("", "", list(everybody.values()))]
    found = ((role, [line for held, line in rows if held == role]) for role in ORDER)
    return [Part(role, role.label, lines) for role, lines in found if lines]
