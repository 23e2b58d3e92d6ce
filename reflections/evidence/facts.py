"""What the figures of the evidence are counted from: rows of others, by number and moment only.

Like ``reflections.queries.glance`` it reaches submitted rows past the right to read them, and is
held as narrow (tests/house/test_counting.py). It starts from the cohorts of which somebody may see
the progress. Everything is asked as it stood when a piece stopped being watched, of those who were
there on its date: whoever left, was suspended or erased since is still one of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Cohort, Group, GroupMembership, Membership, Person
from curriculum.models import Release
from curriculum.queries import Required, required_reflections
from reflections.evidence.blocks import (
    BY_SUBSTANCE,
    BY_TIME,
    Block,
    Piece,
    Tally,
    blocks,
    chained,
)
from reflections.evidence.periods import WATCHED, Period, is_final
from reflections.models import Concern, Pass, Remark, Reply, Version

# A reply of at least so many words says something; so does one remark.
SUBSTANTIVE = 25
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """The blocks of a period, and how many of its pieces are not final yet.

    What is told of the answers is of pieces put together: ``answered``, and ``in_time``.
    """

    blocks: list[Block]
    answered: list[Block]
    in_time: list[Block]
    not_final: int


def found(person: Person, cohorts: Sequence[Cohort], period: Period) -> Found:
    """Return the blocks of these cohorts, which came by their right. Three queries."""
    at = timezone.now()
    # All that ever was due: pieces are put together from the first on, whatever is asked.
    asked = _asked(person, cohorts, at)
    final = [one for one, _next_due in asked if is_final(one.due_at, at)]
    next_due = {one.release: due for one, due in asked if due is not None and due <= at}
    keys = {one.release: len(one.keys) for one in final}
    tallies = _tallies(keys, next_due)
    known = {cohort.pk: cohort for cohort in cohorts}
    made: list[Block] = []
    for one in final:
        piece = Piece(
            one.release,
            known[one.cohort],
            one.name,
            _due_on(one, known),
            len(one.keys),
        )
        made += blocks(piece, tallies.get(one.release, {}))

    def held(found: Iterable[Block]) -> list[Block]:
        return [block for block in found if period.holds(block.piece.due_on)]

    young = (one for one, _next_due in asked if not is_final(one.due_at, at))
    return Found(
        blocks=held(made),
        answered=held(chained(made, BY_SUBSTANCE)),
        in_time=held(chained(made, BY_TIME)),
        not_final=sum(period.holds(_due_on(one, known)) for one in young),
    )


def _due_on(one: Required, known: dict[int, Cohort]) -> Any:
    return timezone.localdate(one.due_at, ZoneInfo(known[one.cohort].time_zone))


def _asked(
    person: Person, cohorts: Sequence[Cohort], at: datetime
) -> list[tuple[Required, datetime | None]]:
    """Return what was due until now, each with when its cohort's next piece was due."""
    by_cohort: dict[int, list[Required]] = {}
    for one in required_reflections(person, cohorts, at):
        by_cohort.setdefault(one.cohort, []).append(one)
    told: list[tuple[Required, datetime | None]] = []
    for cohort in cohorts:
        asked = by_cohort.get(cohort.pk, [])
        following: dict[int, datetime | None] = {
            one.release: other.due_at for one, other in pairwise(asked)
        }
        told += [(one, following.get(one.release)) for one in asked if one.due_at <= at]
    return told


# ------------------------------------------------------------------ who was where
def _there(person: str, cohort: str, due: str) -> Exists:
    """Return "the row's ``person`` was a student of its ``cohort`` when it was due"."""
    left = Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef(due))
    return Exists(
        Membership.objects.filter(
            left,
            person=OuterRef(person),
            cohort=OuterRef(cohort),
            role=Membership.Role.STUDENT,
            starts_at__lte=OuterRef(due),
        )
    )


def _site(person: str, cohort: str, due: str) -> Coalesce:
    """Return the name of the site the row's ``person`` was at when it was due; none is ""."""
    left = Q(ends_at__isnull=True) | Q(ends_at__gt=OuterRef(due))
    places = GroupMembership.objects.filter(
        left,
        person=OuterRef(person),
        group__cohort=OuterRef(cohort),
        group__kind=Group.Kind.SITE,
        starts_at__lte=OuterRef(due),
    )
    newest = places.order_by("-starts_at", "-pk").values("group__name")[:1]
    return Coalesce(Subquery(newest), Value(""))


