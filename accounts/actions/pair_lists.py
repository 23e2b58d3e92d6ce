"""A list of pairings, or of evaluators: uploaded, looked at, applied in one step, or not at all.

As with a list of people, everything is worked out again at the moment of applying, from the rights
of whoever applies, and applying it twice is harmless.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, pairing_state
from accounts.actions import evaluating, pairing, rostering, rows
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Cohort, Cover, Evaluating, Mentoring, Person, RosterUpload
from accounts.policy import allows
from accounts.roster import evaluators, pairs, sheets
from accounts.roster.decoding import Unreadable
from accounts.roster.sheets import Sheet, Step
from accounts.roster.table import Table, read

Kind = RosterUpload.Kind
COLUMNS = {Kind.PAIRS: pairs.COLUMNS, Kind.EVALUATORS: evaluators.COLUMNS}
NEEDED = {Kind.PAIRS: pairs.NEEDED, Kind.EVALUATORS: evaluators.NEEDED}
WANTED = {
    Kind.PAIRS: _("Name the columns in the first line: student email, mentor email, from, to."),
    Kind.EVALUATORS: _(
        "Name the columns in the first line: evaluator email, student email, group, from, to."
    ),
}


@transaction.atomic
def upload(*, data: bytes, kind: str, cohort: Cohort, by: Person) -> RosterUpload:
    """Keep a list to look at. Refused (field ``file``) for what is no such list."""
    rows.authorise(by, "change", cohort)
    try:
        found = _columns(read(data), kind)
    except Unreadable as unreadable:
        raise Refused(unreadable.sentence, field="file") from None
    whom = {"student", "group"} & set(found)
    if not set(NEEDED[Kind(kind)]) <= set(found) or not whom:
        raise Refused(WANTED[Kind(kind)], field="file")
    return rostering.upload(data=data, cohort=cohort, by=by, kind=kind)


def _columns(table: Table, kind: str) -> dict[str, int]:
    return sheets.columns(table.header, COLUMNS[Kind(kind)])


def look(upload: RosterUpload, by: Person) -> Sheet:
    """Return what a list would do now. NotYours where ``by`` may not pair this cohort (any more).

    A fixed number of queries, however long it is.
    """
    cohort = upload.cohort
    if cohort is None or cohort.archived_at or not allows(by, "change", cohort):
        raise NotYours
    table = read(bytes(upload.data))
    wanted = _columns(table, upload.kind)
    if upload.kind == Kind.PAIRS:
        said = sheets.read(table, wanted, "mentor")
        return pairs.plan(said, pairing_state.for_pairs(cohort))
    said = sheets.read(table, wanted, "evaluator")
    addresses = {row.other for row in said if row.other}
    return evaluators.plan(said, pairing_state.for_evaluators(cohort, by, addresses))


# ------------------------------------------------------------------ applying
def apply(*, upload: RosterUpload, by: Person, fingerprint: str, leave_out: bool) -> Mapping:
    """Do what the page showed, in one step, and forget the file; return the counts of lines.

    NotNow when it would no longer do that, or is gone; Refused (field ``leave_out``) while lines
    have errors and nobody said to leave them out.
    """
    try:
        with transaction.atomic():
            return _apply(upload, by, fingerprint, leave_out)
    except IntegrityError:
        raise NotNow(rostering.CHANGED) from None


def _apply(upload: RosterUpload, by: Person, fingerprint: str, leave_out: bool) -> Mapping:
    mine = RosterUpload.objects.select_for_update(of=("self",)).select_related("cohort")
    kept = mine.filter(pk=upload.pk, uploader=by).first()
    if kept is None or kept.cohort is None:
        raise NotNow(_("This list was applied or thrown away already."))
    Cohort.objects.select_for_update(no_key=True).get(pk=kept.cohort.pk)
    sheet = look(kept, by)
    if sheet.fingerprint != fingerprint:
        raise NotNow(rostering.CHANGED)
    if sheet.errors and not leave_out:
        raise Refused(
            _("Some lines have errors. Correct the file, or say that they are left out."),
            field="leave_out",
        )
    doing = _Doing(kept.cohort, by, timezone.now(), ZoneInfo(kept.cohort.time_zone))
    verb = f"{kept.kind}.applied"
    DO[Kind(kept.kind)](doing, sheet.steps)
    counts = sheet.counts
    audit.record(verb, by=by, about=kept, cohort=kept.cohort.pk, **counts)
    kept.delete()
    return counts


@dataclass(frozen=True)
class _Doing:
    """In which cohort, by whom and when a list is applied."""

    cohort: Cohort
    by: Person
    at: datetime
    zone: ZoneInfo

    def begins(self, step: Step) -> datetime:
        return sheets.begins(step.first, self.zone, self.at)


def _pair(doing: _Doing, steps: list[Step]) -> None:
    """End what gives way, change ends, begin what is new."""
    of: dict[tuple[str, datetime], list[int]] = defaultdict(list)
    for step in steps:
        if step.what == pairs.GIVE_WAY:
            of["mentoring.ended", doing.begins(step)].append(step.row)
        elif step.what == pairs.END_ON and step.ends is not None:
            of["mentoring.changed", step.ends].append(step.row)
    for (verb, end), ids in of.items():
        _end(doing, verb, end, ids)
    new = [
        (step.student, step.other, doing.begins(step), step.ends)
        for step in steps
        if step.what == pairs.PAIR and step.student and step.other
    ]
    pairing.begin(doing.cohort, new, doing.by)


def _end(doing: _Doing, verb: str, end: datetime, ids: list[int]) -> None:
    """Give these pairings an end, and the covers for them none beyond it."""
    found = list(Mentoring.objects.filter(pk__in=ids).select_related("mentor"))
    Mentoring.objects.filter(pk__in=ids).update(ends_at=end)
    covers = Cover.objects.filter(mentoring__in=ids, starts_at__lte=end)
    covers.exclude(ends_at__lte=end).update(ends_at=end)
    audit.record_each(verb, by=doing.by, rows=[(pair, {"fields": "ends_at"}) for pair in found])
    if end <= doing.at:
        pairing.tell_ended(found, doing.by)


def _hold(doing: _Doing, steps: list[Step]) -> None:
    """Begin what is new, and give the rest the days that are said now."""
    made = Evaluating.objects.bulk_create(
        Evaluating(
            evaluator_id=step.other, student_id=step.student, cohort=doing.cohort,
            starts_at=doing.begins(step), ends_at=step.ends,
        )
        for step in steps
        if step.what == evaluators.HOLD and step.other and step.student
    )  # fmt: skip
    said = [(row, {"person": row.evaluator_id}) for row in made]
    audit.record_each("evaluating.begun", by=doing.by, rows=said)
    spans = [step for step in steps if step.what == evaluators.SPAN]
    days = {step.row: (doing.begins(step), step.ends) for step in spans}
    evaluating.extend_each(days=days, by=doing.by)
    evaluating.tell_of_each(made, doing.by)


DO: dict[str, Callable[[_Doing, list[Step]], None]] = {
    Kind.PAIRS: _pair,
    Kind.EVALUATORS: _hold,
}
