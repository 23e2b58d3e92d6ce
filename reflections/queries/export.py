"""Everything somebody wrote and received, read a few pages at a time.

The names of the fields are those of ``data.json`` (docs/export.md). Every row is asked of its own
rule: what the rule does not show her, a reply not sent or an entry she may not read any more, is
not here either. No question is longer, and no more are asked, for a long journal than for a short
one; there are only more turns.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import DraftText, Person
from reflections.conditions import may_come_back, recallable_from
from reflections.models import (
    Message,
    Picture,
    Reader,
    Reading,
    Remark,
    Reply,
    ReplyEdition,
    Share,
    ShareReader,
    Tagged,
    Version,
    VersionPicture,
    Withdrawal,
)
from reflections.parts import beneath
from reflections.queries.own_pages import named_or, own

AT_ONCE = 25
STATES_AT_ONCE = 50


@dataclass(frozen=True)
class ReaderOut:
    """Somebody who was named, through what, from when until when."""

    name: str
    via: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class RemarkOut:
    """A remark on the code points from ``start`` up to ``end`` of a version's words."""

    by: str
    at: datetime
    start: int
    end: int
    quote: str
    body: str
    kind: str = ""
    helped_at: datetime | None = None
    from_version: int | None = None


@dataclass(frozen=True)
class WordsOut:
    """A reply, a message, or one's own sent answer: who, when, what."""

    by: str
    at: datetime
    body: str


@dataclass(frozen=True)
class PictureOut:
    """A picture: its place in the archive, what it shows, and on which versions it is."""

    file: str
    shows: str
    added_at: datetime
    is_on_the_page: bool
    versions: tuple[int, ...]


@dataclass
class VersionOut:
    """What was submitted, and what was said back."""

    number: int
    submitted_at: datetime
    title: str
    body: str
    words: int
    cohort: str
    is_late: bool
    asked_to_be_contacted: bool
    attested_at: datetime | None
    kept_for: Any
    asks: str
    readers: list[ReaderOut] = field(default_factory=list)
    remarks: list[RemarkOut] = field(default_factory=list)
    replies: list[WordsOut] = field(default_factory=list)
    messages: list[WordsOut] = field(default_factory=list)


@dataclass(frozen=True)
class DraftOut:
    """The newest words of a page, as they were last saved."""

    title: str
    body: str
    words: int
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class ShareOut:
    """That a page was shared by choice: with whom, since when, and the words while it lasts."""

    company: str
    with_my_name: bool
    since: datetime
    ended_at: datetime | None
    title: str
    body: str
    readers: tuple[str, ...]


@dataclass(frozen=True)
class ReadingOut:
    """Somebody opened the page."""

    by: str
    at: datetime
    door: str
    version: int | None


@dataclass(frozen=True)
class WithdrawalOut:
    """A version was taken back before anybody had read it."""

    number: int
    submitted_at: datetime
    withdrawn_at: datetime


@dataclass
class PageOut:
    """One page of a journal with everything that belongs to it."""

    id: UUID
    title: str
    form: str
    begun_at: datetime
    prompt: str
    prompt_text: str
    module: str
    closed_until: date | None
    draft: DraftOut | None
    tags: list[str] = field(default_factory=list)
    pictures: list[PictureOut] = field(default_factory=list)
    versions: list[VersionOut] = field(default_factory=list)
    shares: list[ShareOut] = field(default_factory=list)
    withdrawals: list[WithdrawalOut] = field(default_factory=list)
    readings: list[ReadingOut] = field(default_factory=list)


def number_of_pages(person: Person, until: datetime) -> int:
    """Return how many pages there are to take along."""
    return own(person).filter(started_at__lte=until).count()


def pages(person: Person, until: datetime) -> Iterator[list[PageOut]]:
    """Yield her pages begun by ``until``, the oldest first, a few at a time.

    Thirteen queries a turn.
    """
    rows = _rows(person).filter(started_at__lte=until)
    some = list(rows[:AT_ONCE])
    while some:
        yield _filled(person, some, until)
        at, pk = some[-1].started_at, some[-1].pk
        after = Q(started_at__gt=at) | Q(started_at=at, pk__gt=pk)
        some = list(rows.filter(after, started_at__gte=at)[:AT_ONCE])


