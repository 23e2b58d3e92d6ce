"""The wellbeing lead's page: counts by route, and times. No student, no page, no trend.

What she may count is a right of its own; a name comes only by the student's own yes. Figures are
of the last four whole quarters: they change four times a year, so that whoever notes them down
each week learns nothing of a single week.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import HelpContact, Person
from accounts.routes import Route
from accounts.suppression import THRESHOLD, Figure, column
from reflections.models import Concern, ContactWish

QUARTERS, MONTHS = 4, 3


@dataclass(frozen=True)
class Line:
    """One line of figures; None is held back."""

    name: Any
    letter: str
    count: int | None
    within: timedelta | None

    @property
    def within_said(self) -> str:
        """Return the time in the largest unit that suits it: "40 minutes", "5 hours", "3 days"."""
        minutes = max(1, round((self.within or timedelta()) / timedelta(minutes=1)))
        if minutes < 2 * 60:
            return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
        hours = round(minutes / 60)
        if hours < 2 * 24:
            return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
        days = round(hours / 24)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@dataclass(frozen=True)
class Figures:
    """What was raised in the last four whole quarters; ``until`` is the first day after them."""

    since: datetime
    until: datetime
    last: date
    lines: Sequence[Line]
    total: int | None
    # Those who ticked "please contact me": a line of its own, in no sum with the others.
    asked: Line

    @property
    def has_gaps(self) -> bool:
        return any(line.count is None for line in (*self.lines, self.asked))


# Whom it is about, and how long until somebody was reached; None while nobody was.
Took = tuple[Any, timedelta | None]


def figures(person: Person) -> Figures:
    """Return the figures for whoever may count. Two queries."""
    since, until = _quarters(timezone.localdate())
    raised = Concern.objects.visible_to(person, "count")
    by_route: dict[str, list[Took]] = {route: [] for route in Route}
    for route, student, opened, reached in raised.filter(
        opened_at__gte=since, opened_at__lt=until
    ).values_list("route", "student", "opened_at", "first_contact_at"):
        by_route[route].append((student, max(reached - opened, timedelta()) if reached else None))
    wishes = ContactWish.objects.visible_to(person, "count")
    asked = [
        (student, ended - at if by and ended else None)
        for student, at, ended, by in wishes.filter(
            asked_at__gte=since, asked_at__lt=until
        ).values_list("entry__author", "asked_at", "ended_at", "reached_by")
    ]
    counts, total = column([_figure(took) for took in by_route.values()])
    lines = [
        Line(route.label, route.letter, count, _within(by_route[route]))
        for route, count in zip(Route, counts, strict=True)
    ]
    (asked_count,), _sum = column([_figure(asked)])
    last = timezone.localdate(until) - timedelta(days=1)
    return Figures(since, until, last, lines, total, Line("", "", asked_count, _within(asked)))


def _quarters(today: date) -> tuple[datetime, datetime]:
    """Return when the last four whole quarters began, and when the running one did."""
    first = date(today.year, today.month - (today.month - 1) % MONTHS, 1)
    begin = first.replace(year=first.year - QUARTERS * MONTHS // 12)
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (begin, first))
    return since, until


def _figure(took: Iterable[Took]) -> Figure:
    """Return a count, and among how many people: those whom the concerns are about."""
    rows = list(took)
    return Figure(len(rows), len({student for student, _time in rows}))


def _within(took: Iterable[Took]) -> timedelta | None:
    """Return the median time until somebody was reached; held back among fewer than eight."""
    reached = [(student, time) for student, time in took if time is not None]
    if len({student for student, _time in reached}) < THRESHOLD:
        return None
    return timedelta(seconds=median(time.total_seconds() for _student, time in reached))


def handed_over(person: Person) -> QuerySet[Concern]:
    """Return those whose student herself agreed that ``person`` knows how to reach her."""
    rows = Concern.objects.visible_to(person, "receive").select_related("student")
    return rows.order_by("-handed_over_at")


def untold(person: Person) -> int:
    """Return how many concerns are kept from their students at this moment: a number only."""
    return Concern.objects.visible_to(person, "oversee").filter(closed_at=None).count()


def stale_contacts() -> list[HelpContact]:
    """Return the contacts nobody has checked for half a year, the oldest first."""
    return [one for one in HelpContact.objects.order_by("last_checked_on") if one.is_stale]


def routes_without() -> list[Route]:
    """Return the routes on which no contact was checked within half a year. One query."""
    fresh = list(HelpContact.objects.fresh())
    return [route for route in Route if not any(route in one.routes for one in fresh)]
