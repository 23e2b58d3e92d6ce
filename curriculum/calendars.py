"""Days counted from a cohort's first day, in teaching weeks; weeks to skip are not counted.

Week 1 is the calendar week (Monday to Sunday) that holds the first day. A week of which every day
from Monday to Friday is skipped is no teaching week. Pure: no database, no clock.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# Further than any programme; it keeps a slip such as "week 9999" from being counted out.
MOST_WEEKS = 520
WEEK_SAID = re.compile(r"(?:w|week)\s*(\d{1,4})(?:[\s,.]+(?:(?:d|day)\s*(?=\d))?(\w+))?")
DAY_SAID = re.compile(r"(?:d|day)\s*(\d{1,4})")


@dataclass(frozen=True)
class Gap:
    """Days without teaching, both ends included."""

    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        """Say whether ``day`` is one of them."""
        return self.starts_on <= day <= self.ends_on


def monday(day: date) -> date:
    """Return the Monday of the week that holds ``day``."""
    return day - timedelta(days=day.weekday())


def gap_at(day: date, gaps: Iterable[Gap]) -> Gap | None:
    """Return the gap ``day`` falls into, if any."""
    return next((gap for gap in gaps if gap.holds(day)), None)


def is_skipped_week(start: date, gaps: Iterable[Gap]) -> bool:
    """Say whether no day from Monday to Friday of the week that begins on ``start`` is taught."""
    known = list(gaps)
    return all(gap_at(start + timedelta(days=n), known) for n in range(5))


def moved_forward(day: date, gaps: Iterable[Gap]) -> date:
    """Return ``day``, or the same weekday of the first later week in which it is not skipped."""
    known = list(gaps)
    while gap_at(day, known):
        day += WEEK
    return day


def day_in_week(first_day: date, gaps: Iterable[Gap], week: int, weekday: int) -> date:
    """Return the day that is ``weekday`` (0 is Monday) of the n-th teaching week."""
    known, start = list(gaps), monday(first_day)
    while True:
        if not is_skipped_week(start, known):
            week -= 1
        if week <= 0:
            return start + timedelta(days=weekday)
        start += WEEK


def nth_day(first_day: date, gaps: Iterable[Gap], number: int) -> date:
    """Return the n-th day from the first day on, which is day 1; skipped days are not counted."""
    known, day = list(gaps), first_day
    while True:
        if not gap_at(day, known):
            number -= 1
        if number <= 0:
            return day
        day += DAY


def week_of(first_day: date, gaps: Iterable[Gap], day: date) -> int | None:
    """Return the number of the teaching week that holds ``day``; None before or between them."""
    known, start = list(gaps), monday(first_day)
    end = monday(day)
    if end < start or is_skipped_week(end, known):
        return None
    weeks = range((end - start).days // 7 + 1)
    return sum(not is_skipped_week(start + n * WEEK, known) for n in weeks)


def said(first_day: date, gaps: Iterable[Gap], day: date | None) -> str:
    """Return "week 3, Sunday" for a day; empty where it is in no teaching week."""
    week = week_of(first_day, gaps, day) if day else None
    if day is None or week is None:
        return ""
    return _("week %(week)d, %(weekday)s") % {"week": week, "weekday": WEEKDAYS[day.weekday()]}


def read(text: str, first_day: date, gaps: Iterable[Gap], *, weekday: int) -> date | None:
    """Return the day that "week 3", "week 3, Sunday", "w3 d7" or "day 12" means, else None.

    A week without a day means its ``weekday``.
    """
    plain = _english(" ".join(_bare(text).split()))
    if found := DAY_SAID.fullmatch(plain):
        number = int(found[1])
        return nth_day(first_day, gaps, number) if 1 <= number <= MOST_WEEKS * 7 else None
    found = WEEK_SAID.fullmatch(plain)
    if not found or not 1 <= int(found[1]) <= MOST_WEEKS:
        return None
    if found[2]:
        named = _weekday(found[2])
        if named is None:
            return None
        weekday = named
    return day_in_week(first_day, gaps, int(found[1]), weekday)


def _bare(words: object) -> str:
    """Return words as hurried people type them: small letters without accents."""
    apart = unicodedata.normalize("NFKD", str(words).lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _english(plain: str) -> str:
    """Return the text with the reader's own words for week and day in place of ours."""
    week, day = _bare(_("week")), _bare(pgettext("as in day 12 of a plan", "day"))
    return re.sub(rf"\b{re.escape(day)}\b", "day", re.sub(rf"\b{re.escape(week)}\b", "week", plain))


def _weekday(word: str) -> int | None:
    """Return 0 for "1", "mon", "Monday" or the reader's own name of it, and so on."""
    if word.isdecimal():
        return int(word) - 1 if 1 <= int(word) <= 7 else None
    english = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    if len(word) < 2:
        return None
    for number, name in enumerate(english):
        if name.startswith(word) or _bare(WEEKDAYS[number]).startswith(word):
            return number
    return None


def year_of(first_day: date, day: date) -> tuple[date, date]:
    """Return the first day of the programme year that holds ``day``, and of the one after it."""
    years = day.year - first_day.year
    if _anniversary(first_day, years) > day:
        years -= 1
    return _anniversary(first_day, years), _anniversary(first_day, years + 1)


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, day=28) + DAY


@dataclass(frozen=True)
class Calendar:
    """A cohort's first day and the days on which it is not taught."""

    first_day: date
    gaps: tuple[Gap, ...] = ()

    def said(self, day: date | None) -> str:
        """Return "week 3, Sunday", or nothing."""
        return said(self.first_day, self.gaps, day)

    def read(self, text: str, *, weekday: int) -> date | None:
        """Return the day an offset means, or None."""
        return read(text, self.first_day, self.gaps, weekday=weekday)

    def gap_at(self, day: date | None) -> Gap | None:
        """Return the gap a day falls into, if any."""
        return gap_at(day, self.gaps) if day else None

    def moved_forward(self, day: date) -> date:
        """Return the day, or its weekday in the next week in which it is not skipped."""
        return moved_forward(day, self.gaps)


def carried(day: date, source: Calendar, target: Calendar) -> tuple[date, bool]:
    """Return the day of ``target`` that ``day`` is in ``source``: same teaching week, same weekday.

    A day outside the teaching weeks keeps its distance in whole weeks. Also says whether it had to
    move forward, out of days on which nothing is taught.
    """
    week = week_of(source.first_day, source.gaps, day)
    if week is None:
        there = day + (monday(target.first_day) - monday(source.first_day))
    else:
        there = day_in_week(target.first_day, target.gaps, week, day.weekday())
    free = target.moved_forward(there)
    return free, free != there
