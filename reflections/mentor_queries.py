"""What a mentor's pages read: who waits, whom she mentors, and everything on the desk.

Every function takes the person first and starts from what is visible to her. Nothing here looks
at a draft that is not her own: a mentor never learns that a student is writing (decision 1).
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Cover, DraftText, HelpContact, Mentoring, Person
from accounts.policy import audience
from reflections import marks
from reflections.models import Message, Reader, Reading, Remark, Reply, Version

WORDS_A_MINUTE = 200
LATE_AFTER_DAYS = 5
# One line of the read log for one sitting.
SITTING = timedelta(minutes=10)


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
    def minutes(self) -> int:
        return minutes_for(self.words)

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


def _unanswered() -> Q:
    """Return "nobody has answered this version, or its author had the last word since"."""
    sent = Reply.objects.filter(version=OuterRef("pk"), sent_at__isnull=False)
    later_reply = Reply.objects.filter(
        version__entry=OuterRef("version__entry"), sent_at__gte=OuterRef("sent_at")
    )
    later_message = Message.objects.filter(
        version__entry=OuterRef("version__entry"), sent_at__gte=OuterRef("sent_at")
    ).exclude(author=OuterRef("author"))
    unheard = Message.objects.filter(
        ~Exists(later_reply),
        ~Exists(later_message),
        version__entry=OuterRef("entry"),
        author=OuterRef("entry__author"),
    )
    return ~Exists(sent) | Exists(unheard)


def _mine_to_answer(person: Any, at: datetime) -> QuerySet[Version]:
    """Return the newest versions this person may answer, starting from her own reader rows."""
    named = Reader.objects.filter(person=person, via__in=[Reader.Via.MENTOR, Reader.Via.COVER])
    newer = Version.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    return (
        Version.objects.visible_to(person, "answer", at)
        .filter(pk__in=named.values("version"))
        .filter(~Exists(newer))
    )


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
    """Return what waits for this person to answer. One query."""
    moment = at or timezone.now()
    last_message = Message.objects.filter(
        version__entry=OuterRef("entry"), author=OuterRef("entry__author")
    ).order_by("-sent_at")
    rows = (
        _mine_to_answer(person, moment)
        .filter(_unanswered())
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
            is_answered=Exists(
                Reply.objects.filter(version=OuterRef("pk"), sent_at__isnull=False)
            ),
            asked_at=Subquery(last_message.values("sent_at")[:1]),
            is_own=_is_own_mentor(person, moment),
            cover_for=_covered_for(person, moment),
        )
    )
    found = [_waiting(row) for row in rows]
    return Queue(sorted(found, key=lambda row: (not row.wants_contact, row.since)))


def _waiting(row: dict[str, Any]) -> Waiting:
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
    """Return those this person mentors or covers now, and what of theirs waits. Three queries."""
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


def _student(
    pair: Mentoring, since: datetime, cover_for: str, waits: Iterable[Waiting]
) -> Student:
    theirs = [row for row in waits if row.student_id == pair.student_id]
    return Student(
        pair.student.name, pair.student.pronouns, pair.cohort.name, since, cover_for, theirs
    )


# ------------------------------------------------------------------ the desk
def versions_to_answer(person: Any, entry_id: uuid.UUID) -> list[Version]:
    """Return the versions of an entry this person may answer, newest first. One query.

    Each knows whether she opened the entry a moment ago (``is_same_sitting``), may reach its
    author (``may_reach``), and for whom she reads (``cover_for``, ``is_own``).
    """
    now = timezone.now()
    sitting = Reading.objects.filter(
        entry=OuterRef("entry"), person=person, at__gt=now - SITTING
    )
    reach = Person.objects.visible_to(person, "reach", now).filter(pk=OuterRef("entry__author"))
    return list(
        Version.objects.visible_to(person, "answer", now)
        .filter(entry_id=entry_id)
        .select_related("entry__author", "cohort", "text", "prompt__lesson__version")
        .annotate(
            is_same_sitting=Exists(sitting),
            may_reach=Exists(reach),
            is_own=_is_own_mentor(person, now),
            cover_for=_covered_for(person, now),
        )
        .order_by("-number")
    )


def replies_to(person: Any, entry_id: uuid.UUID) -> QuerySet[Reply]:
    """Return the replies to an entry this person may see: her own, and what others sent.

    An unsent one brings its newest words as ``draft_body``.
    """
    words = DraftText.objects.filter(
        draft=OuterRef("draft"), draft__author=person, revision=OuterRef("draft__revision")
    )
    return (
        Reply.objects.visible_to(person)
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
    version: Version
    versions: Sequence[Version]
    reply: Reply | None
    sent: Reply | None
    remarks: Sequence[Remark]
    thread: Sequence[Said]
    readers: Sequence[Person]
    queue: Queue
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

    @property
    def today(self) -> date:
        return timezone.localdate()


def desk(person: Any, versions: Sequence[Version]) -> Desk:
    """Return the desk for these versions (newest first; from ``versions_to_answer``)."""
    version = versions[0]
    entry_id = version.entry_id
    replies = list(replies_to(person, entry_id))
    remarks = Remark.objects.visible_to(person).filter(version__entry=entry_id)
    return Desk(
        person=person,
        version=version,
        versions=versions,
        reply=next((one for one in replies if one.sent_at is None), None),
        sent=_mine_on(version, person, replies),
        remarks=list(remarks.select_related("text", "author", "version")),
        thread=_thread(person, version, replies),
        readers=list(audience(version).order_by("name")),
        queue=queue(person),
        help_contacts=list(HelpContact.objects.visible_to(person)) if version.wants_contact else [],
    )


def _mine_on(version: Version, person: Any, replies: Iterable[Reply]) -> Reply | None:
    """Return this person's sent reply to this very version."""
    sent = (one for one in replies if one.sent_at and one.author_id == person.pk)
    return next((one for one in sent if one.version_id == version.pk), None)


def _thread(person: Any, version: Version, replies: Iterable[Reply]) -> list[Said]:
    """Return what was said about the entry so far, oldest first. One query."""
    author_id = version.entry.author_id
    messages = (
        Message.objects.visible_to(person)
        .filter(version__entry=version.entry_id)
        .select_related("text", "author", "version")
    )
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
        for one in [*(reply for reply in replies if reply.sent_at), *messages]
    ]
    return sorted(said, key=lambda one: one.at)
