"""Two who are paired and must not be: telling those who can find somebody else."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import notices
from accounts.actions.leaving import not_over
from accounts.models import Appointment, Cohort, Cover, Membership, Mentoring, Person


def cohorts_of(one: Person, other: Person) -> set[int]:
    """Return the cohorts in which these two are paired or one covers for the other's mentor."""
    now = timezone.now()
    pairs = Q(mentor=one, student=other) | Q(mentor=other, student=one)
    covers = Q(cover=one, mentoring__student=other) | Q(cover=other, mentoring__student=one)
    held = Mentoring.objects.filter(pairs, not_over(now)).values_list("cohort", flat=True)
    covered = Cover.objects.filter(covers, not_over(now))
    return set(held) | set(covered.values_list("mentoring__cohort", flat=True))


def pair(one: Person, other: Person) -> str:
    """Return what stands for these two whoever of them said it, and tells nobody who they are."""
    both = "".join(sorted((str(one.pk), str(other.pk))))
    return salted_hmac("accounts.clashes", both, algorithm="sha256").hexdigest()[:16]


def tell(cohort: Cohort, *, again: str, but: Collection[UUID]) -> None:
    """Tell the leads that two who are paired must not be; without one, the administrators.

    Never those named in ``but``: the one knows, and the other is not to learn who said it. Of the
    same clash (``again``) once a day, however often it is said and taken back.
    """
    seats = Membership.objects.current().filter(cohort=cohort, role=Membership.Role.LEAD)
    office = Appointment.objects.current().filter(office=Appointment.Office.ADMINISTRATOR)
    for held in (seats, office):
        people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
        found = list(people.exclude(pk__in=but))
        if found:
            for person in found:
                notices.tell_daily("pairing_clash", to=person, about=cohort, again=again)
            return
