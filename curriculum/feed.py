"""A calendar that phones and calendar programs subscribe to (RFC 5545, RFC 7986).

Dates and titles of modules, no word about anybody. Moments are in UTC, so that every reader's
calendar shows them right across changes of the clock.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from curriculum.queries.dates import Date

EVERY = timedelta(hours=6)


def feed(dates: Iterable[Date], url_of: Callable[[Date], str]) -> bytes:
    """Return the calendar; ``url_of`` gives the address of a date's module."""
    rows = list(dates)
    calendar = Calendar()
    name = _("Heartbeat")
    calendar.add("prodid", "-//Heartbeat//Module dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    names_cohort = len({row.cohort for row in rows}) > 1
    for row in rows:
        calendar.add_component(_event(row, url_of(row), names_cohort=names_cohort))
    return calendar.to_ical()


def _event(row: Date, url: str, *, names_cohort: bool) -> Event:
    said = _("Reflection due: %(module)s") if row.is_due else _("Module opens: %(module)s")
    event = Event()
    event.add("uid", f"{row.uid}@heartbeat")
    event.add("dtstamp", row.changed_at.astimezone(UTC))
    event.add("last-modified", row.changed_at.astimezone(UTC))
    event.add("sequence", row.revision)
    event.add("dtstart", row.at.astimezone(UTC))
    event.add("summary", said % {"module": row.title})
    if names_cohort:
        event.add("description", row.cohort)
    event.add("url", url)
    # It takes no time of hers: her calendar still says she is free.
    event.add("transp", "TRANSPARENT")
    return event
