"""What the portal knows of the people and cohorts a list names, read in a few queries.

The plan is made from it and from nothing else (accounts.roster.planning).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.actions.leaving import not_over
from accounts.apart import apart
from accounts.models import Appointment, Cohort, Membership, Mentoring, Person
from accounts.roster import rows
from accounts.roster.known import Known, Place, State


def place_of(cohort: Cohort) -> Place:
    """Return a cohort as plans know it."""
    return Place(cohort.pk, cohort.name, cohort.slug, cohort.archived_at is not None)


def state(people: Sequence[rows.Row], place: Place | None, by: Person) -> State:
    """Return what is known of these people and their cohorts, as far as ``by`` may fill them.

    At most eight queries, however many people there are.
    """
    places = tuple(place_of(one) for one in _fillable(by))
    named = _named(people, places, place)
    now = timezone.now()
    roles: dict[tuple[UUID, int], set[str]] = {}
    found: dict[UUID, Person] = {}
    keepers: set[UUID] = set()
    seats = Membership.objects.filter(not_over(now), cohort__in=named).select_related("person")
    for seat in seats.annotate(is_kept_by=_keeps("person", now)):
        roles.setdefault((seat.person_id, seat.cohort_id), set()).add(seat.role)
        found[seat.person_id] = seat.person
        keepers |= {seat.person_id} if seat.is_kept_by else set()
    addresses = {row.email for row in people} | {row.mentor for row in people}
    asked = Person.objects.filter(Q(email__in=addresses) | Q(pk=by.pk))
    for one in asked.annotate(keeps=_keeps("pk", now)):
        keepers |= {one.pk} if one.keeps else set()
        found |= {one.pk: one} if one.email in addresses else {}
    pairs = Mentoring.objects.filter(not_over(now), cohort__in=named).order_by("starts_at")
    mentors = pairs.values_list("student_id", "cohort_id", "mentor__email")
    return State(
        people=_known(found, by, keepers),
        places=places,
        roles={key: frozenset(held) for key, held in roles.items()},
        mentors={(student, cohort): email for student, cohort, email in mentors},
        barred=_barred(now),
        uploader=by.pk,
    )


def _barred(now: datetime) -> frozenset[frozenset[UUID]]:
    """Return whom a pairing without an end would bring together against a bar of now or later."""
    bars = apart(at=now)
    return bars.conflicts | {frozenset(pair) for pair in bars.evaluating}


def _fillable(by: Person) -> Sequence[Cohort]:
    return list(Cohort.objects.visible_to(by, "change").order_by("pk"))


def _named(people: Sequence[rows.Row], places: tuple[Place, ...], place: Place | None) -> set[int]:
    """Return the cohorts a list is about."""
    if place is not None:
        return {place.id}
    known = State(places=places)
    said = {row.cohort for row in people if row.cohort}
    return {found.id for name in said if (found := known.place(name)) is not None}


def _known(found: Mapping[UUID, Person], by: Person, keepers: set[UUID]) -> dict[str, Known]:
    is_keeper = by.pk in keepers or by.is_superuser
    renamed = _may_rename(found, by, is_keeper)
    reached = set(found) if is_keeper else _led(found, by)
    return {
        one.email.lower(): Known(
            id=one.pk,
            email=one.email.lower(),
            name=one.name,
            is_active=one.is_active,
            has_come_in=one.has_come_in,
            is_keeper=one.is_superuser or one.pk in keepers,
            may_rename=one.pk in renamed,
            is_reached=one.pk in reached,
        )
        for one in found.values()
    }


def _keeps(person: str, now: datetime) -> Exists:
    """Return "that person of the row is an administrator, or is to become one"."""
    office = Appointment.Office.ADMINISTRATOR
    return Exists(Appointment.objects.filter(not_over(now), office=office, person=OuterRef(person)))


def reached(found: Mapping[UUID, Person], by: Person) -> set[UUID]:
    """Return of whom ``by`` may know at all: whoever keeps the portal of everybody."""
    is_keeper = by.is_superuser or _is_keeper(by)
    return set(found) if is_keeper else _led(found, by)


def _is_keeper(by: Person) -> bool:
    return Person.objects.filter(_keeps("pk", timezone.now()), pk=by.pk).exists()


def _led(found: Mapping[UUID, Person], by: Person) -> set[UUID]:
    """Return who is, or was, in a cohort a lead fills: the walls of the others are not hers."""
    hers = Cohort.objects.visible_to(by, "change").values("pk")
    seats = Membership.objects.filter(person__in=found, cohort__in=hers)
    return set(seats.values_list("person_id", flat=True))


def _may_rename(found: Mapping[UUID, Person], by: Person, is_keeper: bool) -> set[UUID]:
    """Return whose names ``by`` may correct: a lead those who are in her cohorts and no other."""
    waiting = {pk for pk, one in found.items() if not one.has_come_in}
    if is_keeper or not waiting:
        return waiting
    seats = Membership.objects.filter(person__in=waiting)
    hers = Cohort.objects.visible_to(by, "change").values("pk")
    elsewhere = seats.exclude(cohort__in=hers).values_list("person_id", flat=True)
    return set(seats.values_list("person_id", flat=True)) - set(elsewhere)
