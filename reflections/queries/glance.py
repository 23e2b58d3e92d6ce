"""Where cohorts stand, in figures, for those who lead or administer them: never whose.

The one file of pages that reaches submitted rows past the right to read them; what it may ask is
held narrow by tests/house/test_counting.py. It starts from the cohorts of which ``person`` may see
the progress and lets the database count; of what waits it also asks for ids and moments, to say
with which mentor and since when. A draft is not in it: what is open is what nobody submitted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncWeek
from django.utils import timezone

from accounts.models import Cohort, Membership, Person
from accounts.staffing import staffing
from curriculum.models import Extension
from curriculum.queries import required_reflections
from reflections.clauses import holding_covers, holding_mentors
from reflections.conditions import is_answered, is_newest
from reflections.figures import (
    AGAIN,
    ANSWERED,
    BEGUN,
    REPLACED,
    Facts,
    Line,
    Tally,
    Wait,
    line,
    mondays,
)
from reflections.models import Pass, Reply, Version


def cohorts_in_charge(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts of which ``person`` may see the progress."""
    return Cohort.objects.visible_to(person, "progress")


def running(person: Person) -> tuple[list[Cohort], list[Cohort]]:
    """Return the running cohorts ``person`` may see: in her charge, by name, and the others.

    The others stand with the newest first, then by name. One query.
    """
    rows = Cohort.objects.visible_to(person).with_right("progress", person).filter(archived_at=None)
    seen: list[Any] = list(rows.order_by("name", "pk"))
    others = [one for one in seen if not one.may_progress]
    newest_first = sorted(others, key=lambda one: one.first_day, reverse=True)
    return [one for one in seen if one.may_progress], newest_first


def glance(person: Person) -> list[Line]:
    """Return every running cohort in the charge of ``person``. Eight queries, however many."""
    in_charge, _others = running(person)
    return lines(person, in_charge)


def lines(person: Person, cohorts: Sequence[Cohort]) -> list[Line]:
    """Return these cohorts in figures; she may see the progress of each. Seven queries."""
    if not cohorts:
        return []
    at = timezone.now()
    facts = _facts(person, cohorts, at)
    versions = [wait.version for one in cohorts for wait in facts[one.pk].waits]
    holders: dict[UUID, set[UUID]] = defaultdict(set)
    for version, who in _holders(versions, at):
        holders[version].add(who)
    return [line(cohort, facts[cohort.pk], holders, at) for cohort in cohorts]


def _facts(person: Person, cohorts: Sequence[Cohort], at: datetime) -> dict[int, Facts]:
    facts = {cohort.pk: Facts() for cohort in cohorts}
    for asked in required_reflections(person, cohorts, at):
        facts[asked.cohort].asked.append(asked)
    for kind, cohort, week, release, key, n in _counts(cohorts, at):
        if week is not None:
            facts[cohort].weeks[kind, timezone.localdate(week)] = n
        elif kind == "more_time":
            facts[cohort].more_time[release] = n
        else:
            tally = facts[cohort].tallies.setdefault((release, key), Tally())
            tally.passed += n if kind == "passed" else 0
            tally.late += n if kind == "late" else 0
            tally.submitted += n if kind != "passed" else 0
    for version, cohort, since in _waiting(cohorts, at):
        facts[cohort].waits.append(Wait(version, since))
    for cohort, staff in staffing(person, cohorts, at).items():
        facts[cohort].staff = staff
    return facts


def _ids(cohorts: Iterable[Cohort]) -> list[int]:
    return [cohort.pk for cohort in cohorts]


def _seat(at: datetime, person: str, cohort: str, due: str = "") -> Q:
    """Return "the row's ``person`` is a student of its ``cohort`` now", and was when it was due."""
    seats = Membership.objects.current(at).filter(
        person=OuterRef(person),
        cohort=OuterRef(cohort),
        role=Membership.Role.STUDENT,
        person__is_active=True,
    )
    return Q(Exists(seats.filter(starts_at__lte=OuterRef(due)) if due else seats))


# ------------------------------------------------------------------ how much
NO_WEEK = Cast(Value(None), DateTimeField())
NO_RELEASE = Cast(Value(None), BigIntegerField())
NO_KEY = Cast(Value(None), UUIDField())


def _counts(cohorts: Sequence[Cohort], at: datetime) -> Any:
    """Return (which count, cohort, week, release, reflection, how many), one query.

    Of the last weeks the week, of what is due by now the release and, of one, the reflection.
    """
    # What a column holds is read as the first of these says.
    first, *others = (*_weeks(cohorts, at), *_settled(cohorts, at))
    return first.union(*others, all=True)


