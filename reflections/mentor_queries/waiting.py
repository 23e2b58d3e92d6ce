"""Who waits for this mentor, in the order in which they are to be read."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Cover, Leave, Mentoring
from accounts.prepared import filled, prepared
from reflections import conditions
from reflections.clauses import holding_covers
from reflections.mentor_queries.lines import (
    Answered,
    Queue,
    Waiting,
    module_name,
    title_of,
    where_of,
)
from reflections.models import Acknowledgement, Reader, Reading, Reply, Version

# Among so many of her newest replies it is looked what she answered last.
LATELY = 100
# What nobody asks of a line while she turns from one desk to the next.
UNTOLD: dict[str, Any] = dict.fromkeys(("title", "cohort", "module", "prompt", "form"), "")
UNTOLD |= {"words": 0, "cover_for": ""}


def covered_for(person: Any, at: datetime) -> Subquery:
    """Return the name of the mentor this person covers for with the version's author."""
    covers = Cover.objects.current(at).filter(
        cover=person,
        mentoring__student=OuterRef("entry__author"),
        mentoring__cohort=OuterRef("cohort"),
    )
    return Subquery(covers.values("mentoring__mentor__name")[:1])


def is_own_mentor(person: Any, at: datetime) -> Exists:
    pairing = Mentoring.objects.current(at).filter(
        mentor=person, student=OuterRef("entry__author"), cohort=OuterRef("cohort")
    )
    return Exists(pairing)


# ------------------------------------------------------------------ asking
def turning(person: Any, at: datetime) -> Queue:
    """Return the same queue in the same order, with no more than turning from desk to desk needs.

    Two queries, one where nothing waits.
    """
    ids = [pk for pk, *_away in _may_wait(person, at)]
    rows = _turning(person, at, *filled(ids)) if ids else []
    return _in_order([Waiting(**UNTOLD, **_place(row)) for row in rows])


def queue(person: Any, at: datetime | None = None, *, in_full: bool = False) -> Queue:
    """Return what waits for this person to answer. Two queries, one where nothing waits.

    ``in_full`` with all that a line of the queue says, and whether she is away: three more. Given
    the few rows by their ids, the database need not guess that they are few.
    """
    moment = at or timezone.now()
    known = list(_may_wait(person, moment))
    rows = _queue(person, moment, in_full, *filled([pk for pk, *_away in known])) if known else []
    if not in_full:
        return _in_order([Waiting(**_facts(row)) for row in rows])
    away = _away_said(known) if known else away_until(person, moment)
    if not rows:
        return Queue([], away=away)
    lately = _lately(person, rows)
    titles = _answered_last(person, moment, lately)
    first = _first_pages(person, rows, lately)
    found = [_line(person, moment, row, titles, first) for row in rows]
    return replace(_in_order(found), away=away)


def _in_order(found: Sequence[Waiting]) -> Queue:
    """Put those to ring first, then whoever has waited longest."""
    return Queue(sorted(found, key=lambda row: (not row.wants_contact, row.since)))


@prepared
def _may_wait(person: Any, at: datetime) -> QuerySet[Any]:
    """Ask for the ids, and beside each until when this person is away herself."""
    leave = _leaves(person, at)
    return conditions.may_wait_for(person).values_list(
        "pk", Subquery(leave.values("pk")[:1]), Subquery(leave.values("ends_at")[:1])
    )


def _leaves(person: Any, at: datetime) -> QuerySet[Leave]:
    mine = Leave.objects.current(at).filter(person=person)
    return mine.order_by(F("ends_at").desc(nulls_first=True))


def _away_said(known: Sequence[Any]) -> Leave | None:
    _pk, leave, ends_at = known[0]
    return None if leave is None else Leave(pk=leave, ends_at=ends_at)


def away_until(person: Any, at: datetime) -> Leave | None:
    """Return the leave this person is on now, the longest of them. One query."""
    return _leaves(person, at).first()


