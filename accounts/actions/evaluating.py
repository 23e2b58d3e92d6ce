"""Who evaluates whom, and until when: meanwhile the one does not read the other."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import clashes, rows
from accounts.actions.leaving import not_over
from accounts.errors import NotNow, Refused
from accounts.models import Evaluating, Membership, Mentoring, Person


@transaction.atomic
def begin(*, evaluating: Evaluating, by: Person) -> None:
    """Keep an evaluator from reading a student of the cohort. Refused for whoever is none there.

    Who is paired with her stays paired, and reads nothing; those who pair the cohort are told.
    """
    row = evaluating
    seats = Membership.objects.current().filter(cohort=row.cohort_id, role=Membership.Role.STUDENT)
    if not seats.filter(person=row.student_id).exists():
        raise Refused(_("This person is not a student in this cohort now."), field="student")
    if row.ends_at is not None and row.ends_at <= timezone.now():
        raise Refused(_("Its last day is over."), field="ends_at")
    rows.add(row, by=by, verb="evaluating.begun", person=row.evaluator_id)
    tell_of(row, by)


def tell_of(row: Evaluating, by: Person) -> None:
    """Tell of the clash, where these two are paired in this cohort."""
    if row.cohort_id in clashes.cohorts_of(row.evaluator, row.student):
        clashes.tell(row.cohort, again=f"evaluating{row.pk}", but={by.pk})


def tell_of_each(made: Sequence[Evaluating], by: Person) -> None:
    """Tell of the first clash among these of one cohort: its page shows them all."""
    held = Mentoring.objects.filter(not_over(timezone.now()))
    students = {row.student_id for row in made}
    pairs = set(held.filter(student__in=students).values_list("mentor", "student", "cohort"))
    for row in made:
        if (row.evaluator_id, row.student_id, row.cohort_id) in pairs:
            clashes.tell(row.cohort, again=f"evaluating{row.pk}", but={by.pk})
            return


@transaction.atomic
def change(
    *, evaluating: Evaluating, by: Person, starts_at: datetime, ends_at: datetime | None
) -> None:
    """Change the days. One that is over stays over; nobody changes what keeps herself out."""
    stored = Evaluating.objects.select_for_update().get(pk=evaluating.pk)
    longer = ends_at is None or (stored.ends_at is not None and ends_at > stored.ends_at)
    if stored.is_over and longer:
        raise NotNow(_("This is over. Name them once more."), field="ends_at")
    over = ends_at is not None and ends_at <= timezone.now()
    verb = "evaluating.ended" if over else "evaluating.changed"
    rows.change(evaluating, by=by, verb=verb, fields={"starts_at": starts_at, "ends_at": ends_at})


@transaction.atomic
def end(*, evaluating: Evaluating, by: Person) -> None:
    """Say that somebody evaluates a student no more. NotNow once it is over."""
    if evaluating.is_over:
        raise NotNow(_("This is over already."))
    now = timezone.now()
    change(evaluating=evaluating, by=by, starts_at=min(evaluating.starts_at, now), ends_at=now)