def _settled(cohorts: Sequence[Cohort], at: datetime) -> list[QuerySet[Any]]:
    """Return the counts of what is due by now."""
    ids = _ids(cohorts)
    sent = Version.objects.filter(
        _seat(at, "entry__author", "cohort", "entry__release__due_at"),
        cohort__in=ids,
        entry__release__due_at__lte=at,
        number=1,
    )
    late = Case(When(is_late=True, then=Value("late")), default=Value("in_time"))
    # Somebody who wrote after all has not passed.
    wrote = Version.objects.filter(
        entry__author=OuterRef("person"),
        entry__release=OuterRef("release"),
        entry__lesson__key=OuterRef("lesson_key"),
    )
    passed = Pass.objects.filter(
        _seat(at, "person", "release__cohort", "release__due_at"),
        ~Exists(wrote),
        release__cohort__in=ids,
        release__due_at__lte=at,
    )
    more = Extension.objects.filter(
        _seat(at, "person", "release__cohort", "release__due_at"), release__cohort__in=ids
    )
    passed_on, given = Value("passed"), Value("more_time")
    return [
        _counted(sent, late, "cohort", release=F("entry__release"), key=F("entry__lesson__key")),
        _counted(passed, passed_on, "release__cohort", release=F("release"), key=F("lesson_key")),
        _counted(more, given, "release__cohort", release=F("release")),
    ]


def _counted(
    rows: QuerySet[Any],
    kind: Any,
    cohort: str,
    week: Any = NO_WEEK,
    release: Any = NO_RELEASE,
    key: Any = NO_KEY,
) -> QuerySet[Any]:
    """Let the database count ``rows`` by kind, cohort and these parts."""
    parts = {"kind": kind, "of": F(cohort), "week": week, "release_": release, "key_": key}
    by = rows.order_by().annotate(**parts).values(*parts)
    return by.annotate(n=Count("pk")).values_list(*parts, "n")


# ------------------------------------------------------------------ what waits
def _waiting(cohorts: Sequence[Cohort], at: datetime) -> Any:
    """Return (version, cohort, since when) of what nobody has answered, the oldest first."""
    rows = Version.objects.filter(
        _seat(at, "entry__author", "cohort"),
        is_newest(),
        ~is_answered(),
        entry__gone_at=None,
        cohort__in=_ids(cohorts),
    )
    return rows.order_by("submitted_at", "pk").values_list("pk", "cohort_id", "submitted_at")


def _holders(versions: list[UUID], at: datetime) -> Any:
    """Return (version, mentor or cover) for those who may answer these versions now."""
    named = [
        rows(at).filter(version__in=versions).order_by().values_list("version_id", "person_id")
        for rows in (holding_mentors, holding_covers)
    ]
    return named[0].union(named[1])


# ------------------------------------------------------------------ week by week
def _weeks(cohorts: Sequence[Cohort], at: datetime) -> list[QuerySet[Any]]:
    """Return the counts of what happened in the last weeks."""
    ids, zone = _ids(cohorts), timezone.get_current_timezone()
    first = datetime.combine(mondays(at)[0], time(), tzinfo=zone)
    came = Version.objects.filter(
        _seat(at, "entry__author", "cohort"), cohort__in=ids, submitted_at__gte=first
    )
    earlier = Reply.objects.filter(version=OuterRef("version"), sent_at__lt=OuterRef("sent_at"))
    newer = Version.objects.filter(
        entry=OuterRef("version__entry"),
        number__gt=OuterRef("version__number"),
        submitted_at__lte=OuterRef("sent_at"),
    )
    answered = Reply.objects.filter(
        _seat(at, "version__entry__author", "version__cohort"),
        ~Exists(earlier),
        ~Exists(newer),
        version__cohort__in=ids,
        sent_at__gte=first,
    )
    in_time = Reply.objects.filter(
        version=OuterRef("pk"), sent_at__lt=OuterRef(OuterRef("submitted_at"))
    )
    before = Version.objects.filter(
        ~Exists(in_time), entry=OuterRef("entry"), number=OuterRef("number") - 1
    )
    again = came.filter(number__gt=1)

    def weekly(rows: QuerySet[Any], kind: str, cohort: str, moment: str) -> QuerySet[Any]:
        return _counted(rows, Value(kind), cohort, week=TruncWeek(moment, tzinfo=zone))

    return [
        weekly(came.filter(number=1), BEGUN, "cohort", "submitted_at"),
        weekly(again, AGAIN, "cohort", "submitted_at"),
        weekly(again.filter(Exists(before)), REPLACED, "cohort", "submitted_at"),
        weekly(answered, ANSWERED, "version__cohort", "sent_at"),
    ]
