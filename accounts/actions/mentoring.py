"""Who mentors whom, who reads meanwhile, and which two are never matched."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import cohort_rules, notices
from accounts.actions import mentor_changes, rows
from accounts.apart import Span, must_not_meet
from accounts.errors import NotNow, Refused
from accounts.models import Conflict, Cover, Membership, Mentoring, Person
from accounts.models.dated import Dated

Role = Membership.Role
NOT_TOGETHER = _("These two are not to be matched.")


def _in_role(person: Person, cohort_id: int, role: str) -> bool:
    now = Membership.objects.current()
    return now.filter(person=person, cohort_id=cohort_id, role=role).exists()


def _matchable(reader: Person, mentoring: Mentoring, field: str, span: Span) -> None:
    """Refused unless ``reader`` may come to read this student: in her role, active, no bar.

    Neither a conflict nor, at any moment of ``span``, that she evaluates her.
    """
    if not reader.is_active or not _in_role(reader, mentoring.cohort_id, Role.MENTOR):
        raise Refused(_("This person is not a mentor in this cohort now."), field=field)
    if must_not_meet(reader, mentoring.student, span):
        # Said without a reason: whose it is, and which of the two, is nobody's business.
        raise Refused(NOT_TOGETHER, field=field)


def _longer(stored: Dated, ends_at: datetime | None) -> bool:
    """Say whether a new end lies beyond the stored one."""
    return stored.ends_at is not None and (ends_at is None or ends_at > stored.ends_at)


@transaction.atomic
def assign(*, mentoring: Mentoring, by: Person) -> None:
    """Pair a student with a mentor: both current in their roles, no bar, one open pairing.

    Refused with the field at fault; a student's earlier pairing is ended first, not replaced.
    """
    if not mentoring.student.is_active or not _in_role(
        mentoring.student, mentoring.cohort_id, Role.STUDENT
    ):
        raise Refused(_("This person is not a student in this cohort now."), field="student")
    span = (mentoring.starts_at, mentoring.ends_at)
    _matchable(mentoring.mentor, mentoring, "mentor", span)
    open_pairs = Mentoring.objects.current().filter(
        student=mentoring.student, cohort_id=mentoring.cohort_id
    )
    if open_pairs.exists():
        raise NotNow(
            _("This student has a mentor in this cohort. End that pairing first."), field="student"
        )
    rows.add(mentoring, by=by, verb="mentoring.begun", cohort=mentoring.cohort_id)
    mentor_changes.meet(pairs=[mentoring], by=by)


@transaction.atomic
def change(
    *, mentoring: Mentoring, by: Person, starts_at: datetime, ends_at: datetime | None
) -> None:
    """Change the dates of a pairing. An end takes the mentor's access at her next request.

    A pairing that has ended stays ended: opening it again would let her read what came since.
    """
    stored = Mentoring.objects.select_for_update().get(pk=mentoring.pk)
    longer = _longer(stored, ends_at)
    if stored.is_over and longer:
        raise NotNow(_("This pairing has ended. Make a new one."), field="ends_at")
    if longer and must_not_meet(stored.mentor, stored.student, (starts_at, ends_at)):
        raise Refused(NOT_TOGETHER, field="ends_at")
    over = ends_at is not None and ends_at <= timezone.now()
    verb = "mentoring.ended" if over else "mentoring.changed"
    fields = {"starts_at": starts_at, "ends_at": ends_at}
    changed = rows.change(mentoring, by=by, verb=verb, fields=fields)
    if changed and over and stored.mentor_id != by.pk:
        # The same words whoever ended it: who asked is not the mentor's to know.
        notices.tell("mentor_ended", to=stored.mentor, about=mentoring)


@transaction.atomic
def end(*, mentoring: Mentoring, by: Person) -> None:
    """End a pairing now."""
    change(mentoring=mentoring, by=by, starts_at=mentoring.starts_at, ends_at=timezone.now())


@transaction.atomic
def announce_cover(*, cover: Cover, by: Person) -> None:
    """Let somebody read for a mentor for a while; it begins when the student can know of it.

    She is told: her cohort's page names who reads meanwhile, and a mail points there. What waits
    with her mentor then waits with the cover too.

    Refused unless the pairing is current and the cover a current mentor of the cohort, without a
    bar between her and the student.
    """
    pair = cover.mentoring
    if pair.is_over:
        raise NotNow(_("This pairing has ended."), field="mentoring")
    if cover.cover_id == pair.mentor_id:
        raise Refused(_("Name somebody else than the mentor herself."), field="cover")
    now = timezone.now()
    cover.announced_at = now
    # Nobody covers a time before it was announced (product.md, decision 15).
    cover.starts_at = max(cover.starts_at, now)
    _matchable(cover.cover, pair, "cover", (cover.starts_at, cover.ends_at))
    rows.add(cover, by=by, verb="cover.announced", mentoring=pair.pk)
    notices.tell("cover_announced", to=pair.student, about=cover)
    cohort_rules.cover_announced(cover, by)


@transaction.atomic
def change_cover(*, cover: Cover, by: Person, ends_at: datetime | None) -> None:
    """Change when a cover ends. One that has ended stays ended."""
    stored = Cover.objects.select_for_update().get(pk=cover.pk)
    longer = _longer(stored, ends_at)
    if stored.is_over and longer:
        raise NotNow(_("This cover has ended. Announce a new one."), field="ends_at")
    student = stored.mentoring.student
    if longer and must_not_meet(stored.cover, student, (stored.starts_at, ends_at)):
        raise Refused(NOT_TOGETHER, field="ends_at")
    rows.change(cover, by=by, verb="cover.ended", fields={"ends_at": ends_at})


@transaction.atomic
def declare_conflict(*, conflict: Conflict, by: Person) -> None:
    """Say that two people must not be matched. No reason is asked. NotNow while they are."""
    one, other = conflict.one, conflict.other
    either = Q(one=one, other=other) | Q(one=other, other=one)
    # What somebody said of herself about whoever asks is not told by this either.
    if Conflict.objects.visible_to(by).filter(either).exists():
        raise NotNow(_("This is known already."))
    paired = Mentoring.objects.current().filter(
        Q(mentor=one, student=other) | Q(mentor=other, student=one)
    )
    covering = Cover.objects.current().filter(
        Q(cover=one, mentoring__student=other) | Q(cover=other, mentoring__student=one)
    )
    if paired.exists() or covering.exists():
        raise NotNow(_("These two are matched now. End their pairing or cover first."))
    rows.add(conflict, by=by, verb="conflict.declared")


@transaction.atomic
def lift_conflict(*, conflict: Conflict, by: Person) -> None:
    """Let two people be matched again."""
    rows.remove(conflict, by=by, verb="conflict.lifted")
