"""Everything on the desk: the version to answer, the remarks, the replies, the thread."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from accounts import people
from accounts.models import DraftText, HelpContact, Person
from accounts.prepared import prepared
from accounts.routes import Route
from reflections import carrying, conditions, marks
from reflections.lenses import Row as LensRow
from reflections.mentor_queries.lines import Queue, Waiting, form_word, module_name, title_of
from reflections.mentor_queries.waiting import covered_for, is_own_mentor, turning
from reflections.models import (
    Acknowledgement,
    ContactWish,
    Helped,
    Message,
    PageClosing,
    Pencil,
    Picture,
    Remark,
    Reply,
    Version,
)
from reflections.parts import beneath
from reflections.queries import audience_of
from reflections.queries.lenses import is_placed, lens_rows
from reflections.queries.pictures import has_pictures, pictures_on
from reflections.queries.wordings import Wording, editions, with_wordings

# One line of the read log for one sitting.
SITTING = timedelta(minutes=10)
# What a module brings along that nobody reads at a desk.
UNREAD = (
    "body",
    "facilitator_notes",
    "version__facilitator_notes",
    "version__references",
    "version__summary",
)


def versions_to_answer(person: Any, entry_id: uuid.UUID) -> list[Any]:
    """Return the versions of an entry this person may answer, newest first. One query.

    Each knows whether she opened the entry a moment ago (``is_same_sitting``), and for whom she
    reads (``cover_for``, ``is_own``). Whoever may answer may also reach its author: the mentor, or
    the announced cover.
    """
    now = timezone.now()
    return _to_answer(person, now, now - SITTING, entry_id)


def _under_hand(person: Any, **of: Any) -> Subquery:
    """Return a remark of hers that is being typed, as its form needs it; None without one."""
    texts = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    mine = beneath(Pencil, **of).filter(author=person)
    mine = mine.annotate(words=Subquery(texts.values("body")[:1]))
    form = JSONObject(body="words", base="draft__revision", start="start", end="end", kind="kind")
    return Subquery(mine.values(form=form)[:1])


@prepared
def _to_answer(
    person: Any, now: datetime, earlier: datetime, entry_id: uuid.UUID
) -> QuerySet[Version]:
    asking = beneath(ContactWish, entry=OuterRef("entry"), ended_at=None)
    told = beneath(Acknowledgement, version=OuterRef("pk"), person=person)
    shut = beneath(PageClosing, version=OuterRef("pk"), opened_at__isnull=True)
    return (
        Version.objects.visible_to(person, "answer", now)
        .filter(entry_id=entry_id)
        .select_related("entry__author", "cohort", "text", "ask", "prompt__lesson__version")
        .select_related("claim__person", "claim__asked_by")
        .defer(*(f"prompt__lesson__{name}" for name in UNREAD))
        .annotate(
            is_same_sitting=conditions.was_opened(person, earlier),
            is_own=is_own_mentor(person, now),
            wish=Subquery(asking.values("pk")[:1]),
            cover_for=covered_for(person, now),
            has_pictures=has_pictures(),
            is_placed=is_placed(),
            closed_at=Subquery(shut.values("closed_at")[:1]),
            making=_under_hand(person, version=OuterRef("pk"), remark=None),
            told_at=Subquery(told.values("at")[:1]),
            answer_by=Subquery(told.values("answer_by")[:1]),
        )
        .order_by("-number")
    )


@prepared
def replies_to(person: Any, at: datetime, entry_id: uuid.UUID) -> QuerySet[Reply]:
    """Return the replies to an entry this person may see: her own, and what others sent.

    An unsent one brings its newest words as ``draft_body``.
    """
    # Of the replies this person may see only her own are drafts.
    words = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    return (
        Reply.objects.visible_to(person, at=at)
        .filter(version__entry=entry_id)
        .select_related("draft", "version", "text", "author")
        .annotate(changes=editions(), draft_body=Subquery(words.values("body")[:1]))
    )


@dataclass(frozen=True)
class Said:
    """One thing that was said back and forth, in order."""

    by: Person
    is_mine: bool
    is_author: bool
    at: datetime
    body: str
    version: int
    is_reply: bool
    # When the author opened it; of a reply, what it said before it was changed.
    seen_at: datetime | None = None
    edited_at: datetime | None = None
    earlier: Sequence[Wording] = ()


@dataclass
class Desk:
    """Everything on one desk."""

    person: Person
    # Rows with what their queries add (``is_own``, ``cover_for``, ``draft_body``).
    version: Any
    versions: Sequence[Any]
    reply: Any
    # Rows that know their present wording (``said``), and since when if it was changed.
    sent: Any
    replies: Sequence[Any]
    remarks: Sequence[Remark]
    pictures: Sequence[Picture] = ()
    thread: Sequence[Said] = ()
    # The four lenses, once the student has placed this version; nothing before.
    lenses: Sequence[LensRow] = ()
    readers: Sequence[Person] = ()
    queue: Queue = field(default_factory=lambda: Queue([]))
    help_contacts: Sequence[HelpContact] = field(default_factory=list)

    @property
    def student(self) -> Person:
        return self.version.entry.author

    @property
    def has_placed(self) -> bool:
        """Say whether this person placed the version too."""
        return any(row.mine for row in self.lenses)

    @property
    def dial(self) -> str:
        """Return the student's phone number as a dialler wants it."""
        return HelpContact(phone=self.student.phone).dial

    @property
    def title(self) -> str:
        prompt = self.version.prompt
        name = prompt.name if prompt else self.version.entry.begun_from
        return title_of(self.version.text.title, name)

    @property
    def module(self) -> str:
        if self.version.prompt is None:
            return ""
        of = self.version.prompt.lesson.version
        return module_name(of.label, of.title)

    @property
    def form(self) -> str:
        return form_word(self.version.entry.form)

    @cached_property
    def paragraphs(self) -> list[marks.Paragraph]:
        here = [one for one in self.remarks if one.version_id == self.version.pk]
        return marks.paragraphs(self.version.text.body, here)

    def number_of(self, remark_id: uuid.UUID) -> int:
        """Return the number this remark bears in the margin; 0 on an earlier version."""
        placed = (one for row in self.paragraphs for one in row.remarks)
        return next((one.number for one in placed if one.remark.pk == remark_id), 0)

    @property
    def earlier(self) -> list[tuple[Version, list[Remark]]]:
        """Return the earlier versions, each with what was sent on it: there it stays."""
        sent: dict[uuid.UUID, list[Remark]] = {}
        for one in self.remarks:
            if one.sent_at is not None:
                sent.setdefault(one.version_id, []).append(one)
        others = (one for one in self.versions if one.pk != self.version.pk)
        return [
            (one, sorted(sent.get(one.pk, ()), key=lambda remark: (remark.start, remark.end)))
            for one in others
        ]

    @property
    def left_behind(self) -> list[Remark]:
        """Return unsent remarks that lie on an earlier version."""
        return [one for one in self.unsent if one.version_id != self.version.pk]

    @cached_property
    def may_move(self) -> list[carrying.Waiting]:
        """Return those, each with what would become of it in this version."""
        return [carrying.waiting(one, self.version.text.body) for one in self.left_behind]

    @cached_property
    def unsent(self) -> list[Remark]:
        """Return her own remarks that go out with the reply; of a carried one, the newest."""
        mine = (one for one in self.remarks if one.author_id == self.person.pk)
        return [one for one in carrying.newest(mine) if one.sent_at is None]

    @property
    def body(self) -> str:
        """Return the words of the reply being written."""
        return (self.reply.draft_body or "") if self.reply else ""

    @property
    def revision(self) -> int:
        return self.reply.draft.revision if self.reply and self.reply.draft else 0

    @property
    def saved_at(self) -> datetime | None:
        return self.reply.draft.updated_at if self.reply and self.reply.draft else None

    @property
    def reply_words(self) -> int:
        return self.reply.draft.words if self.reply and self.reply.draft else 0

    @property
    def recall_until(self) -> datetime | None:
        """Return until when the sent reply can be taken back; None once it cannot."""
        if self.sent is None or self.sent.edited_at:
            return None
        return self.sent.recall_until

    @property
    def cover_for(self) -> str:
        return "" if self.version.is_own else self.version.cover_for or ""

    @cached_property
    def here(self) -> Waiting | None:
        return self.queue.row(self.version.entry_id)

    @property
    def waits(self) -> bool:
        """Say whether she may say "read, thank you": it waits, and she was not asked to ring."""
        return self.here is not None and not self.here.wants_contact

    @property
    def told_at(self) -> datetime | None:
        """Return when she said so of what waits now."""
        at = self.version.told_at
        return at if at and self.here and at >= self.here.since else None

    @property
    def previous(self) -> Waiting | None:
        return self.queue.previous(self.version.entry_id)

    @cached_property
    def next(self) -> Waiting | None:
        return self.queue.next(self.version.entry_id)

    @property
    def is_long(self) -> bool:
        """Say whether there are more paragraphs or remarks than the stylesheet can place."""
        return len(self.paragraphs) > 60 or len(self.remarks) > 40


