"""The end of a cohort: what is still open is handed over or closed, people are thanked and told,
and every role ends at one moment. What students wrote stays theirs (product.md, decision 22).

That moment is ``archived_at``, and it is also how the archive is undone: whatever ended at exactly
that moment is open again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, cohort_rules, notices
from accounts.actions import leaving, rows
from accounts.apart import apart
from accounts.errors import NotNow, Refused
from accounts.models import (
    Cohort,
    Cover,
    GroupMembership,
    Membership,
    Mentoring,
    Notice,
    Person,
)

Role = Membership.Role
UNDONE_WITHIN = timedelta(days=30)
# A moment of its own for what had a planned end: it stays ended when the rest comes back.
EARLIER = timedelta(milliseconds=1)
THANKS, TOLD = "mentors_thanked", "cohort_ended"


@dataclass(frozen=True)
class Desk:
    """One mentor with whom entries wait, and how many. Nobody's, if she is None."""

    mentor: Person | None
    count: int


@dataclass(frozen=True)
class Checklist:
    """What is to be looked after before a cohort ends: counts and mentors, no entry."""

    students: int
    mentors: list[Person]
    desks: list[Desk]
    releases: int
    are_thanked: bool

    @property
    def unanswered(self) -> int:
        return sum(desk.count for desk in self.desks)


def checklist(cohort: Cohort) -> Checklist:
    """Return what is to be looked after. The caller may change the cohort."""
    seats = Membership.objects.current().filter(cohort=cohort, person__is_active=True)
    people = Person.objects.filter(is_active=True).order_by("name")
    mentors = list(people.filter(pk__in=seats.filter(role=Role.MENTOR).values("person")))
    counts: dict[UUID | None, int] = {}
    for one in cohort_rules.unanswered(cohort):
        counts[one.mentor] = counts.get(one.mentor, 0) + one.count
    names = {one.pk: one for one in Person.objects.filter(pk__in=[pk for pk in counts if pk])}
    desks = [Desk(names[pk] if pk else None, count) for pk, count in counts.items()]
    return Checklist(
        students=seats.filter(role=Role.STUDENT).count(),
        mentors=mentors,
        desks=sorted(
            desks, key=lambda desk: (-desk.count, desk.mentor.name if desk.mentor else "")
        ),
        releases=cohort_rules.open_releases(cohort),
        are_thanked=_letters(THANKS, cohort).exists(),
    )


def _letters(kind: str, cohort: Cohort) -> Any:
    return Notice.objects.filter(kind=kind, about_kind=cohort._meta.label_lower, about=cohort.pk)


# ------------------------------------------------------------------ before the end
@transaction.atomic
def thank(*, cohort: Cohort, by: Person) -> int:
    """Put a few fixed words of thanks into the outbox for every mentor; once for each."""
    rows.authorise(by, "change", cohort)
    mentors = checklist(cohort).mentors
    if not mentors:
        raise NotNow(_("There is no mentor in this cohort."))
    notices.tell_each(THANKS, people=[(mentor, cohort, "") for mentor in mentors])
    audit.record("cohort.thanked", by=by, about=cohort, mentors=len(mentors))
    return len(mentors)


@dataclass(frozen=True)
class HandedOver:
    """How many students have a new mentor, and how many could not be given this one."""

    students: int
    left: int


@transaction.atomic
def hand_over(*, cohort: Cohort, mentor: Any, to: Any, by: Person) -> HandedOver:
    """Give the students of whom something waits with one mentor to another (both named by id).

    ``mentor`` empty means those who have nobody. Nothing is opened to the new mentor: each author
    is asked first. Whoever must not be matched with the new one stays where she is.
    """
    rows.authorise(by, "change", cohort)
    if cohort.archived_at is not None:
        raise NotNow(_("This cohort is archived."))
    able = {str(one.pk): one for one in checklist(cohort).mentors}
    if str(to) not in able or str(to) == str(mentor):
        raise Refused(_("Choose another mentor of this cohort."), field="to")
    waits = [
        one.student
        for one in cohort_rules.unanswered(cohort)
        if str(one.mentor or "") == str(mentor or "")
    ]
    seats = Membership.objects.current().filter(cohort=cohort, role=Role.STUDENT)
    here = Person.objects.filter(pk__in=seats.filter(person__in=waits).values("person"))
    students = list(here.filter(is_active=True).exclude(pk=able[str(to)].pk))
    chosen, at = able[str(to)], timezone.now()
    kept_apart = apart([one.pk for one in students])
    free = [one for one in students if not kept_apart.forbids(chosen.pk, one.pk, (at, None))]
    leaving.end_pairings([one.pk for one in free], cohort.pk, by=by, at=at)
    made = Mentoring.objects.bulk_create(
        Mentoring(student=one, mentor=chosen, cohort=cohort, starts_at=at) for one in free
    )
    facts = {"cohort": cohort.pk}
    audit.record_each("mentoring.begun", by=by, rows=[(pair, facts) for pair in made])
    notices.tell_each("new_mentor", people=[(pair.student, pair, "") for pair in made])
    return HandedOver(len(free), len(set(waits)) - len(free))


