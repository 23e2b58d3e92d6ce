"""A mentor's agreement: once in a programme year, before her first desk of it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts import audit, people
from accounts.errors import NotYours
from accounts.models import Agreement, Cohort, Membership, Person
from accounts.models.agreement import EDITION
from curriculum import calendars

A_YEAR = timedelta(days=365)


@transaction.atomic
def agree(*, by: Person) -> Agreement:
    """Keep that ``by`` agreed to the words as they are now. Agreed twice is agreed once.

    NotYours for somebody who neither mentors nor covers.
    """
    roles = people.roles_of(by)
    if not roles.is_mentor:
        raise NotYours
    now = timezone.now()
    known = Agreement.objects.filter(person=by, edition=EDITION, until__gt=now).first()
    if known is not None:
        return known
    made = Agreement.objects.create(person=by, signed_at=now, until=until_from(by, now))
    audit.record("agreement.signed", by=by, about=made, edition=made.edition)
    by._roles = None
    return made


def until_from(person: Person, at: datetime) -> datetime:
    """Return when the last of her cohorts' programme years ends; for a cover in none, in a year.

    The last, so that nobody is asked twice in a year because she mentors in two cohorts.
    """
    seats = people.current_memberships(person, Membership.Role.MENTOR)
    return max((_year_ends(seat.cohort, at) for seat in seats), default=at + A_YEAR)


def _year_ends(cohort: Cohort, at: datetime) -> datetime:
    zone = ZoneInfo(cohort.time_zone)
    _first, following = calendars.year_of(cohort.first_day, at.astimezone(zone).date())
    return datetime.combine(following, time(), tzinfo=zone)