# ------------------------------------------------------------------ what was counted
def _tallies(keys: dict[int, int], next_due: dict[int, datetime]) -> dict[int, dict[str, Tally]]:
    """Return a tally for each release and site. Two queries; none where nothing was due."""
    told: dict[int, dict[str, Tally]] = {}
    if not keys:
        return told

    def tally(release: int, site: str) -> Tally:
        return told.setdefault(release, {}).setdefault(site, Tally())

    for kind, release, site, n in _counted(keys):
        one = tally(release, site)
        if kind == "there":
            one.students, one.due = n, n * keys[release]
        else:
            setattr(one, kind, n)
    for release, site, submitted_at, first_at, until, substantive in _answers(keys):
        one = tally(release, site)
        one.submitted += 1
        one.substantive += substantive
        if first_at is not None and first_at < until:
            one.days[max((first_at - submitted_at) // DAY, 0)] += 1
        if release in next_due:
            one.followed += 1
            one.in_time += first_at is not None and first_at < next_due[release]
    return told


def _submitted(releases: Iterable[int]) -> QuerySet[Version]:
    """Return the first versions that came while their pieces were watched."""
    return Version.objects.filter(
        _there("entry__author", "entry__release__cohort", "entry__release__due_at"),
        entry__release__in=list(releases),
        number=1,
        submitted_at__lt=F("entry__release__due_at") + WATCHED,
    )


def _counted(releases: Iterable[int]) -> Any:
    """Return (what, release, site, how many people): who were there, who wrote, who passed."""
    left = Q(cohort__memberships__ends_at__isnull=True) | Q(
        cohort__memberships__ends_at__gt=F("due_at")
    )
    there = Release.objects.filter(
        left,
        pk__in=list(releases),
        cohort__memberships__role=Membership.Role.STUDENT,
        cohort__memberships__starts_at__lte=F("due_at"),
    )
    wrote = Version.objects.filter(
        entry__author=OuterRef("person"),
        entry__release=OuterRef("release"),
        entry__lesson__key=OuterRef("lesson_key"),
        submitted_at__lt=OuterRef("release__due_at") + WATCHED,
    )
    passed = Pass.objects.filter(
        _there("person", "release__cohort", "release__due_at"),
        ~Exists(wrote),
        release__in=list(releases),
        taken_at__lt=F("release__due_at") + WATCHED,
    )
    author = "entry__author"
    who = "cohort__memberships__person"
    return _by_site(there, "there", "pk", Count(who, distinct=True), who, "").union(
        _by_site(_submitted(releases), "writers", "entry__release", Count(author, distinct=True),
                 author, "entry__release__"),
        _by_site(passed, "passed", "release", Count("pk"), "person", "release__"),
        all=True,
    )  # fmt: skip


def _by_site(
    rows: QuerySet[Any], kind: str, release: str, count: Count, person: str, path: str
) -> QuerySet[Any]:
    """Let the database count ``rows`` by release and site."""
    parts = {
        "kind": Value(kind),
        "of": F(release),
        "site": _site(person, f"{path}cohort", f"{path}due_at"),
    }
    by = rows.order_by().annotate(**parts).values(*parts)
    return by.annotate(n=count).values_list(*parts, "n")


def _answers(releases: Iterable[int]) -> Any:
    """Yield (release, site, submitted, first reply, watched until, substantive) of each piece.

    Streamed: of each only this is known, and none is kept.
    """
    until = F("entry__release__due_at") + WATCHED
    replies = Reply.objects.filter(version__entry=OuterRef("entry"))
    first = replies.filter(sent_at__isnull=False).order_by("sent_at").values("sent_at")[:1]
    says = replies.filter(sent_at__lt=OuterRef("until"), length__gte=SUBSTANTIVE)
    marks = Remark.objects.filter(version__entry=OuterRef("entry"), sent_at__lt=OuterRef("until"))
    rows = _submitted(releases).annotate(
        until=until,
        site=_site("entry__author", "entry__release__cohort", "entry__release__due_at"),
        first_at=Subquery(first),
        substantive=Case(When(Exists(says) | Exists(marks), then=Value(1)), default=Value(0)),
    )
    told = rows.order_by().values_list(
        "entry__release_id", "site", "submitted_at", "first_at", "until", "substantive"
    )
    return told.iterator(chunk_size=2000)


# ------------------------------------------------------------------ concerns
def concerns(first: datetime, until: datetime) -> Any:
    """Yield (route, opened, first contact, about whom) of the whole school. One query."""
    rows = Concern.objects.filter(opened_at__gte=first, opened_at__lt=until)
    told = rows.order_by().values_list("route", "opened_at", "first_contact_at", "student_id")
    return told.iterator(chunk_size=2000)
