"""The clauses of reflections: each a reason why somebody may read what a learner wrote.

Which rows each of them opens is in ``policies.py``.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Appointment,
    Conflict,
    Cover,
    Evaluating,
    GroupMembership,
    Membership,
    Mentoring,
)
from accounts.policies import holds_office
from accounts.policy import Clause, Side, same, there_is
from curriculum.models import Release
from reflections.models import (
    Answer,
    Entry,
    Grant,
    Reader,
    ShareReader,
)

Role = Membership.Role
Office = Appointment.Office
Via = Reader.Via


def _named(at: datetime, via: str) -> QuerySet[Reader]:
    """Return the reader rows of this kind that are live at ``at``."""
    live = Q(until__isnull=True) | Q(until__gt=at)
    return Reader.objects.filter(live, via=via, since__lte=at)


def _seat(at: datetime, role: str) -> Exists:
    """Return the condition that a reader's person holds ``role`` in the version's cohort."""
    return Exists(
        Membership.objects.current(at).filter(
            person=OuterRef("person"), cohort=OuterRef("version__cohort"), role=role
        )
    )


def _paired_or_asked(at: datetime) -> QuerySet[Reader]:
    """Return readers named as mentor who mentor this student, and those its author asked for."""
    pairing = Mentoring.objects.current(at).filter(
        mentor=OuterRef("person"),
        student=OuterRef("version__entry__author"),
        cohort=OuterRef("version__cohort"),
    )
    live = Q(until__isnull=True) | Q(until__gt=at)
    named = Q(Exists(pairing), via=Via.MENTOR) | Q(via=Via.ASKED)
    return Reader.objects.filter(live, named, since__lte=at)


def holding_mentors(at: datetime) -> QuerySet[Reader]:
    """Return those who answer as a mentor and sit in this cohort as one.

    Named on the button, and mentoring this student now; or asked by the author to read this one
    page as well.
    """
    return _paired_or_asked(at).filter(_seat(at, Role.MENTOR))


def holding_covers(at: datetime) -> QuerySet[Reader]:
    """Return readers who are named as cover and cover a current pairing, as announced."""
    cover = Cover.objects.current(at).filter(
        cover=OuterRef("person"),
        announced_at__lte=at,
        mentoring__student=OuterRef("version__entry__author"),
        mentoring__cohort=OuterRef("version__cohort"),
        mentoring__in=Mentoring.objects.current(at),
    )
    return _named(at, Via.COVER).filter(Exists(cover), _seat(at, Role.MENTOR))


def holding_leads(at: datetime) -> QuerySet[Reader]:
    """Return readers who are named as lead, lead the cohort, and whose cohort still allows it."""
    return _named(at, Via.LEAD).filter(_seat(at, Role.LEAD), version__cohort__lead_reads=True)


Holding = Callable[[datetime], QuerySet[Reader]]
READERS: tuple[tuple[str, Any, Holding], ...] = (
    ("mentor", _("the mentor named when it was submitted, or asked for later"), holding_mentors),
    ("cover", _("the announced cover of that mentor"), holding_covers),
    ("lead", _("the cohort’s lead, where the submit button named them"), holding_leads),
)


def _when_sent(it: Side, sent: str) -> Q:
    return it.is_set(sent) if sent else Q()


def reads(column: str, path: str, *, sent: str = "") -> tuple[Clause, ...]:
    """Return the three clauses "named on the button, and it still holds".

    ``column`` of a reader must equal ``path`` of the row; with ``sent`` the row counts only
    once that moment is set.
    """

    def clause(name: str, sentence: Any, holding: Holding) -> Clause:
        def link(who: Side, it: Side, at: datetime) -> Q:
            named = holding(at).filter(**{"person": who(), column: it(path)})
            return there_is(named) & _when_sent(it, sent)

        return Clause(name, sentence, link)

    return tuple(clause(*reader) for reader in READERS)


def author(path: str, *, sent: str = "") -> Clause:
    """Return the clause "wrote the entry"; with ``sent``, once that moment is set."""
    return Clause(
        "author",
        _("its author"),
        lambda who, it, at: same(who, it, path) & _when_sent(it, sent),
    )


def writer(path: str, version: str) -> Clause:
    """Return the clause "said this, and may still read what it is about"."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        named = [
            there_is(holding(at).filter(person=who(), version=it(version)))
            for _name, _sentence, holding in READERS
        ]
        return same(who, it, path) & (named[0] | named[1] | named[2])

    return Clause("writer", _("whoever is writing it, while they may read the entry"), link)


