"""What a mentor's pages read: who waits, whom she mentors, and everything on the desk.

Every function takes the person first and starts from what is visible to her. Nothing here looks
at a draft that is not her own: a mentor never learns that a student is writing (decision 1).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Cover, DraftText, HelpContact, Mentoring, Person
from accounts.prepared import filled, prepared
from reflections import conditions, marks
from reflections.models import Message, Remark, Reply, Version
from reflections.queries import audience_of

WORDS_A_MINUTE = 200
LATE_AFTER_DAYS = 5
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


# ------------------------------------------------------------------ who waits
@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    entry_id: uuid.UUID
    title: str
    student_id: uuid.UUID
    student: str
    cohort: str
    module: str
    prompt: str
    words: int
    since: datetime
    wants_contact: bool
    is_message: bool
    cover_for: str

    @property
    def first_name(self) -> str:
        return first_name(self.student)

    @property
    def url(self) -> str:
        return reverse("desk", args=[self.entry_id])

    @property
    def minutes(self) -> int:
        return minutes_for(self.words)

    @property
    def place(self) -> str:
        """Return the cohort, and for whom she reads: ", M3 Meadow, for Dr Vell, who is away"."""
        parts = ["", self.cohort] if self.cohort else [""]
        if self.cover_for:
            parts.append(_("for %(name)s, who is away") % {"name": self.cover_for})
        return ", ".join(parts)

    @property
    def about(self) -> str:
        """Return "Module 4, sit in the other chair. 187 words, 1 minute."."""
        words = ngettext("One word", "%(words)s words", self.words) % {"words": self.words}
        time = ngettext("1 minute", "%(minutes)s minutes", self.minutes) % {"minutes": self.minutes}
        length = f"{words}, {time}."
        where = ", ".join(filter(None, [self.module, self.prompt]))
        back = _("Wrote back to your reply.") if self.is_message else ""
        return " ".join(filter(None, [back, f"{where}." if where else "", length]))

    @property
    def unit(self) -> str:
        """Return what stands beside the figure of days."""
        return ngettext("day", "days", self.days) if self.days else _("today")

    @cached_property
    def days(self) -> int:
        """Return how many midnights she has waited through, in the reader's zone."""
        return (timezone.localdate() - timezone.localdate(self.since)).days

    @property
    def is_late(self) -> bool:
        return self.days >= LATE_AFTER_DAYS


@dataclass(frozen=True)
class Queue:
    """What waits for one person: those to ring first, then the oldest first."""

    rows: Sequence[Waiting]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ring_first(self) -> list[Waiting]:
        return [row for row in self.rows if row.wants_contact]

    @property
    def others(self) -> list[Waiting]:
        return [row for row in self.rows if not row.wants_contact]

    @property
    def people(self) -> int:
        return len({row.student_id for row in self.rows})

    @property
    def minutes(self) -> int:
        return minutes_for(sum(row.words for row in self.rows))

    @property
    def oldest(self) -> int:
        return max((row.days for row in self.rows), default=0)

    def _place(self, entry_id: uuid.UUID) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.entry_id == entry_id), None)

    def row(self, entry_id: uuid.UUID) -> Waiting | None:
        """Return the line of this entry, or None when it does not wait."""
        at = self._place(entry_id)
        return None if at is None else self.rows[at]

    def previous(self, entry_id: uuid.UUID) -> Waiting | None:
        """Return the line before this entry."""
        at = self._place(entry_id)
        return self.rows[at - 1] if at else None

    def next(self, entry_id: uuid.UUID) -> Waiting | None:
        """Return the line after this entry; after the last one, the first that still waits."""
        at = self._place(entry_id)
        after = self.rows if at is None else [*self.rows[at + 1 :], *self.rows[:at]]
        return next(iter(after), None)


def minutes_for(words: int) -> int:
    """Return the minutes it takes to read this many words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def first_name(name: str) -> str:
    """Return what a friendly page calls somebody of this name."""
    return Person(name=name).get_short_name()


def _covered_for(person: Any, at: datetime) -> Subquery:
    """Return the name of the mentor this person covers for with the version's author."""
    covers = Cover.objects.current(at).filter(
        cover=person,
        mentoring__student=OuterRef("entry__author"),
        mentoring__cohort=OuterRef("cohort"),
    )
    return Subquery(covers.values("mentoring__mentor__name")[:1])