@prepared
def _remarks(person: Any, at: datetime, entry_id: uuid.UUID) -> QuerySet[Remark]:
    remarks = Remark.objects.visible_to(person, at=at).filter(version__entry=entry_id)
    helped = Helped.objects.visible_to(person, at=at).filter(remark=OuterRef("pk"))
    return remarks.select_related("text", "author", "version").annotate(
        has_helped=Exists(helped),
        from_number=F("carried_from__version__number"),
        making=_under_hand(person, version=OuterRef("version"), remark=OuterRef("pk")),
    )


@prepared
def _messages(person: Any, at: datetime, entry_id: uuid.UUID) -> QuerySet[Message]:
    messages = Message.objects.visible_to(person, at=at).filter(version__entry=entry_id)
    return messages.select_related("text", "author", "version")


def desk(person: Any, versions: Sequence[Version]) -> Desk:
    """Return the desk for these versions (newest first; from ``versions_to_answer``)."""
    sheet = page_with_margin(person, versions)
    version, now = sheet.version, timezone.now()
    sheet.thread = _thread(person, now, version, sheet.replies)
    sheet.readers = audience_of(version)
    sheet.queue = turning(person, now)
    sheet.lenses = lens_rows(person, version) if version.is_placed else ()
    if version.wish or (sheet.here and sheet.here.wants_contact):
        sheet.help_contacts = list(people.route_contacts(Route.SAFETY))
    return sheet