def _rows(person: Person) -> QuerySet[Any]:
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    # Not the draft itself: a page and its draft know each other, and the words of two that do stay
    # in memory until Python next looks for circles.
    return (
        own(person)
        .select_related("prompt", "release__version")
        .annotate(
            revision=F("draft__revision"),
            newest_words=F("draft__words"),
            newest_title=Subquery(text.values("title")[:1]),
            newest_body=Subquery(text.values("body")[:1]),
            saved_at=Subquery(text.values("saved_at")[:1]),
        )
        .order_by("started_at", "pk")
    )


def _filled(person: Person, rows: list[Any], at: datetime) -> list[PageOut]:
    """Return these pages of hers with what belongs to them."""
    made = {row.pk: _page(row) for row in rows}
    ids = list(made)
    numbers: dict[UUID, VersionOut] = {}
    for row in _versions(person, ids):
        numbers[row.pk] = _version(row)
        made[row.entry_id].versions.append(numbers[row.pk])
    _say_back(person, numbers, at)
    _go_with(person, ids, made)
    for page in made.values():
        if not page.title and page.versions:
            page.title = page.versions[-1].title
        page.title = named_or(page.title, page.prompt)
    return list(made.values())


def _page(row: Any) -> PageOut:
    prompt = row.prompt
    draft = None
    if row.newest_body is not None:
        draft = DraftOut(
            row.newest_title, row.newest_body, row.newest_words, row.revision, row.saved_at
        )
    return PageOut(
        id=row.pk,
        title=(row.newest_title or "").strip(),
        form=row.form,
        begun_at=row.started_at,
        prompt=prompt.name if prompt else row.begun_from,
        prompt_text=prompt.text if prompt else row.begun_from,
        module=row.release.version.title if row.release else "",
        closed_until=row.closed_until,
        draft=draft,
    )


def _versions(person: Person, ids: list[UUID]) -> QuerySet[Any]:
    rows = Version.objects.visible_to(person).filter(entry__in=ids)
    said = {"title": F("text__title"), "body": F("text__body"), "of": F("cohort__name")}
    said |= {"asks": F("ask__body")}
    return rows.annotate(**said).order_by("number")


def _version(row: Any) -> VersionOut:
    # Where a version's words were erased the version stays, without any.
    return VersionOut(
        number=row.number,
        submitted_at=row.submitted_at,
        title=(row.title or "").strip(),
        body=row.body or "",
        words=row.words,
        cohort=row.of or "",
        is_late=row.is_late,
        asked_to_be_contacted=row.wants_contact,
        attested_at=row.attested_at,
        kept_for=row.kept_for,
        asks=row.asks or "",
    )


def _say_back(person: Person, versions: dict[UUID, VersionOut], at: datetime) -> None:
    """Put readers, remarks, replies and messages to their versions. Five queries.

    A reply that was changed is there in each of its wordings. One that she has not read, and that
    can still be taken back, is not there yet, nor the remarks that were sent with it.
    """
    on = {"version__in": list(versions)}
    can_come_back = may_come_back(recallable_from(at))
    with_it = beneath(
        Reply, version__entry=OuterRef("version__entry"), author=OuterRef("author"),
        sent_at=OuterRef("sent_at"),
    )  # fmt: skip
    coming = beneath(Reply, **on).filter(can_come_back)
    for reader in Reader.objects.visible_to(person).filter(**on).select_related("person"):
        named = ReaderOut(reader.person.name, reader.via, reader.since, reader.until)
        versions[reader.version_id].readers.append(named)
    remarks = Remark.objects.visible_to(person).filter(~Exists(with_it.filter(can_come_back)), **on)
    for row in _with_words(remarks).annotate(
        quote=F("text__quote"),
        helped_at=F("helped__said_at"),
        came_from=F("carried_from__version__number"),
    ):
        about = row.kind, row.helped_at, row.came_from
        versions[row.version_id].remarks.append(
            RemarkOut(row.by, row.sent_at, row.start, row.end, row.quote, row.said, *about)
        )
    replies = Reply.objects.visible_to(person).filter(~can_come_back, **on)
    for row in _with_words(replies).order_by("sent_at"):
        versions[row.version_id].replies.append(WordsOut(row.by, row.sent_at, row.said or ""))
    said = _editions(person).exclude(reply__in=coming)
    for row in said.filter(reply__version__in=list(versions)):
        to = versions[row.reply.version_id].replies
        to.append(WordsOut(row.by, row.edited_at, row.said or ""))
    for row in _with_words(Message.objects.visible_to(person).filter(**on)).order_by("sent_at"):
        versions[row.version_id].messages.append(WordsOut(row.by, row.sent_at, row.said or ""))