def unsent(path: str, sent: str = "", draft: str = "") -> Clause:
    """Return the clause "wrote it and did not send it", though she may not read the page any more.

    ``path`` leads to the writer, ``sent`` to the moment of sending, ``draft`` to words under her
    hand even after it; without ``sent`` nothing of it is ever sent.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        waiting = ~it.is_set(sent) if sent else Q()
        return same(who, it, path) & (waiting | it.is_set(draft) if draft else waiting)

    return Clause("unsent", _("whoever wrote it, as long as it is not sent"), link)


def conflict(path: str) -> Clause:
    """Return the bar "these two must not be matched", whichever of them declared it."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        declared = Conflict.objects.filter(declared_at__lte=at)
        return there_is(declared.filter(one=who(), other=it(path))) | there_is(
            declared.filter(other=who(), one=it(path))
        )

    return Clause("conflict", _("never anybody who must not be matched with the author"), link)


def evaluates(path: str) -> Clause:
    """Return the bar "evaluates the author at this moment", whatever else she is to her."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        rows = Evaluating.objects.current(at)
        return there_is(rows.filter(evaluator=who(), student=it(path)))

    return Clause("evaluates", _("never anybody who evaluates the author meanwhile"), link)


def answers(
    author_path: str, version: str, writer_path: str, sent: str
) -> dict[str, tuple[Clause, ...]]:
    """Return the rules for what a reader says back: hers until sent, then the author's too."""
    return {
        "read": (
            author(author_path, sent=sent),
            writer(writer_path, version),
            *reads("version", version, sent=sent),
        ),
        "write": (writer(writer_path, version),),
    }


def between_two(author_path: str, writer_path: str, carried: str) -> Clause:
    """Return the bar "carried over from an earlier version", for all but its two people.

    Whoever is named on the newer version was perhaps not on the one it was made on.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        hers = same(who, it, author_path) | same(who, it, writer_path)
        return it.is_set(carried) & ~hers

    sentence = _("of one carried over, nobody but the author of the page and who made it")
    return Clause("between_two", sentence, link)


def company(path: str = "") -> Clause:
    """Return the clause "gave an answer to the same question, and is in the group it was given to".

    ``path`` leads from the row to the answer. Nobody reads before the due date; without one, as
    soon as both were given. Who joined after it was given was not named to its author.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        release, given = it(f"{path}release_id"), it(f"{path}given_at") or at
        own = Answer.objects.filter(author=who(), release=release, step_key=it(f"{path}step_key"))
        due = Q(due_at__isnull=True) | Q(due_at__lte=at)
        seats = Membership.objects.current(at).filter(person=who(), starts_at__lte=given)
        places = GroupMembership.objects.current(at).filter(person=who(), starts_at__lte=given)
        return (
            it.is_set(f"{path}given_at")
            & there_is(own.filter(given_at__lte=at))
            & there_is(Release.objects.filter(due, pk=release))
            & there_is(seats.filter(cohort=it(f"{path}release__cohort_id"), role=Role.STUDENT))
            & (~it.is_set(f"{path}group_id") | there_is(places.filter(group=it(f"{path}group_id"))))
        )

    sentence = _("students of the group it was given to, after the date and their own answer")
    return Clause("company", sentence, link)


def _student(at: datetime, person: str) -> Exists:
    """Return the condition that ``person`` of a share's reader is a student in that company."""
    seats = Membership.objects.current(at).filter(
        person=OuterRef(person), cohort=OuterRef("share__cohort"), role=Role.STUDENT
    )
    return Exists(seats)


def _place(at: datetime, person: str) -> Q:
    """Return the condition that ``person`` is in the group, where it was shared with one."""
    places = GroupMembership.objects.current(at).filter(
        person=OuterRef(person), group=OuterRef("share__group")
    )
    return Q(share__group__isnull=True) | Q(Exists(places))


def sharing(at: datetime) -> QuerySet[ShareReader]:
    """Return those named on what is shared at ``at`` who are still in its company, as she is."""
    live = ShareReader.objects.filter(share__since__lte=at, share__ended_at__isnull=True)
    here = live.filter(_student(at, "person"), _student(at, "share__entry__author"))
    return here.filter(_place(at, "person"), _place(at, "share__entry__author"))