def _is_own_mentor(person: Any, at: datetime) -> Exists:
    pairing = Mentoring.objects.current(at).filter(
        mentor=person, student=OuterRef("entry__author"), cohort=OuterRef("cohort")
    )
    return Exists(pairing)


def queue(person: Any, at: datetime | None = None) -> Queue:
    """Return what waits for this person to answer. Two queries, one where nothing waits.

    Given the few rows by their ids, the database need not guess that they are few.
    """
    ids = [pk for (pk,) in _may_wait(person)]
    rows = _queue(person, at or timezone.now(), *filled(ids)) if ids else []
    found = [_waiting(row) for row in rows]
    return Queue(sorted(found, key=lambda row: (not row.wants_contact, row.since)))


@prepared
def _may_wait(person: Any) -> QuerySet[Any]:
    return conditions.may_wait_for(person).values_list("pk")


@prepared
def _queue(person: Any, moment: datetime, *versions: uuid.UUID) -> QuerySet[Any]:
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
            in_cohort=F("cohort__name"),
            prompt_name=F("prompt__name"),
            module=F("prompt__lesson__version__label"),
            module_title=F("prompt__lesson__version__title"),
            is_answered=conditions.is_answered(),
            asked_at=conditions.last_message_at(),
            is_own=_is_own_mentor(person, moment),
            cover_for=_covered_for(person, moment),
        )
    )


def _waiting(row: Any) -> Waiting:
    is_message = row["is_answered"]
    return Waiting(
        entry_id=row["entry_id"],
        title=title_of(row["title"] or "", row["prompt_name"] or ""),
        student_id=row["student_id"],
        student=row["student"],
        cohort=row["in_cohort"] or "",
        module=module_name(row["module"], row["module_title"]),
        prompt=row["prompt_name"] or "",
        words=row["words"],
        since=row["asked_at"] if is_message else row["submitted_at"],
        wants_contact=row["wants_contact"] and not is_message,
        is_message=is_message,
        cover_for="" if row["is_own"] else row["cover_for"] or "",
    )


def title_of(title: str, prompt: str) -> str:
    """Return what to call an entry: its title, else its prompt, else a plain name."""
    return title.strip() or prompt or _("A page without a title")


def module_name(label: str | None, title: str | None) -> str:
    """Return "Module 4", or its title where it has no number."""
    return _("Module %(label)s") % {"label": label} if label else title or ""


# ------------------------------------------------------------------ my students
@dataclass(frozen=True)
class Student:
    """One line of "My students". Nothing about what she may be writing."""

    name: str
    pronouns: str
    cohort: str
    since: datetime
    cover_for: str
    waiting: Sequence[Waiting]


def students(person: Any, at: datetime | None = None) -> list[Student]:
    """Return those this person mentors or covers now, and what of theirs waits. Four queries."""
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
    found = [
        _student(pair, pair.starts_at, "", waits)
        for pair in mine.select_related("student", "cohort")
    ]
    found += [
        _student(cover.mentoring, cover.starts_at, cover.mentoring.mentor.name, waits)
        for cover in covers.select_related(
            "mentoring__student", "mentoring__cohort", "mentoring__mentor"
        )
    ]
    return sorted(found, key=lambda one: (bool(one.cover_for), one.cohort, one.name))


def _student(pair: Mentoring, since: datetime, cover_for: str, waits: Iterable[Waiting]) -> Student:
    theirs = [row for row in waits if row.student_id == pair.student_id]
    return Student(
        pair.student.name, pair.student.pronouns, pair.cohort.name, since, cover_for, theirs
    )


# ------------------------------------------------------------------ the desk
def versions_to_answer(person: Any, entry_id: uuid.UUID) -> list[Any]:
    """Return the versions of an entry this person may answer, newest first. One query.

    Each knows whether she opened the entry a moment ago (``is_same_sitting``), may reach its
    author (``may_reach``), and for whom she reads (``cover_for``, ``is_own``).
    """
    now = timezone.now()
    return _to_answer(person, now, now - SITTING, entry_id)


@prepared
def _to_answer(
    person: Any, now: datetime, earlier: datetime, entry_id: uuid.UUID
) -> QuerySet[Version]:
    reach = Person.objects.visible_to(person, "reach", now).filter(pk=OuterRef("entry__author"))
    return (
        Version.objects.visible_to(person, "answer", now)
        .filter(entry_id=entry_id)
        .select_related("entry__author", "cohort", "text", "prompt__lesson__version")
        .defer(*(f"prompt__lesson__{name}" for name in UNREAD))
        .annotate(
            is_same_sitting=conditions.was_opened(person, earlier),
            may_reach=Exists(reach),
            is_own=_is_own_mentor(person, now),
            cover_for=_covered_for(person, now),
        )
        .order_by("-number")
    )


