"""A list of people, uploaded, looked at, and applied in one step, or not at all.

Everything is worked out again at the moment of applying, in the same transaction, from the rights
of whoever applies: what she may not fill is an error of its line. Running it twice is harmless.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, roster_state
from accounts.actions import invitations, roster_steps
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Cohort, Person, RosterUpload
from accounts.policy import allows
from accounts.roster import columns, planning, rows
from accounts.roster.decoding import Unreadable
from accounts.roster.lines import Plan
from accounts.roster.table import Table, read

KEPT_FOR = timedelta(hours=24)
MOST_WAITING = 5
CHANGED = _("Something has changed since you looked. Nothing was done: look at the list once more.")


@dataclass(frozen=True)
class Look:
    """A file as it would be applied now. ``plan`` is None until the columns are known."""

    table: Table
    columns: columns.Columns
    plan: Plan | None

    @property
    def asks(self) -> list[str]:
        """Return the fields that must still be pointed out."""
        return columns.missing(self.columns)


@dataclass(frozen=True)
class Done:
    """What applying did."""

    counts: Mapping[str, int]
    invited: int


def may_fill(person: Person) -> list[Cohort]:
    """Return the cohorts ``person`` may fill from a list, archived ones left out. One query."""
    mine = Cohort.objects.visible_to(person, "change").filter(archived_at=None)
    return list(mine.order_by("name"))


@transaction.atomic
def upload(
    *, data: bytes, cohort: Cohort | None, by: Person, kind: str = RosterUpload.Kind.PEOPLE
) -> RosterUpload:
    """Keep a file to look at. Refused (field ``file``) for what cannot be read, or is not hers."""
    if cohort is not None and not allows(by, "change", cohort):
        raise Refused(_("You may not change this."))
    if cohort is None and not may_fill(by):
        raise NotYours
    if cohort is not None and cohort.archived_at:
        raise NotNow(_("This cohort is archived."))
    try:
        read(data)
    except Unreadable as unreadable:
        raise Refused(unreadable.sentence, field="file") from None
    forget_old()
    mine = RosterUpload.objects.filter(uploader=by).order_by("-made_at").values("pk")
    RosterUpload.objects.filter(pk__in=[row["pk"] for row in mine[MOST_WAITING - 1 :]]).delete()
    made = RosterUpload.objects.create(uploader=by, cohort=cohort, data=data, kind=kind)
    audit.record("roster.uploaded", by=by, about=made, cohort=cohort.pk if cohort else None)
    return made


def forget_old() -> int:
    """Delete what was uploaded and not applied within a day; return how many files."""
    return RosterUpload.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()[0]


@transaction.atomic
def choose(
    *, roster: RosterUpload, by: Person, mapping: Mapping[str, int], missing_leave: bool
) -> None:
    """Say which column is what, and whether people missing from the file leave."""
    _own(roster, by)
    header = read(bytes(roster.data)).header
    said = columns.chosen(header, mapping)
    if len(set(said.values())) < len(said):
        raise Refused(_("One column cannot be two things."))
    wanted = columns.missing(said)
    if wanted:
        raise Refused(_("Say which column holds this."), field=wanted[0])
    roster.mapping, roster.missing_leave = said, missing_leave
    roster.save(update_fields=["mapping", "missing_leave"])


@transaction.atomic
def discard(*, roster: RosterUpload, by: Person) -> None:
    """Throw an uploaded file away."""
    _own(roster, by)
    audit.record("roster.discarded", by=by, about=roster)
    roster.delete()


def _own(roster: RosterUpload, by: Person) -> None:
    if roster.uploader_id != by.pk:
        raise NotYours


# ------------------------------------------------------------------ looking
def look(roster: RosterUpload, by: Person) -> Look:
    """Return what the file would do now. A fixed number of queries, however long it is."""
    table = read(bytes(roster.data))
    mapping = columns.chosen(table.header, roster.mapping) or columns.guess(table.header)
    if columns.missing(mapping):
        return Look(table, mapping, None)
    people = rows.rows(table, mapping)
    cohort = roster.cohort
    place = roster_state.place_of(cohort) if cohort else None
    known = roster_state.state(people, place, by)
    if place is not None and all(one.id != place.id for one in known.places):
        raise NotYours  # she leads it no more
    plan = planning.plan(people, known, cohort=place, missing_leave=roster.missing_leave)
    return Look(table, mapping, plan)


# ------------------------------------------------------------------ applying
def apply(
    *, roster: RosterUpload, by: Person, fingerprint: str, leave_out: bool, invite: bool
) -> Done:
    """Do what the page showed, in one step, and forget the file.

    NotNow when the plan is no longer the one with this ``fingerprint``, or the file is gone;
    Refused (field ``leave_out``) while lines have errors and she did not say to leave them out.
    """
    try:
        with transaction.atomic():
            return _apply(roster, by, fingerprint, leave_out, invite)
    except IntegrityError:
        raise NotNow(CHANGED) from None


def _apply(
    roster: RosterUpload, by: Person, fingerprint: str, leave_out: bool, invite: bool
) -> Done:
    mine = RosterUpload.objects.select_for_update(of=("self",)).select_related("cohort")
    kept = mine.filter(pk=roster.pk, uploader=by).first()
    if kept is None:
        raise NotNow(_("This list was applied or thrown away already."))
    # Two lists wait for each other; nobody who writes or submits waits for either.
    list(Cohort.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    plan = look(kept, by).plan
    if plan is None or plan.fingerprint != fingerprint:
        raise NotNow(CHANGED)
    if plan.errors and not leave_out:
        raise Refused(
            _("Some lines have errors. Correct the file, or say that they are left out."),
            field="leave_out",
        )
    newcomers = roster_steps.carry_out(plan.steps, by, timezone.now())
    invited = invitations.write_to(newcomers, by=by, again=False) if invite else 0
    counts = plan.counts
    audit.record("roster.applied", by=by, about=kept, cohort=kept.cohort_id, **counts)
    kept.delete()
    return Done(counts, invited)
