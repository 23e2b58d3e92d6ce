"""What a new portal still needs before its first student can read: a short list that goes away.

Apps to the right add their own steps in their ``ready()``; the whole list is one query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import people
from accounts.models import Cohort, HelpContact, Membership, Person, School
from accounts.routes import Route


@dataclass(frozen=True)
class Step:
    """One thing to do. It is done once ``rows()`` finds something; ``url_name`` is where to."""

    name: str
    title: str | Promise
    why: str | Promise
    rows: Callable[[], QuerySet[Any]]
    url_name: str


@dataclass(frozen=True)
class Task:
    """A step as somebody meets it."""

    title: str | Promise
    why: str | Promise
    url: str
    is_done: bool


_steps: list[Step] = []


def add(*steps: Step) -> None:
    """Put these steps after the ones already known; ValueError for a name used twice."""
    for step in steps:
        if any(step.name == known.name for known in _steps):
            raise ValueError(f"The step {step.name!r} is known already.")
        _steps.append(step)


def _confirmed() -> QuerySet[Any]:
    """Return the school once every route of concern has a contact that was checked of late."""
    fresh = HelpContact.objects.fresh()
    return School.objects.filter(*(Exists(fresh.on_route(route)) for route in Route))


def steps(person: Person) -> list[Task]:
    """Return the list for an administrator, or nothing: for others, and once all is done."""
    if not people.roles_of(person).is_administrator:
        return []
    asked = {f"step_{step.name}": Exists(step.rows()) for step in _steps}
    done = Person.objects.filter(pk=person.pk).values(**asked).get()
    if all(done.values()):
        return []
    return [
        Task(step.title, step.why, reverse(step.url_name), done[f"step_{step.name}"])
        for step in _steps
    ]


add(
    Step(
        "school",
        _("Name the school"),
        _("Its name stands at the door."),
        lambda: School.objects.exclude(name=""),
        "admin:accounts_school_changelist",
    ),
    Step(
        "help",
        _("Enter whom to turn to"),
        _("The help contacts are one tap away from every page."),
        HelpContact.objects.all,
        "admin:accounts_helpcontact_changelist",
    ),
    Step(
        "routes",
        _("Confirm whom mentors ring"),
        _("On each of the four routes somebody who answers, checked within half a year."),
        _confirmed,
        "admin:accounts_helpcontact_changelist",
    ),
    Step(
        "cohort",
        _("Add a cohort"),
        _("The people who go through the programme together, with their time zone."),
        Cohort.objects.all,
        "admin:accounts_cohort_changelist",
    ),
    Step(
        "people",
        _("Add people, and invite them"),
        _("Students, their mentors, and who leads the cohort."),
        lambda: Membership.objects.filter(role=Membership.Role.STUDENT),
        "admin:accounts_person_changelist",
    ),
)
