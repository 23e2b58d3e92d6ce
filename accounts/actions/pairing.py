"""Pairing a cohort: one student by hand, or all who have nobody, as a lead confirms it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import audit, notices, pairing_state
from accounts.actions import leaving, mentor_changes, mentoring, rows
from accounts.errors import NotNow, Refused
from accounts.models import Cohort, Membership, Mentoring, Person
from accounts.models.membership import MOST_STUDENTS
from accounts.roster.pairs import Pair

CHANGED = gettext_lazy(
    "Something has changed since you looked. Nobody was paired: look at the proposal once more."
)
ARCHIVED = gettext_lazy("This cohort is archived.")


def _running(cohort: Cohort, by: Person) -> Cohort:
    """Return the cohort, held against a second pairing at the same moment."""
    rows.authorise(by, "change", cohort)
    stored = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if stored.archived_at is not None:
        raise NotNow(ARCHIVED)
    return stored


# ------------------------------------------------------------------ by hand
@transaction.atomic
def give(
    *, cohort: Cohort, student: str, mentor: str, by: Person, ends_at: datetime | None = None
) -> Mentoring:
    """Pair a student with a mentor; her pairing of until now ends at that moment.

    What waited unanswered goes on waiting: she is asked whether the new mentor may have it.
    Refused with the field at fault.
    """
    board = pairing_state.board(_running(cohort, by))
    who = _student(board, student)
    whom = next((pk for pk in board.mentors if str(pk) == mentor), None)
    if whom is None:
        raise Refused(_("Choose a mentor of this cohort."), field="mentor")
    held = board.with_mentor.get(who)
    if held and (held.mentor, held.ends_at) == (whom, ends_at) and held.starts_at <= board.now:
        raise NotNow(_("These two are paired already."), field="mentor")
    if ends_at is not None and ends_at <= board.now:
        raise Refused(_("Its last day is over."), field="last_day")
    _end(board.pairs, who, by, board.now)
    people = Person.objects.in_bulk([who, whom])
    pair = Mentoring(student=people[who], mentor=people[whom], cohort=cohort, ends_at=ends_at)
    mentoring.assign(mentoring=pair, by=by)
    tell([pair])
    return pair


@transaction.atomic
def part(*, cohort: Cohort, student: str, by: Person) -> None:
    """End a student's pairing, without another one. NotNow where she has none."""
    board = pairing_state.board(_running(cohort, by))
    who = _student(board, student)
    if not _end(board.pairs, who, by, board.now):
        raise NotNow(_("This student has no mentor."), field="student")


def _student(board: pairing_state.Board, said: str) -> UUID:
    found = next((pk for pk in board.students if str(pk) == said), None)
    if found is None:
        raise Refused(_("Choose a student of this cohort."), field="student")
    return found


def _end(pairs: Iterable[Pair], student: UUID, by: Person, at: datetime) -> list[int]:
    """End what she has or is to have; its mentors are told, in the words of every such end."""
    ids = [pair.id for pair in pairs if pair.student == student]
    if ids:
        ended = list(Mentoring.objects.filter(pk__in=ids).select_related("cohort", "mentor"))
        leaving.end_pairings([student], ended[0].cohort_id, by=by, at=at)
        tell_ended(ended, by)
    return ids


def tell_ended(pairs: Iterable[Mentoring], by: Person) -> None:
    """Tell the mentors of these pairings, had they begun, that they have ended."""
    now = timezone.now()
    told = [(one.mentor, one, "") for one in pairs if one.starts_at <= now]
    notices.tell_each("mentor_ended", people=[one for one in told if one[0].pk != by.pk])


def tell(pairs: Iterable[Mentoring]) -> None:
    """Tell student and mentor of each of these new pairings, when it begins."""
    now = timezone.now()
    beginning: dict[datetime, list[Mentoring]] = {}
    for pair in pairs:
        beginning.setdefault(max(pair.starts_at, now), []).append(pair)
    for starts, some in beginning.items():
        mentors = [(pair.mentor, pair, "") for pair in some]
        students = [(pair.student, pair, "") for pair in some]
        notices.tell_each("new_mentor", people=students, after=starts - now)
        notices.tell_each("new_student", people=mentors, after=starts - now)


