"""The hinge: lesson kinds that are done in a room of their own.

An app registers one ``Activity`` per lesson kind in its ``ready()``. A page asks for the state of
a whole list of lessons at once, so that it costs one query per kind. A ``Company`` puts a piece of
its own under the text of a lesson: what those who read it say to each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from accounts.models import Person
from curriculum.models import Lesson, Release


@dataclass(frozen=True)
class Status:
    """Where one person stands with one lesson: ``said`` in words, ``url`` to go on."""

    is_done: bool
    said: str | Promise
    url: str
    # It calls her: it comes before lessons that stand earlier in the thread.
    is_begun: bool = True
    # What the button says that leads there; nothing where the lesson's page has words of its own.
    go: str | Promise = ""


class Activity(Protocol):
    """What can be said about lessons of a kind by those who keep its rooms.

    ``takes_tick``: it is done when she says so, as a reading is; nothing of it is kept here.
    """

    kind: str
    takes_tick: bool

    def url_for(self, release: Release, lesson: Lesson) -> str:
        """Return where this person does it."""

    def pass_url(self, release: Release, lesson: Lesson) -> str:
        """Return where this person passes on it, or takes her pass back; "" where one cannot."""

    def status_for(
        self, person: Person, release: Release, lessons: Iterable[Lesson]
    ) -> Mapping[int, Status]:
        """Return the state by lesson pk, for lessons of this kind that have one. At most one query.

        The lessons are those of an outline, or were left out of one.
        """

    def done_counts(self, person: Person, releases: Iterable[Release]) -> Mapping[int, int]:
        """Return how many lessons of this kind are done, by release pk. One query."""


class Company(Protocol):
    """What an app to the right shows under the text of a lesson of its kind."""

    kind: str
    template: str
    script: str

    def facts_for(self, person: Person, release: Release, lesson: Lesson) -> Any:
        """Return what the template shows as ``company``; None for whoever is not of it."""


_activities: dict[str, Activity] = {}
_companies: dict[str, Company] = {}


def register(activity: Activity) -> None:
    """Make an activity answer for its lesson kind."""
    _activities[activity.kind] = activity


def of_kind(kind: str) -> Activity | None:
    """Return the activity that answers for a lesson kind, if any does."""
    return _activities.get(kind)


def written() -> list[str]:
    """Return the kinds of lessons that are done by writing a page of one's own."""
    return [kind for kind, activity in _activities.items() if not activity.takes_tick]


def register_company(company: Company) -> None:
    """Let a company stand under the lessons of its kind."""
    _companies[company.kind] = company


def company_of(kind: str) -> Company | None:
    """Return the company of a lesson kind, if it has one."""
    return _companies.get(kind)


def statuses(person: Person, release: Release, lessons: Iterable[Lesson]) -> dict[int, Status]:
    """Return the states of all lessons whose kind has a room of its own."""
    found: dict[int, Status] = {}
    rows = list(lessons)
    for kind, activity in _activities.items():
        of_this_kind = [lesson for lesson in rows if lesson.kind == kind]
        if of_this_kind:
            found |= activity.status_for(person, release, of_this_kind)
    return found


def done_counts(person: Person, releases: Iterable[Release]) -> dict[int, int]:
    """Return, by release pk, how many lessons whose kind takes no tick are done."""
    rows = list(releases)
    found: dict[int, int] = {}
    for kind in written():
        for release, number in _activities[kind].done_counts(person, rows).items():
            found[release] = found.get(release, 0) + number
    return found