@prepared
def _queue(person: Any, moment: datetime, in_full: bool, *versions: uuid.UUID) -> QuerySet[Any]:
    return (
        Version.objects.visible_to(person, "answer", moment)
        .filter(pk__in=versions)
        .order_by()
        .values(
            "entry_id",
            "submitted_at",
            "words",
            "wants_contact",
            title=F("text__title"),
            student_id=F("entry__author_id"),
            student=F("entry__author__name"),
            form=F("entry__form"),
            in_cohort=F("cohort__name"),
            cohort_slug=F("cohort__slug"),
            prompt_name=Coalesce(F("prompt__name"), F("entry__begun_from")),
            module=F("prompt__lesson__version__label"),
            module_title=F("prompt__lesson__version__title"),
            is_answered=conditions.is_answered_for(person),
            waits_since=conditions.came_at(),
            asked_at=conditions.asked_after_answer(person),
            wish_at=conditions.wish_at(),
            ever_wished=conditions.ever_wished(),
            is_own=is_own_mentor(person, moment),
            cover_for=covered_for(person, moment),
            **(_more(person, moment) if in_full else {}),
        )
    )


@prepared
def _turning(person: Any, moment: datetime, *versions: uuid.UUID) -> QuerySet[Any]:
    return (
        Version.objects.visible_to(person, "answer", moment)
        .filter(pk__in=versions)
        .order_by()
        .values(
            "entry_id",
            "submitted_at",
            "wants_contact",
            student_id=F("entry__author_id"),
            student=F("entry__author__name"),
            cohort_slug=F("cohort__slug"),
            is_answered=conditions.is_answered_for(person),
            waits_since=conditions.came_at(),
            asked_at=conditions.asked_after_answer(person),
            wish_at=conditions.wish_at(),
            ever_wished=conditions.ever_wished(),
        )
    )


def _more(person: Any, at: datetime) -> dict[str, Any]:
    """Return what only a line of the queue says of a version."""
    told = Acknowledgement.objects.filter(version=OuterRef("pk"), person=person)
    covers = holding_covers(at).filter(version=OuterRef("pk")).exclude(person=person)
    read = Reading.objects.filter(version=OuterRef("pk"), person=person)
    return {
        "version_number": F("number"),
        "asks": F("ask__body"),
        "is_opened": Exists(read),
        "told_at": Subquery(told.values("at")[:1]),
        "answer_by": Subquery(told.values("answer_by")[:1]),
        "writer_id": F("claim__person_id"),
        "writer": F("claim__person__name"),
        "writing_since": F("claim__since"),
        "writing_until": F("claim__until"),
        "also": Subquery(covers.values("person__name")[:1]),
    }


# ------------------------------------------------------------------ what went before
Lately = dict[uuid.UUID, dict[uuid.UUID, tuple[uuid.UUID, datetime]]]


def _lately(person: Any, rows: Sequence[Any]) -> Lately:
    """Return by student which of her pages this person answered lately, the newest first.

    Looked for among her newest replies only, so that it costs the same after years of them.
    """
    students = {row["student_id"] for row in rows}
    sent: Lately = defaultdict(dict)
    for version, entry, student, when in _sent_lately(person):
        if student in students:
            sent[student].setdefault(entry, (version, when))
    return sent


def _first_pages(person: Any, rows: Sequence[Any], lately: Lately) -> set[uuid.UUID]:
    """Return which waiting pages are the first their author ever sent this person. One query."""
    others = sorted({row["student_id"] for row in rows} - lately.keys(), key=str)
    sent: dict[uuid.UUID, uuid.UUID] = {}
    for student, entry in _sent_to(person, *filled(others or [uuid.UUID(int=0)])):
        sent.setdefault(student, entry)
    return set(sent.values())


@prepared
def _sent_to(person: Any, *students: uuid.UUID) -> QuerySet[Any]:
    """Ask which pages these students sent this person, the oldest first."""
    named = Reader.objects.filter(person=person, version__entry__author__in=students)
    oldest = named.order_by("version__submitted_at")
    return oldest.values_list("version__entry__author_id", "version__entry_id")