def shared(path: str) -> Clause:
    """Return the clause "named when it was shared, and it still holds"; ``path`` to the share."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        return there_is(sharing(at).filter(person=who(), share=it(path)))

    return Clause("shared", _("the students named when it was shared"), link)


def shown(picture: str = "") -> Clause:
    """Return the clause "hangs on a page that was shared with her by name"; of a picture.

    Only what hung there when it was shared, and as long as it hangs there. Without a name no
    picture is shown: a drawing or a hand tells whose it is.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        named = sharing(at).filter(
            person=who(),
            share__is_named=True,
            share__entry=it(f"{picture}entry_id"),
            share__made_at__gte=it(f"{picture}added_at"),
        )
        off = it.is_set(f"{picture}removed_at") | it.is_set(f"{picture}entry__gone_at")
        return there_is(named) & ~off

    return Clause("shown", _("the students named when its page was shared"), link)


def granted(column: str, path: str) -> Clause:
    """Return the clause "asked for it, a second person agreed, and the hour is not over".

    ``column`` of a grant must equal ``path`` of the row. A draft is beneath no version.
    """

    def link(who: Side, it: Side, at: datetime) -> Q:
        # One filter, so that the version that was there by then is the very version asked about.
        opened = Grant.objects.open_at(at).filter(
            **{column: it(path)},
            asked_by=who(),
            entry__versions__submitted_at__lte=F("opened_at"),
        )
        return there_is(opened) & holds_office(who, at, Office.ADMINISTRATOR)

    sentence = _("an administrator, for an hour, where a second person agreed (break-glass)")
    return Clause("granted", sentence, link)


def _second_person(who: Side, it: Side, at: datetime, grant: str) -> Q:
    """Return the condition of an approver who neither asked nor is near what was asked for."""
    asked_for = it(f"{grant}asked_for")
    one, other = Conflict.objects.filter(one=who()), Conflict.objects.filter(other=who())
    return (
        holds_office(who, at, Office.APPROVER)
        & ~same(who, it, f"{grant}asked_by_id")
        & ~there_is(Entry.objects.filter(pk=asked_for, author=who()))
        & ~there_is(Reader.objects.filter(version__entry=asked_for, person=who()))
        & ~there_is(one.filter(other__entries=asked_for, declared_at__lte=at))
        & ~there_is(other.filter(one__entries=asked_for, declared_at__lte=at))
        & ~there_is(
            Evaluating.objects.current(at).filter(evaluator=who(), student__entries=asked_for)
        )
    )


def _undecided(it: Side, at: datetime, grant: str) -> Q:
    return (
        ~it.is_set(f"{grant}decided_at")
        & ~it.is_set(f"{grant}cancelled_at")
        & ~it.began(f"{grant}lapses_at", at)
    )


def second_person(grant: str = "", *, waiting: bool = True) -> Clause:
    """Return the clause "may decide on this request"; with ``waiting``, while nobody has."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        may = _second_person(who, it, at, grant)
        return may & _undecided(it, at, grant) if waiting else may

    return Clause("second_person", _("an approver who is not near it"), link)


def told(grant: str = "") -> Clause:
    """Return the clause "wrote what was opened, and is told by now"."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        hers = there_is(Entry.objects.filter(pk=it(f"{grant}entry_id"), author=who()))
        return hers & it.began(f"{grant}tell_at", at)

    return Clause("told", _("its author, who is told at once or on the day the law allows"), link)


def _using(who: Side, it: Side, at: datetime) -> Q:
    mine = Grant.objects.open_at(at).filter(pk=it(), asked_by=who())
    return there_is(mine) & holds_office(who, at, Office.ADMINISTRATOR)


using = Clause("using", _("who asked, while it is open"), _using)


def seen_log() -> Clause:
    """Return the clause "wrote the entry", for what her log shows by now."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        return same(who, it, "entry__author_id") & it.began("shown_from", at)

    return Clause("author", _("its author"), link)


def barred(*actions: str, path: str) -> dict[str, tuple[Clause, ...]]:
    """Return the bars between two people for each action."""
    return {action: (conflict(path), evaluates(path)) for action in actions}


def gone(path: str) -> Clause:
    """Return the bar "thrown away or emptied"; ``path`` leads to the entry's moment of it."""
    return Clause("gone", _("never what is gone"), lambda who, it, at: it.is_set(path))
