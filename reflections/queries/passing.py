"""Passing on a reflection: whether she did, how many passes she has left, until when."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Cohort, Person
from curriculum import calendars
from curriculum.models import Lesson, Release
from reflections.models import Pass
from reflections.queries.own_pages import own_passes

PER_YEAR = 2


@dataclass(frozen=True)
class Passing:
    """Where somebody stands with passing on one reflection."""

    release: Release
    lesson: Lesson
    is_passed: bool
    left: int
    # The first day of the next programme year, on which there are two again.
    renews_on: date

    @property
    def may_take_back(self) -> bool:
        """Say whether the pass can be taken back: until it was due."""
        return not self.release.is_past_due


def _year(cohort: Cohort, at: datetime) -> tuple[datetime, datetime, date]:
    """Return when the cohort's programme year began and ends, and the first day of the next."""
    zone = ZoneInfo(cohort.time_zone)
    first, following = calendars.year_of(cohort.first_day, at.astimezone(zone).date())
    began, ends = (datetime.combine(day, time(), tzinfo=zone) for day in (first, following))
    return began, ends, following


def taken_this_year(person: Person, cohort: Cohort, at: datetime) -> QuerySet[Pass]:
    """Return her passes of the programme year of ``cohort``, whichever cohort asked for them."""
    began, ends, _following = _year(cohort, at)
    return own_passes(person).filter(taken_at__gte=began, taken_at__lt=ends)


def own_pass(person: Person, release: Release, lesson: Lesson) -> QuerySet[Pass]:
    """Return her pass on this reflection: one row or none."""
    return own_passes(person).filter(release=release, lesson_key=lesson.key)


def passing(person: Person, release: Release, lesson: Lesson) -> Passing:
    """Return where she stands with passing on this reflection. Two queries."""
    at = timezone.now()
    taken = taken_this_year(person, release.cohort, at).count()
    is_passed = own_pass(person, release, lesson).exists()
    left = max(PER_YEAR - taken, 0)
    return Passing(release, lesson, is_passed, left, _year(release.cohort, at)[2])