def _answered_last(person: Any, at: datetime, lately: Lately) -> dict[uuid.UUID, Answered]:
    """Return by student what this person answered last. One query."""
    newest = {student: next(iter(pages.items())) for student, pages in lately.items()}
    ids = [version for _entry, (version, _when) in newest.values()]
    rows = {row["pk"]: row for row in _titles(person, at, *filled(ids or [uuid.UUID(int=0)]))}
    return {
        student: _answered(entry, rows[version], when)
        for student, (entry, (version, when)) in newest.items()
        if version in rows
    }


@prepared
def _sent_lately(person: Any) -> QuerySet[Any]:
    sent = Reply.objects.filter(author=person, sent_at__isnull=False).order_by("-sent_at")
    page = ("version_id", "version__entry_id", "version__entry__author_id")
    return sent.values_list(*page, "sent_at")[:LATELY]


@prepared
def _titles(person: Any, at: datetime, *versions: uuid.UUID) -> QuerySet[Any]:
    """Ask for what they are called: only of what she may still answer."""
    return (
        Version.objects.visible_to(person, "answer", at)
        .filter(pk__in=versions)
        .order_by()
        .values(
            "pk",
            title=F("text__title"),
            prompt_name=Coalesce(F("prompt__name"), F("entry__begun_from")),
            module=F("prompt__lesson__version__label"),
            module_title=F("prompt__lesson__version__title"),
        )
    )


def _answered(entry_id: uuid.UUID, row: Any, at: datetime) -> Answered:
    prompt = row["prompt_name"] or ""
    title = title_of(row["title"] or "", prompt)
    module = module_name(row["module"], row["module_title"])
    return Answered(entry_id, title, where_of(module, "" if title == prompt else prompt), at)


# ------------------------------------------------------------------ one line
def _place(row: Any) -> dict[str, Any]:
    """Return what decides where a line stands, and whose it is."""
    wished, wrote = row["wish_at"], row["asked_at"]
    is_message = row["is_answered"] and bool(wrote) and (not wished or wrote > wished)
    came = row["waits_since"] or row["submitted_at"]
    since = (wrote if is_message else wished) if row["is_answered"] else came
    # Whoever ticked the box is reached by now where a wish of hers was, and is over.
    ticked = row["wants_contact"] and not row["is_answered"] and not row["ever_wished"]
    return {
        "entry_id": row["entry_id"],
        "student_id": row["student_id"],
        "student": row["student"],
        "cohort_slug": row["cohort_slug"] or "",
        "since": since or came,
        "wants_contact": bool(wished) or ticked,
        "is_message": is_message,
    }


def _facts(row: Any) -> dict[str, Any]:
    return _place(row) | {
        "title": title_of(row["title"] or "", row["prompt_name"] or ""),
        "cohort": row["in_cohort"] or "",
        "module": module_name(row["module"], row["module_title"]),
        "prompt": row["prompt_name"] or "",
        "form": row["form"],
        "words": row["words"],
        "cover_for": "" if row["is_own"] else row["cover_for"] or "",
    }


def _line(
    person: Any,
    at: datetime,
    row: Any,
    last: Mapping[uuid.UUID, Answered],
    first: Collection[uuid.UUID],
) -> Waiting:
    facts = _facts(row)
    told = row["told_at"] if row["told_at"] and row["told_at"] >= facts["since"] else None
    others = row["writer_id"] not in (None, person.pk) and row["writing_until"] > at
    before = last.get(row["student_id"])
    return Waiting(
        **facts,
        number=row["version_number"],
        is_first=row["entry_id"] in first and row["version_number"] == 1,
        ask=row["asks"] or "",
        is_opened=row["is_opened"],
        told_at=told,
        answer_by=row["answer_by"] if told else None,
        writer=row["writer"] if others else "",
        writing_since=row["writing_since"] if others else None,
        also=row["also"] or "" if row["is_own"] else "",
        last=before if before and before.entry_id != row["entry_id"] else None,
    )
