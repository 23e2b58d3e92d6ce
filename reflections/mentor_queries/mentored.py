"""Whom she mentors, and how long each has waited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Cover, Mentoring
from curriculum.queries.more_time import MoreTime, more_time
from reflections.mentor_queries.lines import Waiting
from reflections.mentor_queries.waiting import queue


@dataclass(frozen=True)
class Student:
    """One line of "My students". Nothing about what she may be writing."""

    name: str
    pronouns: str
    cohort: str
    since: datetime
    cover_for: str
    waiting: Sequence[Waiting]
    student_id: Any
    cohort_slug: str
    # What of hers may be given more time; nothing where one only reads for her mentor.
    more_time: Sequence[MoreTime] = ()


def students(person: Any, at: datetime | None = None) -> list[Student]:
    """Return those this person mentors or covers now, and what of theirs waits. Six queries."""
    moment = at or timezone.now()
    pairings = Mentoring.objects.visible_to(person, at=moment).current(moment)
    mine = pairings.filter(mentor=person, cohort__archived_at=None)
    covers = (
        Cover.objects.visible_to(person, at=moment)
        .current(moment)
        .filter(cover=person, announced_at__lte=moment)
        .filter(mentoring__in=Mentoring.objects.current(moment))
    )
    waits = queue(person, moment).rows
    pairs = list(mine.select_related("student", "cohort"))
    open_ones = more_time(person, [(pair.student_id, pair.cohort_id) for pair in pairs])
    found = [
        _student(pair, pair.starts_at, "", waits, open_ones[pair.student_id, pair.cohort_id])
        for pair in pairs
    ]
    found += [
        _student(cover.mentoring, cover.starts_at, cover.mentoring.mentor.name, waits)
        for cover in covers.select_related(
            "mentoring__student", "mentoring__cohort", "mentoring__mentor"
        )
    ]
    return sorted(found, key=lambda one: (bool(one.cover_for), one.cohort, one.name))


def _student(
    pair: Mentoring,
    since: datetime,
    cover_for: str,
    waits: Iterable[Waiting],
    more: Sequence[MoreTime] = (),
) -> Student:
    theirs = [row for row in waits if row.student_id == pair.student_id]
    return Student(
        pair.student.name,
        pair.student.pronouns,
        pair.cohort.name,
        since,
        cover_for,
        theirs,
        pair.student_id,
        pair.cohort.slug,
        more,
    )
