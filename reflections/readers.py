"""Who would read, who reads now: the names on the button and under a submitted page.

``readers_for`` answers for words not yet submitted; it must name exactly those whom the rules of
``reflections.policies`` would let in, and a test holds the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.apart import barred
from accounts.models import Cohort, Cover, Membership, Mentoring, Person
from accounts.prepared import filled, prepared
from accounts.rows_within import Rows
from curriculum.models import Release
from reflections.clauses import READERS, sharing
from reflections.models import Reader, ShareReader, Version

Role = Membership.Role
Via = Reader.Via
TITLES = {"dr", "dr.", "prof", "prof.", "professor", "mr", "mrs", "ms", "mx"}


def formal(name: str) -> str:
    """Return "Dr Okonkwo-Reyes" for "Dr Amara Okonkwo-Reyes", else the name as it is."""
    words = name.split()
    if len(words) > 2 and words[0].lower() in TITLES:
        return f"{words[0]} {words[-1]}"
    return name


@dataclass(frozen=True)
class NamedReader:
    """One person and the relationship through which she reads."""

    person: Person
    via: str

    @property
    def key(self) -> str:
        """Return what a form carries to say who was named on the page."""
        return f"{self.via}:{self.person.pk}"

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def formal(self) -> str:
        return formal(self.person.name)

    @property
    def via_said(self) -> str:
        """Return the relationship as the author is told of it."""
        return str(Via(self.via).label)


def _seated(cohort: Any, person: str, at: datetime) -> Exists:
    """Return the condition that the row's ``person`` sits in the cohort as a mentor."""
    seats = Membership.objects.current(at).filter(cohort=cohort, role=Role.MENTOR)
    return Exists(seats.filter(person=OuterRef(person)))


@prepared
def _mentors(author: UUID, cohort: int, at: datetime) -> QuerySet[Mentoring]:
    pairs = Mentoring.objects.current(at).filter(
        _seated(cohort, "mentor", at), student=author, cohort=cohort, mentor__is_active=True
    )
    rows = pairs.exclude(barred(author, "mentor", at)).select_related("mentor")
    return rows.order_by("-starts_at", "-pk")


@prepared
def _covers(author: UUID, cohort: int, at: datetime) -> QuerySet[Cover]:
    pairs = Mentoring.objects.current(at).filter(student=author, cohort=cohort)
    covers = Cover.objects.current(at).filter(
        _seated(cohort, "cover", at),
        mentoring__in=pairs,
        announced_at__lte=at,
        cover__is_active=True,
    )
    rows = covers.exclude(barred(author, "cover", at)).select_related("cover")
    return rows.order_by("starts_at", "pk")


@prepared
def _leads(author: UUID, cohort: int, at: datetime) -> QuerySet[Membership]:
    seats = Membership.objects.current(at).filter(
        cohort=cohort, role=Role.LEAD, person__is_active=True
    )
    rows = seats.exclude(barred(author, "person", at)).select_related("person")
    return rows.order_by("starts_at", "pk")


def readers_for(
    author: Person, cohort: Cohort | None, at: datetime | None = None
) -> list[NamedReader]:
    """Return whom a submission of ``author`` to ``cohort`` would name, the mentor first.

    Nobody without a cohort. At most three queries.
    """
    if cohort is None:
        return []
    at = at or timezone.now()
    asked = author.pk, cohort.pk, at
    named = [NamedReader(row.mentor, Via.MENTOR) for row in _mentors(*asked)]
    named += [NamedReader(row.cover, Via.COVER) for row in _covers(*asked)]
    if cohort.lead_reads:
        named += [NamedReader(row.person, Via.LEAD) for row in _leads(*asked)]
    once: dict[UUID, NamedReader] = {}
    for reader in named:
        if reader.person.pk != author.pk:
            once.setdefault(reader.person.pk, reader)
    return list(once.values())


def mentors_for(author: Person, cohort: Cohort | None) -> list[NamedReader]:
    """Return the current mentor of ``author`` in ``cohort`` who may be let in. One query."""
    rows = _mentors(author.pk, cohort.pk, timezone.now()) if cohort else []
    return [NamedReader(row.mentor, Via.MENTOR) for row in rows]


def others_to_ask(version: Version) -> list[Person]:
    """Return who else may be asked to read a version: the cohort's mentors who do not read it yet.

    Nobody who must not be matched with its author. Two queries, none without a cohort.
    """
    if version.cohort is None:
        return []
    now, author = timezone.now(), version.entry.author_id
    seats = Membership.objects.current(now).filter(
        cohort=version.cohort, role=Role.MENTOR, person__is_active=True
    )
    seats = seats.exclude(person=author).exclude(barred(author, "person", now))
    known = {one.person.pk for one in holding([version.pk]).get(version.pk, [])}
    people = [seat.person for seat in seats.select_related("person").order_by("person__name")]
    return [one for one in people if one.pk not in known]