def page_with_margin(person: Any, versions: Sequence[Version]) -> Desk:
    """Return the part of the desk that a remark changes: the text and its margin.

    Two queries, and one where pictures are on it.
    """
    version, now = versions[0], timezone.now()
    replies = replies_to(person, now, version.entry_id)
    with_wordings(replies)
    return Desk(
        person=person,
        version=version,
        versions=versions,
        replies=replies,
        reply=next((one for one in replies if one.sent_at is None), None),
        sent=_mine_on(version, person, replies),
        remarks=_remarks(person, now, version.entry_id),
        pictures=pictures_on(version),
    )


def _mine_on(version: Version, person: Any, replies: Iterable[Reply]) -> Reply | None:
    """Return this person's sent reply to this very version."""
    sent = (one for one in replies if one.sent_at and one.author_id == person.pk)
    return next((one for one in sent if one.version_id == version.pk), None)


def _thread(person: Any, now: datetime, version: Version, replies: Iterable[Any]) -> list[Said]:
    """Return what was said about the entry so far, oldest first. One query."""
    author_id = version.entry.author_id
    messages = _messages(person, now, version.entry_id)
    rows: list[Any] = [*(reply for reply in replies if reply.sent_at), *messages]
    said = [
        Said(
            by=one.author,
            is_mine=one.author_id == person.pk,
            is_author=one.author_id == author_id,
            at=one.sent_at,
            body=getattr(one, "said", "") if isinstance(one, Reply) else one.text.body,
            version=one.version.number,
            is_reply=isinstance(one, Reply),
            seen_at=one.seen_at,
            edited_at=getattr(one, "edited_at", None),
            earlier=getattr(one, "earlier", ()),
        )
        for one in rows
    ]
    return sorted(said, key=lambda one: one.at)