# ------------------------------------------------------------------ the end, and back
@transaction.atomic
def archive(*, cohort: Cohort, by: Person, close: bool) -> None:
    """End a cohort. Its students are told how to keep their words.

    Refused (field ``close``) while something waits for an answer, unless it is closed with it:
    then its authors are told, kindly, that no answer will come.
    """
    stored = Cohort.objects.select_for_update().get(pk=cohort.pk)
    rows.authorise(by, "change", stored)
    if stored.archived_at is not None:
        raise NotNow(_("This cohort is archived already."))
    found = checklist(stored)
    if found.unanswered and not close:
        raise Refused(
            _("Something still waits for an answer. Hand it over, or say that it is closed."),
            field="close",
        )
    at = timezone.now()
    cohort.archived_at = stored.archived_at = at
    stored.save(update_fields=["archived_at"])
    cohort_rules.cohort_archived(stored, by)
    _tell_students(stored, at)
    for kind in _dated(stored):
        _end(kind, at)
    audit.record("cohort.archived", by=by, about=stored, unanswered=found.unanswered)


def _dated(cohort: Cohort) -> list[Any]:
    """Return everything with dates that hangs on a cohort."""
    return [
        Cover.objects.filter(mentoring__cohort=cohort),
        Mentoring.objects.filter(cohort=cohort),
        GroupMembership.objects.filter(group__cohort=cohort),
        Membership.objects.filter(cohort=cohort),
    ]


def _end(found: Any, at: datetime) -> None:
    """End what is open at ``at``; what had an end planned, or had not begun, just before."""
    ids = list(found.filter(ends_at=None, starts_at__lte=at).values_list("pk", flat=True))
    leaving.close_quietly(found.exclude(pk__in=ids), at - EARLIER)
    found.model._default_manager.filter(pk__in=ids).update(ends_at=at)


def _tell_students(cohort: Cohort, at: datetime) -> None:
    seats = Membership.objects.current(at).filter(cohort=cohort, role=Role.STUDENT)
    students = Person.objects.filter(pk__in=seats.values("person"), is_active=True)
    notices.tell_each(TOLD, people=[(one, cohort, f"{at:%Y%m%d}") for one in students])


@transaction.atomic
def bring_back(*, cohort: Cohort, by: Person) -> None:
    """Undo an archive of the last thirty days: roles, pairings, covers and places open again.

    What had an end of its own stays ended, and so does the pairing of two who must not be matched
    by now. NotNow later, or for a cohort that is not archived.
    """
    stored = Cohort.objects.select_for_update().get(pk=cohort.pk)
    rows.authorise(by, "change", stored)
    at = stored.archived_at
    if at is None:
        raise NotNow(_("This cohort is not archived."))
    if at < timezone.now() - UNDONE_WITHIN:
        raise NotNow(
            _("It was archived more than thirty days ago. Make a new cohort and upload its list.")
        )
    barred = _barred(stored, at)
    for kind in _dated(stored):
        pair = {Mentoring: "pk", Cover: "mentoring"}.get(kind.model)
        kept = kind.exclude(**{f"{pair}__in": barred}) if pair else kind
        ids = list(kept.filter(ends_at=at).values_list("pk", flat=True))
        kind.model._default_manager.filter(pk__in=ids).update(ends_at=None)
    cohort.archived_at = stored.archived_at = None
    stored.save(update_fields=["archived_at"])
    audit.record("cohort.reopened", by=by, about=stored)


def _barred(cohort: Cohort, at: datetime) -> list[int]:
    """Return the pairings that ended with the cohort and must not come back."""
    pairs = Mentoring.objects.filter(cohort=cohort, ends_at=at)
    bars, span = apart(), (timezone.now(), None)
    return [one.pk for one in pairs if bars.forbids(one.mentor_id, one.student_id, span)]


def may_come_back(cohort: Cohort) -> bool:
    """Say whether an archived cohort can still be brought back."""
    return bool(cohort.archived_at and cohort.archived_at > timezone.now() - UNDONE_WITHIN)
