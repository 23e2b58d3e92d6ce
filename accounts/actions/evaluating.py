"""Who evaluates whom, and until when: meanwhile the one does not read the other."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
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
    verb = _verb(stored, ends_at)
    rows.change(evaluating, by=by, verb=verb, fields={"starts_at": starts_at, "ends_at": ends_at})


def _verb(stored: Evaluating, ends_at: datetime | None) -> str:
    """Return what an end would be called; NotNow where it would begin again what is over."""
    longer = ends_at is None or (stored.ends_at is not None and ends_at > stored.ends_at)
    if stored.is_over and longer:
        raise NotNow(_("This is over. Name them once more."), field="ends_at")
    over = ends_at is not None and ends_at <= timezone.now()
    return "evaluating.ended" if over else "evaluating.changed"


@transaction.atomic
def extend_each(*, days: Mapping[int, tuple[datetime, datetime | None]], by: Person) -> None:
    """Give many the days of a list, in a few queries: none begins later than it did.

    Refused unless ``by`` may change every one of them.
    """
    mine = Evaluating.objects.visible_to(by, "change").select_for_update(of=("self",))
    found = list(mine.filter(pk__in=days))
    if len(found) < len(days):
        raise Refused(rows.NOT_YOURS)
    said: dict[str, list[tuple[Evaluating, dict[str, str]]]] = {}
    for row in found:
        starts_at, ends_at = days[row.pk]
        verb, was = _verb(row, ends_at), (row.starts_at, row.ends_at)
        row.starts_at, row.ends_at = min(starts_at, row.starts_at), ends_at
        pairs = zip(("starts_at", "ends_at"), was, (row.starts_at, row.ends_at), strict=True)
        changed = "+".join(name for name, before, now in pairs if before != now)
        said.setdefault(verb, []).append((row, {"fields": changed}))
    Evaluating.objects.bulk_update(found, ["starts_at", "ends_at"], batch_size=500)
    for verb, told in said.items():
        audit.record_each(verb, by=by, rows=told)


@transaction.atomic
def end(*, evaluating: Evaluating, by: Person) -> None:
    """Say that somebody evaluates a student no more. NotNow once it is over."""
    if evaluating.is_over:
        raise NotNow(_("This is over already."))
    now = timezone.now()
    change(evaluating=evaluating, by=by, starts_at=min(evaluating.starts_at, now), ends_at=now)