def _editions(person: Person) -> QuerySet[Any]:
    rows = ReplyEdition.objects.visible_to(person).select_related("reply")
    return rows.annotate(by=F("reply__author__name"), said=F("text__body")).order_by("edited_at")


def _with_words(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.annotate(by=F("author__name"), said=F("text__body"))


def _go_with(person: Person, ids: list[UUID], made: dict[UUID, PageOut]) -> None:
    """Put to the pages what hangs on them: tags, pictures, who read, shares. Seven queries."""
    on = {"entry__in": ids}
    for tagged in Tagged.objects.visible_to(person).filter(**on).select_related("tag"):
        made[tagged.entry_id].tags.append(tagged.tag.name)
    for picture in _pictures(person, ids):
        made[picture[0]].pictures.append(picture[1])
    readings = Reading.objects.visible_to(person).filter(**on).order_by("at", "pk")
    for row in readings.annotate(by=F("person__name"), number=F("version__number")):
        made[row.entry_id].readings.append(ReadingOut(row.by, row.at, row.door, row.number))
    for one in Withdrawal.objects.visible_to(person).filter(**on):
        taken = WithdrawalOut(one.number, one.submitted_at, one.withdrawn_at)
        made[one.entry_id].withdrawals.append(taken)
    for share in _shares(person, ids):
        made[share[0]].shares.append(share[1])
    for page in made.values():
        page.tags.sort()


def _pictures(person: Person, ids: list[UUID]) -> Iterator[tuple[UUID, PictureOut]]:
    """Yield the pictures of these pages, each with its page. Two queries."""
    shown: dict[UUID, list[int]] = defaultdict(list)
    on_versions = VersionPicture.objects.visible_to(person).filter(version__entry__in=ids)
    for picture, number in on_versions.values_list("picture", "version__number"):
        shown[picture].append(number)
    rows = Picture.objects.visible_to(person).filter(entry__in=ids).order_by("added_at", "pk")
    for row in rows.annotate(shows=F("text__description")):
        numbers = tuple(sorted(shown[row.pk]))
        place = f"pictures/{row.file.rpartition('/')[2]}"
        is_on = row.removed_at is None
        yield row.entry_id, PictureOut(place, row.shows or "", row.added_at, is_on, numbers)


def _shares(person: Person, ids: list[UUID]) -> Iterator[tuple[UUID, ShareOut]]:
    """Yield what was shared of these pages, each with its page. Two queries."""
    rows = Share.objects.visible_to(person, "write").filter(entry__in=ids).order_by("made_at")
    said = {"title": F("text__title"), "body": F("text__body")}
    shares: list[Any] = list(rows.select_related("cohort", "group").annotate(**said))
    names: dict[UUID, list[str]] = defaultdict(list)
    readers = ShareReader.objects.visible_to(person).filter(share__in=shares)
    for share, name in readers.values_list("share", "person__name"):
        names[share].append(name)
    for row in shares:
        company = row.group.name if row.group else row.cohort.name
        yield row.entry_id, ShareOut(
            company, row.is_named, row.since, row.ended_at, row.title or "", row.body or "",
            tuple(sorted(names[row.pk])),
        )  # fmt: skip


def picture_files(person: Person, until: datetime) -> Iterator[tuple[str, str]]:
    """Yield the place of each picture in the archive, and the name of its kept file."""
    mine = Picture.objects.visible_to(person, "write").filter(entry__author=person)
    rows = mine.filter(entry__started_at__lte=until).order_by("pk")
    for file in rows.values_list("file", flat=True).iterator(chunk_size=500):
        yield f"pictures/{file.rpartition('/')[2]}", file


def earlier_drafts(person: Person, until: datetime) -> Iterator[dict[str, Any]]:
    """Yield every saved state of her pages and answers, one draft after the other.

    One query for fifty of them; no more are held at a time.
    """
    kept = Q(draft__entry__started_at__lte=until, draft__entry__gone_at=None)
    hers = kept | Q(draft__answer__isnull=False)
    rows = DraftText.objects.visible_to(person).filter(hers, draft__author=person)
    rows = rows.order_by("draft", "revision").annotate(page=F("draft__entry"))
    some = list(rows[:STATES_AT_ONCE])
    while some:
        for row in some:
            yield {
                "draft": row.draft_id, "page": row.page, "revision": row.revision,
                "saved_at": row.saved_at, "title": row.title, "body": row.body,
            }  # fmt: skip
        last = some[-1]
        after = Q(draft__gt=last.draft_id) | Q(draft=last.draft_id, revision__gt=last.revision)
        some = list(rows.filter(after)[:STATES_AT_ONCE])
