"""Who may read what a learner wrote, and what was said back.

A draft is its author's alone. A submitted version is read by its author and by the people named
on the button, each for as long as the relationship behind the name holds too. Operators,
administrators and leads (unless their cohort's button named them) are nobody special here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Conflict, Cover, GroupMembership, Membership, Mentoring
from accounts.policies import themselves
from accounts.policy import Clause, Policy, Side, register, same, there_is
from curriculum.models import Release
from reflections.models import (
    Answer,
    AnswerText,
    Entry,
    Message,
    MessageText,
    Pass,
    Reader,
    Reading,
    Remark,
    RemarkText,
    Reply,
    ReplyText,
    Version,
    VersionText,
)

Role = Membership.Role
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


def holding_mentors(at: datetime) -> QuerySet[Reader]:
    """Return readers who are named as mentor, mentor this student, and sit in this cohort."""
    pairing = Mentoring.objects.current(at).filter(
        mentor=OuterRef("person"),
        student=OuterRef("version__entry__author"),
        cohort=OuterRef("version__cohort"),
    )
    return _named(at, Via.MENTOR).filter(Exists(pairing), _seat(at, Role.MENTOR))


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
    ("mentor", _("the mentor named when it was submitted"), holding_mentors),
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


def conflict(path: str) -> Clause:
    """Return the bar "these two must not be matched", whichever of them declared it."""

    def link(who: Side, it: Side, at: datetime) -> Q:
        declared = Conflict.objects.filter(declared_at__lte=at)
        return there_is(declared.filter(one=who(), other=it(path))) | there_is(
            declared.filter(other=who(), one=it(path))
        )

    return Clause("conflict", _("never anybody who must not be matched with the author"), link)


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


def barred(*actions: str, path: str) -> dict[str, tuple[Clause, ...]]:
    """Return the bar for each action."""
    return {action: (conflict(path),) for action in actions}


register(
    Policy(
        Entry,
        {
            "read": (author("author_id"), *reads("version__entry", "pk")),
            "write": (author("author_id"),),
        },
        never=barred("read", path="author_id"),
    ),
    Policy(
        Version,
        {
            "read": (author("entry__author_id"), *reads("version", "pk")),
            # Answering is the mentor's, or the cover's while it lasts; a lead only reads.
            "answer": reads("version", "pk")[:2],
        },
        never=barred("read", "answer", path="entry__author_id"),
    ),
    Policy(
        VersionText,
        {"read": (author("version__entry__author_id"), *reads("version", "version_id"))},
        never=barred("read", path="version__entry__author_id"),
    ),
    Policy(
        Reply,
        answers("version__entry__author_id", "version_id", "author_id", "sent_at"),
        never=barred("read", "write", path="version__entry__author_id"),
    ),
    Policy(
        ReplyText,
        {
            "read": (
                author("reply__version__entry__author_id", sent="reply__sent_at"),
                *reads("version", "reply__version_id", sent="reply__sent_at"),
            )
        },
        never=barred("read", path="reply__version__entry__author_id"),
    ),
    Policy(
        Remark,
        answers("version__entry__author_id", "version_id", "author_id", "sent_at"),
        never=barred("read", "write", path="version__entry__author_id"),
    ),
    Policy(
        RemarkText,
        answers(
            "remark__version__entry__author_id",
            "remark__version_id",
            "remark__author_id",
            "remark__sent_at",
        ),
        never=barred("read", "write", path="remark__version__entry__author_id"),
    ),
    Policy(
        Message,
        {
            "read": (author("version__entry__author_id"), *reads("version", "version_id")),
        },
        never=barred("read", path="version__entry__author_id"),
    ),
    Policy(
        MessageText,
        {
            "read": (
                author("message__version__entry__author_id"),
                *reads("version", "message__version_id"),
            ),
        },
        never=barred("read", path="message__version__entry__author_id"),
    ),
    # The read log is the author's; a reader sees her own lines of it nowhere but in her memory.
    Policy(Reader, {"read": (author("version__entry__author_id"), themselves("person_id"))}),
    Policy(Reading, {"read": (author("entry__author_id"),)}),
    # Answers are for the group that read the story: no mentor, lead or facilitator is named here.
    Policy(
        Answer,
        {"read": (author("author_id"), company()), "write": (author("author_id"),)},
        never=barred("read", path="author_id"),
    ),
    Policy(
        AnswerText,
        {"read": (author("answer__author_id"), company("answer__"))},
        never=barred("read", path="answer__author_id"),
    ),
    # A pass is hers alone; leads read counts, never whose.
    Policy(Pass, {"read": (themselves("person_id"),), "change": (themselves("person_id"),)}),
)