# ------------------------------------------------------------------ how many each takes
@transaction.atomic
def set_capacities(*, cohort: Cohort, said: Mapping[UUID, int], by: Person) -> int:
    """Say how many students mentors of a cohort take at most; return how many were changed.

    Refused for more than anybody may have. Whoever has more already keeps them.
    """
    stored = _running(cohort, by)
    wrong = [str(pk) for pk, most in said.items() if not 0 <= most <= MOST_STUDENTS]
    if wrong:
        raise Refused(
            _("Say a number from 0 to %(most)d.") % {"most": MOST_STUDENTS}, field=wrong[0]
        )
    seats = Membership.objects.current().filter(
        cohort=stored, role=Membership.Role.MENTOR, person__in=said
    )
    changed = 0
    for seat in seats:
        most = None if said[seat.person_id] == MOST_STUDENTS else said[seat.person_id]
        fields = {"capacity": most}
        changed += bool(rows.change(seat, by=by, verb="capacity.changed", fields=fields))
    return changed


# ------------------------------------------------------------------ as proposed
def confirm(*, cohort: Cohort, fingerprint: str, said: Mapping[str, str], by: Person) -> int:
    """Pair students as a lead confirmed it, all or nobody; return how many.

    ``said`` maps students to mentors, by id; "" leaves somebody without. NotNow when the cohort is
    no longer the one that was shown; Refused with the student as the field at fault.
    """
    try:
        with transaction.atomic():
            return _confirm(cohort, fingerprint, said, by)
    except IntegrityError:
        raise NotNow(CHANGED) from None


def _confirm(cohort: Cohort, fingerprint: str, said: Mapping[str, str], by: Person) -> int:
    stored = _running(cohort, by)
    board = pairing_state.board(stored, with_past=True)
    if board.fingerprint != fingerprint:
        raise NotNow(CHANGED)
    mentors = {str(pk): pk for pk in board.mentors}
    chosen: list[tuple[UUID, UUID]] = []
    load: Counter[UUID] = board.load
    for student in board.alone:
        wanted = said.get(str(student.id), "")
        if not wanted:
            continue
        whom = mentors.get(wanted)
        if whom is None:
            raise Refused(_("Choose a mentor of this cohort."), field=str(student.id))
        if whom == student.id or board.forbids(whom, student.id):
            raise Refused(mentoring.NOT_TOGETHER, field=str(student.id))
        load[whom] += 1
        if load[whom] > board.capacity[whom]:
            most = board.capacity[whom]
            said_of = ngettext(
                "%(name)s takes one student at most.",
                "%(name)s takes %(most)d students at most.",
                most,
            ) % {"name": board.mentors[whom].name, "most": most}
            raise Refused(said_of, field=str(student.id))
        chosen.append((student.id, whom))
    if not chosen:
        raise NotNow(_("Nobody was chosen, so nobody was paired."))
    made = begin(stored, [(who, whom, board.now, None) for who, whom in chosen], by)
    audit.record("pairs.proposed", by=by, about=stored, pairs=len(made))
    return len(made)


def begin(
    cohort: Cohort, said: Iterable[tuple[UUID, UUID, datetime, datetime | None]], by: Person
) -> list[Mentoring]:
    """Make pairings (student, mentor, from, until) that were looked at, and tell whom they concern.

    The caller has asked the rights and the bars, and is in a transaction.
    """
    wanted = list(said)
    people = Person.objects.in_bulk({pk for one in wanted for pk in one[:2]})
    made = Mentoring.objects.bulk_create(
        Mentoring(
            student=people[student], mentor=people[mentor], cohort=cohort,
            starts_at=starts, ends_at=ends,
        )
        for student, mentor, starts, ends in wanted
    )  # fmt: skip
    facts = {"cohort": cohort.pk}
    audit.record_each("mentoring.begun", by=by, rows=[(pair, facts) for pair in made])
    mentor_changes.meet(pairs=made, by=by)
    tell(made)
    return made
