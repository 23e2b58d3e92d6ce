"""From when until when: whole months, and pieces of work once their figures are final. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

# How long after it was due a piece is watched; then its figures are final, and shown.
WATCHED = timedelta(days=28)
# Concerns are few: they are counted by whole years, which begin on the first of this month.
YEAR_BEGINS = 7
# What a page starts with, and the most it goes back.
USUAL, MOST = 12, 120


@dataclass(frozen=True, order=True)
class Month:
    """One month of a calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.later(1).first - timedelta(days=1)

    def later(self, months: int) -> "Month":
        """Return the month that many later, or earlier."""
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day of one to the last day of another."""

    begins: Month
    ends: Month

    @property
    def first(self) -> date:
        return self.begins.first

    @property
    def last(self) -> date:
        return self.ends.last

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def months(self) -> Iterator[Month]:
        month = self.begins
        while month <= self.ends:
            yield month
            month = month.later(1)


def known(first_day: date, today: date) -> list[Month]:
    """Return the months one can choose from, the newest first."""
    newest = Month.of(today)
    oldest = max(min(Month.of(first_day), newest), newest.later(1 - MOST))
    return list(reversed(list(Period(oldest, newest).months())))


def usual(months: list[Month]) -> Period:
    """Return what is shown before anybody chose: the last year of these months."""
    return Period(months[:USUAL][-1], months[0])


def is_final(due_at: datetime, at: datetime) -> bool:
    """Say whether nothing that happens from now on changes the figures of a piece."""
    return due_at + WATCHED <= at


def year_of(day: date) -> int:
    """Return the calendar year in which the evidence year of ``day`` began."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1


def full_years(period: Period, today: date) -> list[int]:
    """Return the evidence years the period touches that are over, and final."""
    years = range(year_of(period.first), year_of(period.last) + 1)
    return [year for year in years if date(year + 1, YEAR_BEGINS, 1) + WATCHED <= today]
