"""Doing what a plan says: each kind of step at once, whatever the number of people.

The caller has asked the rights, holds the transaction, and has just made the plan.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts import audit
from accounts.actions import leaving, mentor_changes
from accounts.models import Membership, Mentoring, Person
from accounts.roster import lines
from accounts.roster.lines import Step


def carry_out(steps: Iterable[Step], by: Person, at: datetime) -> QuerySet[Person]:
    """Do all steps, each kind of them at once; return those who were given a role."""
    of: dict[str, list[Step]] = {}
    for step in steps:
        of.setdefault(step.what, []).append(step)
    _add_people(of.get(lines.NEW, []), by)
    ids = _ids(of)
    _rename(of.get(lines.NAME, []), by)
    _end(of.get(lines.END, []), ids, by, at)
    _begin(of.get(lines.BEGIN, []), ids, by, at)
    _pair(of.get(lines.UNPAIR, []), of.get(lines.PAIR, []), ids, by, at)
    begun = {ids[step.email] for step in of.get(lines.BEGIN, [])}
    return Person.objects.filter(pk__in=begun)


def _ids(of: Mapping[str, list[Step]]) -> dict[str, UUID]:
    """Return the id behind each address that a step names."""
    named = {step.email for steps in of.values() for step in steps}
    named |= {step.value for step in of.get(lines.PAIR, [])}
    return dict(Person.objects.filter(email__in=named).values_list("email", "pk"))


def _add_people(steps: list[Step], by: Person) -> None:
    made = []
    for step in steps:
        person = Person(email=step.email, name=step.value)
        person.set_unusable_password()
        made.append(person)
    Person.objects.bulk_create(made)
    audit.record_each("person.added", by=by, rows=[(person, {"how": "roster"}) for person in made])


def _rename(steps: list[Step], by: Person) -> None:
    names = {step.email: step.value for step in steps}
    people = list(Person.objects.filter(email__in=names))
    for person in people:
        person.name = names[person.email]
    Person.objects.bulk_update(people, ["name"])
    audit.record_each("person.changed", by=by, rows=[(one, {"fields": "name"}) for one in people])


def _end(steps: list[Step], ids: Mapping[str, UUID], by: Person, at: datetime) -> None:
    of: dict[tuple[int, str], list[UUID]] = {}
    for step in steps:
        of.setdefault((step.cohort, step.value), []).append(ids[step.email])
    for (cohort, role), people in of.items():
        leaving.end_roles(people, cohort, role, by=by, at=at)


def _begin(steps: list[Step], ids: Mapping[str, UUID], by: Person, at: datetime) -> None:
    made = Membership.objects.bulk_create(
        Membership(person_id=ids[step.email], cohort_id=step.cohort, role=step.value, starts_at=at)
        for step in steps
    )
    audit.record_each("membership.begun", by=by, rows=[(row, {"role": row.role}) for row in made])


def _pair(
    unpair: list[Step], pair: list[Step], ids: Mapping[str, UUID], by: Person, at: datetime
) -> None:
    of: dict[int, list[UUID]] = {}
    for step in unpair:
        of.setdefault(step.cohort, []).append(ids[step.email])
    for cohort, students in of.items():
        leaving.end_pairings(students, cohort, by=by, at=at)
    made = Mentoring.objects.bulk_create(
        Mentoring(
            student_id=ids[step.email],
            mentor_id=ids[step.value],
            cohort_id=step.cohort,
            starts_at=at,
        )
        for step in pair
    )
    audit.record_each(
        "mentoring.begun", by=by, rows=[(row, {"cohort": row.cohort_id}) for row in made]
    )
    mentor_changes.meet(pairs=made, by=by)
