"""Her pages in lists: today's, and the journal. Titles and states, never a word of a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import DraftText, Membership, Mentoring, Person
from accounts.prepared import filled, prepared
from reflections.models import Entry, Grant, Reader, Share, ShareReader, Version
from reflections.parts import beneath
from reflections.queries.audiences import reading_page, reads
from reflections.queries.own_pages import named_or, own
from reflections.queries.sharing import company_said
from reflections.readers import NamedReader, holding, holding_pages, listed, shared_with
from reflections.states import Standing, State, standing

PAGE_SIZE = 20
NEWEST = ("-started_at", "-pk")
MOST_AT_HOME = 12
# Of fellow students with whom a page is shared, a list names so many; the page names all.
MOST_NAMES = 3


@dataclass(frozen=True)
class Line:
    """One page in a list: its title and where it stands, never a word of its text."""

    pk: UUID
    title: str
    words: int
    standing: Standing
    started_at: datetime
    changed_at: datetime | None = None
    held_by: tuple[NamedReader, ...] = ()
    answered_by: str = ""
    version_id: UUID | None = None
    # The current mentor, where she may not read this page yet and the author can let her.
    may_ask: NamedReader | None = None
    # Who reads what is shared of it.
    shared: tuple[ShareReader, ...] = ()

    @property
    def who(self) -> str:
        """Return who can read this page now, the author first; many fellow students as a number."""
        names = [reader.name for reader in self.held_by]
        known = {reader.person.pk for reader in self.held_by}
        fellows = [row for row in self.shared if row.person_id not in known]
        if len(fellows) <= MOST_NAMES:
            names += [row.person.name for row in fellows]
        else:
            share = fellows[0].share
            of = company_said(share.group.name if share.group else share.cohort.name)
            many = ngettext("%(number)s of %(company)s", "%(number)s of %(company)s", len(fellows))
            names.append(many % {"number": len(fellows), "company": of})
        if not names:
            return _("Only you can read it.")
        return _("%(names)s can read it.") % {"names": listed([_("You"), *names])}

    @property
    def url(self) -> str:
        name = "entry_write" if self.standing.state is State.DRAFT else "entry"
        return reverse(name, args=[self.pk])

    @property
    def names(self) -> str:
        return ", ".join(reader.name for reader in self.held_by)


def _newest(versions: QuerySet[Version]) -> QuerySet[Any]:
    """Keep the newest version of each entry."""
    newer = beneath(Version, entry=OuterRef("entry"), number__gt=OuterRef("number"))
    return versions.filter(~Exists(newer))


def _with_reply(versions: QuerySet[Any], *, shown: bool = True) -> QuerySet[Any]:
    """Add the sent reply, and what is ``shown`` of a page in a list.

    Two replies make two rows, the first one first.
    """
    sent = FilteredRelation("replies", condition=Q(replies__sent_at__isnull=False))
    replied = versions.alias(sent=sent).annotate(
        answered_at=F("sent__sent_at"), seen_at=F("sent__seen_at")
    )
    if not shown:
        return replied
    return replied.annotate(
        title=F("text__title"),
        prompt_name=Coalesce(F("prompt__name"), F("entry__begun_from")),
        answered_by=F("sent__author__name"),
        draft_revision=F("entry__draft__revision"),
        started_at=F("entry__started_at"),
        ended_at=F("cohort__archived_at"),
    )


def _once(rows: Iterable[Any]) -> list[Any]:
    seen: dict[UUID, Any] = {}
    for row in rows:
        seen.setdefault(row.pk, row)
    return list(seen.values())


def _standing(version: Any, held: bool) -> Standing:
    return standing(
        draft_revision=version.draft_revision or 0,
        version_revision=version.revision,
        submitted_at=version.submitted_at,
        answered_at=version.answered_at,
        seen_at=version.seen_at,
        is_held=held,
        is_over=version.ended_at is not None,
    )


def _line(
    version: Any,
    held_by: list[NamedReader],
    may_ask: NamedReader | None = None,
    shared: Iterable[ShareReader] = (),
) -> Line:
    return Line(
        pk=version.entry_id,
        title=named_or(version.title, version.prompt_name),
        words=version.words,
        standing=_standing(version, bool(held_by)),
        started_at=version.started_at,
        held_by=tuple(held_by),
        answered_by=version.answered_by or "",
        version_id=version.pk,
        may_ask=may_ask,
        shared=tuple(shared),
    )


@prepared
def _submitted(person: Person, at: datetime) -> QuerySet[Version]:
    rank = Case(
        When(answered_at__isnull=False, seen_at__isnull=True, then=0),
        When(answered_at__isnull=True, then=1),
        default=2,
    )
    pair = Mentoring.objects.current(at).filter(
        Exists(_mentor_seat(at)), student=person, cohort=OuterRef("cohort"), mentor__is_active=True
    )
    order = rank, Coalesce("answered_at", "submitted_at").desc(), "pk"
    # The few first, by what orders them; only then the right, and everything else that is shown.
    newest = _newest(beneath(Version, entry__author=person))
    first = _with_reply(newest, shown=False).order_by(*order).values("entry")[: MOST_AT_HOME + 4]
    mine = Exists(own(person).filter(pk=OuterRef("entry")))
    return (
        _with_reply(_newest(beneath(Version, entry__in=first)).filter(mine))
        .annotate(
            # A foreign key alone would come back as SQLite keeps it, in hexadecimal.
            mentor_now=Subquery(pair.values("mentor")[:1], output_field=UUIDField()),
            mentor_name=Subquery(pair.values("mentor__name")[:1]),
        )
        .order_by(*order)
    )


def submitted_pages(person: Person) -> list[Line]:
    """Return the submitted pages for today: unread replies, then waiting ones, then the rest.

    Two queries, and one where nothing waits.
    """
    at = timezone.now()
    versions = _once(_submitted(person, at))[:MOST_AT_HOME]
    held = holding([row.pk for row in versions if row.answered_at is None], at)
    lines = []
    for row in versions:
        readers = held.get(row.pk, [])
        may_ask = None
        if row.answered_at is None and row.mentor_now and not reads(row.mentor_now, readers):
            mentor = Person(pk=row.mentor_now, name=row.mentor_name)
            may_ask = NamedReader(mentor, Reader.Via.MENTOR)
        lines.append(_line(row, readers, may_ask))
    return lines


def _mentor_seat(at: datetime) -> QuerySet[Membership]:
    seats = Membership.objects.current(at).filter(role=Membership.Role.MENTOR)
    return seats.filter(person=OuterRef("mentor"), cohort=OuterRef("cohort"))


def journal(
    person: Person, number: str | int = 1, pages: QuerySet[Entry] | None = None
) -> tuple[Page, list[Line]]:
    """Return one page of the journal (or of some ``pages`` of hers), the newest first, as lines.

    At most four queries, and one more where something on it is shared.
    """
    mine = own(person) if pages is None else pages
    paginator: Paginator[Any] = Paginator((), PAGE_SIZE)
    # Without what the list itself joins.
    paginator.count = mine.count() if pages is not None else sum(_number(person))
    page = paginator.get_page(number)
    is_first = pages is None and page.number == 1
    start = (page.number - 1) * PAGE_SIZE
    entries: list[Any] = (
        _first_page(person, timezone.now())
        if is_first
        else list(_pages(mine, timezone.now())[start : start + PAGE_SIZE])
    )
    newest = {row.entry_id: row for row in reversed(_once(_versions_of(entries)))}
    held = holding_pages(newest)
    for opened in (entry for entry in entries if entry.is_opened):  # break-glass: hardly ever one
        held[opened.pk] = reading_page(opened.pk, person.pk)
    shared = shared_with([entry.pk for entry in entries if entry.is_shared])
    return page, [
        _entry_line(entry, newest.get(entry.pk), held, shared.get(entry.pk, []))
        for entry in entries
    ]


@prepared
def _number(person: Person) -> QuerySet[Any]:
    """Return how many pages there are."""
    alike = own(person).order_by().annotate(alike=Value(1)).values("alike")
    return alike.values_list(Count("pk"), flat=True)


@prepared
def _first_page(person: Person, at: datetime) -> QuerySet[Entry]:
    """Return the page that is opened most."""
    # The few first, by their order alone; only then everything else that is shown.
    first = own(person).order_by(*NEWEST).values("pk")[:PAGE_SIZE]
    return _pages(own(person).filter(pk__in=first), at)


def _pages(pages: QuerySet[Entry], now: datetime) -> QuerySet[Entry]:
    live = beneath(Share, entry=OuterRef("pk"), ended_at__isnull=True)
    opened = beneath(Grant, entry=OuterRef("pk"), opened_at__lte=now, ends_at__gt=now)
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    return (
        pages.select_related("draft", "prompt")
        .only("started_at", "author", "draft", "prompt__name", "begun_from")
        .annotate(
            title=Subquery(text.values("title")[:1]),
            is_shared=Exists(live),
            is_opened=Exists(opened),
        )
        .order_by(*NEWEST)
    )


def _versions_of(entries: list[Entry]) -> list[Version]:
    """Return the newest version of each of these own pages, in the order of their replies."""
    return _newest_of(*filled([entry.pk for entry in entries])) if entries else []


@prepared
def _newest_of(*entries: UUID) -> QuerySet[Version]:
    return _with_reply(_newest(beneath(Version, entry__in=entries))).order_by("answered_at")


def _entry_line(
    entry: Any,
    version: Any | None,
    held: Mapping[UUID, list[NamedReader]],
    shared: list[ShareReader],
) -> Line:
    if version is not None:
        return _line(version, held.get(entry.pk, []), shared=shared)
    return Line(
        pk=entry.pk,
        title=named_or(entry.title, entry.prompt.name if entry.prompt else entry.begun_from),
        words=entry.draft.words if entry.draft else 0,
        standing=standing(),
        started_at=entry.started_at,
        changed_at=entry.draft.updated_at if entry.draft else None,
        shared=tuple(shared),
    )