@prepared
def _paired_in(author: UUID, at: datetime) -> QuerySet[Mentoring]:
    pairs = Mentoring.objects.current(at).filter(student=author, cohort__archived_at__isnull=True)
    return pairs.select_related("cohort").order_by("-starts_at", "-pk")[:1]


@prepared
def _seated_in(author: UUID, at: datetime) -> QuerySet[Membership]:
    seats = Membership.objects.current(at).filter(person=author, role=Role.STUDENT)
    open_ones = seats.filter(cohort__archived_at__isnull=True).select_related("cohort")
    return open_ones.order_by("-starts_at", "-pk")[:1]


def cohort_of(author: Person, release: Release | None) -> Cohort | None:
    """Return the cohort a page is addressed to.

    Its release's; else that of the newest current pairing; else of the newest place as a student.
    """
    if release is not None:
        return release.cohort
    asked = author.pk, timezone.now()
    found = _paired_in(*asked) or _seated_in(*asked)
    return found[0].cohort if found else None


def _live(at: datetime, *, behind: dict[str, Any] | None = None, **of: Any) -> QuerySet[Reader]:
    """Return the reader rows behind which the relationship still holds.

    ``behind`` says ``of`` one query further in, where that names a row outside.
    """
    held = Q()
    for _name, _sentence, rows in READERS:
        held |= Q(pk__in=rows(at).filter(**(behind or of)).values("pk"))
    apart = barred(OuterRef("version__entry__author"), "person", at)
    live = Reader.objects.filter(held, person__is_active=True, **of)
    return live.exclude(apart).select_related("person").order_by("since", "pk")


@prepared
def _holding(at: datetime, *versions: UUID) -> QuerySet[Reader]:
    return _live(at, version__in=versions)


@prepared
def _holding_pages(at: datetime, *entries: UUID) -> QuerySet[Reader]:
    return _live(at, version__entry__in=entries).annotate(entry=F("version__entry"))


def held_here(at: datetime) -> Rows:
    """Return who may read a version at this moment, as a column of a query of versions."""
    rows = _live(at, behind={"version": OuterRef(OuterRef("pk"))}, version=OuterRef("pk"))
    return Rows(rows.annotate(name=F("person__name")), "person", "name", "via")


def named_here(held: Iterable[dict[str, str]]) -> list[NamedReader]:
    """Return the readers such a column holds."""
    return [
        NamedReader(Person(pk=UUID(one["person"]), name=one["name"]), one["via"]) for one in held
    ]


def holding(versions: Iterable[UUID], at: datetime | None = None) -> dict[UUID, list[NamedReader]]:
    """Return who may read each of these versions at this moment. One query; none for none.

    The versions must have come to the asker by right.
    """
    found: dict[UUID, list[NamedReader]] = {}
    pks = list(versions)
    if pks:
        for row in _holding(at or timezone.now(), *filled(pks)):
            found.setdefault(row.version_id, []).append(NamedReader(row.person, row.via))
    return found


def holding_pages(entries: Iterable[UUID]) -> dict[UUID, list[NamedReader]]:
    """Return who may read anything submitted of each of these pages now, each once. One query."""
    found: dict[UUID, dict[UUID, NamedReader]] = {}
    pks = list(entries)
    if pks:
        for row in _holding_pages(timezone.now(), *filled(pks)):
            people = found.setdefault(row.entry, {})
            people.setdefault(row.person_id, NamedReader(row.person, row.via))
    return {entry: list(people.values()) for entry, people in found.items()}


def _named_in_shares(at: datetime, **of: Any) -> QuerySet[ShareReader]:
    """Return those named on what is shared who may read it at ``at``, by name."""
    apart = barred(OuterRef("share__entry__author"), "person", at)
    rows = sharing(at).filter(person__is_active=True, **of).exclude(apart)
    return rows.order_by("person__name", "pk")


@prepared
def _sharing(at: datetime, *entries: UUID) -> QuerySet[ShareReader]:
    named = _named_in_shares(at, share__entry__in=entries)
    return named.select_related("person", "share__cohort", "share__group")


def shared_here(at: datetime, entry: str) -> Rows:
    """Return who may read what is shared of the page at ``entry``, as a column of names."""
    rows = _named_in_shares(at, share__entry=OuterRef(entry))
    return Rows(rows.annotate(name=F("person__name")), "name")


def shared_with(entries: Iterable[UUID]) -> dict[UUID, list[ShareReader]]:
    """Return who may read what is shared of each of these pages now, by name. One query."""
    found: dict[UUID, list[ShareReader]] = {}
    pks = list(entries)
    if pks:
        for row in _sharing(timezone.now(), *filled(pks)):
            found.setdefault(row.share.entry_id, []).append(row)
    return found


def listed(names: Iterable[str]) -> str:
    """Return "A, B and C"."""
    return get_text_list(list(names), _("and"))