@prepared
def replies_to(person: Any, at: datetime, entry_id: uuid.UUID) -> QuerySet[Reply]:
    """Return the replies to an entry this person may see: her own, and what others sent.

    An unsent one brings its newest words as ``draft_body``.
    """
    words = DraftText.objects.visible_to(person).filter(
        draft=OuterRef("draft"), revision=OuterRef("draft__revision")
    )
    return (
        Reply.objects.visible_to(person, at=at)
        .filter(version__entry=entry_id)
        .select_related("draft", "version", "text", "author")
        .annotate(draft_body=Subquery(words.values("body")[:1]))
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


@dataclass
class Desk:
    """Everything on one desk."""

    person: Person
    # Rows with what their queries add (``is_own``, ``cover_for``, ``draft_body``).
    version: Any
    versions: Sequence[Any]
    reply: Any
    sent: Reply | None
    replies: Sequence[Reply]
    remarks: Sequence[Remark]
    thread: Sequence[Said] = ()
    readers: Sequence[Person] = ()
    queue: Queue = field(default_factory=lambda: Queue([]))
    help_contacts: Sequence[HelpContact] = field(default_factory=list)

    @property
    def student(self) -> Person:
        return self.version.entry.author

    @property
    def dial(self) -> str:
        """Return the student's phone number as a dialler wants it."""
        return HelpContact(phone=self.student.phone).dial

    @property
    def title(self) -> str:
        prompt = self.version.prompt
        return title_of(self.version.text.title, prompt.name if prompt else "")

    @property
    def module(self) -> str:
        if self.version.prompt is None:
            return ""
        of = self.version.prompt.lesson.version
        return module_name(of.label, of.title)

    @cached_property
    def paragraphs(self) -> list[marks.Paragraph]:
        here = [one for one in self.remarks if one.version_id == self.version.pk]
        return marks.paragraphs(self.version.text.body, here)

    def number_of(self, remark_id: uuid.UUID) -> int:
        """Return the number this remark bears in the margin; 0 on an earlier version."""
        placed = (one for row in self.paragraphs for one in row.remarks)
        return next((one.number for one in placed if one.remark.pk == remark_id), 0)

    @property
    def earlier(self) -> list[Version]:
        return [one for one in self.versions if one.pk != self.version.pk]

    @property
    def left_behind(self) -> list[Remark]:
        """Return unsent remarks that lie on an earlier version."""
        return [one for one in self.unsent if one.version_id != self.version.pk]

    @property
    def unsent(self) -> list[Remark]:
        return [
            one for one in self.remarks if one.sent_at is None and one.author_id == self.person.pk
        ]

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
    def cover_for(self) -> str:
        return "" if self.version.is_own else self.version.cover_for or ""

    @cached_property
    def here(self) -> Waiting | None:
        return self.queue.row(self.version.entry_id)

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
    return remarks.select_related("text", "author", "version")


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
    sheet.queue = queue(person, now)
    if version.wants_contact:
        sheet.help_contacts = list(HelpContact.objects.visible_to(person))
    return sheet


def page_with_margin(person: Any, versions: Sequence[Version]) -> Desk:
    """Return the part of the desk that a remark changes: the text and its margin. Two queries."""
    version, now = versions[0], timezone.now()
    replies = replies_to(person, now, version.entry_id)
    return Desk(
        person=person,
        version=version,
        versions=versions,
        replies=replies,
        reply=next((one for one in replies if one.sent_at is None), None),
        sent=_mine_on(version, person, replies),
        remarks=_remarks(person, now, version.entry_id),
    )


def _mine_on(version: Version, person: Any, replies: Iterable[Reply]) -> Reply | None:
    """Return this person's sent reply to this very version."""
    sent = (one for one in replies if one.sent_at and one.author_id == person.pk)
    return next((one for one in sent if one.version_id == version.pk), None)


def _thread(person: Any, now: datetime, version: Version, replies: Iterable[Reply]) -> list[Said]:
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
            body=one.text.body,
            version=one.version.number,
            is_reply=isinstance(one, Reply),
        )
        for one in rows
    ]
    return sorted(said, key=lambda one: one.at)
