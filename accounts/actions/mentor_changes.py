"""Another mentor, without a reason: the student asks, her pairing ends, somebody finds the next."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, cohort_rules, notices
from accounts.actions import leaving
from accounts.errors import NotNow
from accounts.models import (
    Appointment,
    Cohort,
    Cover,
    Membership,
    MentorChange,
    Mentoring,
    Person,
)
from accounts.models.dated import is_current
from accounts.policy import allows

NO_MENTOR = _("You have no mentor in this cohort now, so there is nothing to end.")


@transaction.atomic
def ask(*, by: Person, cohort: Cohort) -> MentorChange:
    """End the current pairing of ``by`` in a cohort, at once, and ask for another mentor.

    The mentor is told that a pairing has ended, those who can give her the next one that she asks:
    the leads, and without one the administrators. NotNow where she has no mentor.
    """
    now = timezone.now()
    mine = Mentoring.objects.current(now).filter(student=by, cohort=cohort)
    pair = mine.select_for_update(of=("self",)).select_related("mentor").first()
    if pair is None:
        raise NotNow(NO_MENTOR)
    # The mentor may read what happened to his pairings, in the admin: not that it was she.
    leaving.close(Cover.objects.filter(mentoring=pair), "cover.ended", by=None, at=now)
    leaving.close(Mentoring.objects.filter(pk=pair.pk), "mentoring.ended", by=None, at=now)
    # A request of before that nobody met is the same request.
    MentorChange.objects.filter(student=by, cohort=cohort, met_at=None).update(met_at=now)
    change = MentorChange.objects.create(student=by, cohort=cohort, mentoring=pair, asked_at=now)
    audit.record("mentor_change.asked", by=by, about=change, cohort=cohort.pk)
    notices.tell("mentor_ended", to=pair.mentor, about=pair)
    for person in _who_matches(change):
        notices.tell("mentor_wanted", to=person, about=change)
    return change


def _who_matches(change: MentorChange) -> list[Person]:
    """Return who gives her a mentor: the leads who may know of it, else such administrators."""
    now = timezone.now()
    leads = is_current(now, "memberships__") & Q(
        memberships__cohort=change.cohort_id, memberships__role=Membership.Role.LEAD
    )
    people = Person.objects.filter(leads, is_active=True).distinct()
    found = [person for person in people if allows(person, "read", change)]
    if found:
        return found
    office = Appointment.Office.ADMINISTRATOR
    held = Appointment.objects.current(now).filter(office=office)
    people = Person.objects.filter(pk__in=held.values("person"), is_active=True)
    return [person for person in people if allows(person, "read", change)]


def meet(*, pairs: Iterable[Mentoring], by: Person) -> None:
    """Note that the students of these new pairings have a mentor again, and tell those who asked.

    What a student said may go along goes along now. The caller is in the pairings' transaction.
    """
    new = {(pair.student_id, pair.cohort_id): pair for pair in pairs}
    students = [student for student, _cohort in new]
    asked = MentorChange.objects.filter(student__in=students, met_at=None)
    for change in asked.select_related("mentoring", "student"):
        pair = new.get((change.student_id, change.cohort_id))
        if pair is None:
            continue
        MentorChange.objects.filter(pk=change.pk).update(met_at=timezone.now())
        audit.record("mentor_change.met", by=by, about=change, mentoring=pair.pk)
        notices.tell("new_mentor", to=change.student, about=pair)
        cohort_rules.mentor_changed(change, pair, by)
