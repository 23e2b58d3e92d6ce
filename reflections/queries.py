"""What a learner's pages read. Everything starts from her own entries, or from the right to read.

The mentor's side is in ``mentor_queries``.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Cohort, DraftText, Membership, Mentoring, Person
from accounts.policy import audience
from accounts.prepared import filled, prepared
from curriculum.activities import Status
from curriculum.models import Lesson, Prompt, Release
from reflections.models import Entry, Message, Reader, Reading, Remark, Reply, Version
from reflections.parts import beneath
from reflections.readers import NamedReader, cohort_of, holding, mentors_for, readers_for
from reflections.states import Standing, State, standing

PAGE_SIZE = 20
MOST_READINGS = 50
MOST_AT_HOME = 12


def own(person: Person) -> QuerySet[Entry]:
    """Return the pages ``person`` wrote. The right to write is the author's alone."""
    # Named once more, so that a database finds them by their index.
    return Entry.objects.visible_to(person, "write").filter(author=person)


def named_or(title: str | None, prompt: str | None) -> str:
    """Return what a page is called in a list: its title, its prompt's short name, or neither."""
    return (title or "").strip() or prompt or _("A page without a title")


def word_range(low: int | None, high: int | None) -> str:
    """Return "200 to 350", "up to 60", "55" or nothing: a suggestion, never a bar."""
    if low and high:
        same = low == high
        return str(low) if same else _("%(low)s to %(high)s") % {"low": low, "high": high}
    if high:
        return _("up to %(high)s") % {"high": high}
    return _("%(low)s or more") % {"low": low} if low else ""


def _own_versions(person: Person) -> QuerySet[Version]:
    """Return everything ``person`` submitted."""
    return beneath(Version, entry__in=own(person), entry__author=person)


# ------------------------------------------------------------------ lists of own pages
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


def _with_reply(versions: QuerySet[Any]) -> QuerySet[Any]:
    """Add title, prompt's name and the sent reply; two replies make two rows, first one first."""
    sent = FilteredRelation("replies", condition=Q(replies__sent_at__isnull=False))
    return versions.alias(sent=sent).annotate(
        title=F("text__title"),
        prompt_name=F("prompt__name"),
        answered_at=F("sent__sent_at"),
        seen_at=F("sent__seen_at"),
        answered_by=F("sent__author__name"),
        draft_revision=F("entry__draft__revision"),
        started_at=F("entry__started_at"),
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
    )


def _line(version: Any, held_by: list[NamedReader], may_ask: NamedReader | None = None) -> Line:
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
    return (
        _with_reply(_newest(_own_versions(person)))
        .annotate(
            # A foreign key alone would come back as SQLite keeps it, in hexadecimal.
            mentor_now=Subquery(pair.values("mentor")[:1], output_field=UUIDField()),
            mentor_name=Subquery(pair.values("mentor__name")[:1]),
        )
        .order_by(rank, Coalesce("answered_at", "submitted_at").desc(), "pk")
    )[: MOST_AT_HOME + 4]


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
        if row.answered_at is None and row.mentor_now and not _reads(row.mentor_now, readers):
            mentor = Person(pk=row.mentor_now, name=row.mentor_name)
            may_ask = NamedReader(mentor, Reader.Via.MENTOR)
        lines.append(_line(row, readers, may_ask))
    return lines


def _mentor_seat(at: datetime) -> QuerySet[Membership]:
    seats = Membership.objects.current(at).filter(role=Membership.Role.MENTOR)
    return seats.filter(person=OuterRef("mentor"), cohort=OuterRef("cohort"))


def _reads(person_id: UUID, readers: Iterable[NamedReader]) -> bool:
    return any(reader.person.pk == person_id for reader in readers)


def journal(person: Person, number: str | int = 1) -> tuple[Page, list[Line]]:
    """Return one page of the journal, the newest first, and its lines. At most four queries."""
    paginator = Paginator(_pages(person), PAGE_SIZE)
    paginator.count = own(person).count()  # without what the list itself joins
    page = paginator.get_page(number)
    entries = list(page.object_list)
    newest = {row.entry_id: row for row in reversed(_once(_versions_of(entries)))}
    held = holding([row.pk for row in newest.values() if row.answered_at is None])
    return page, [_entry_line(entry, newest.get(entry.pk), held) for entry in entries]


def _pages(person: Person) -> QuerySet[Entry]:
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    return (
        own(person)
        .select_related("draft", "prompt")
        .only("started_at", "author", "draft", "prompt__name")
        .annotate(title=Subquery(text.values("title")[:1]))
        .order_by("-started_at", "-pk")
    )


def _versions_of(entries: list[Entry]) -> list[Version]:
    """Return the newest version of each of these own pages, in the order of their replies."""
    return _newest_of(*filled([entry.pk for entry in entries])) if entries else []


@prepared
def _newest_of(*entries: UUID) -> QuerySet[Version]:
    return _with_reply(_newest(beneath(Version, entry__in=entries))).order_by("answered_at")


def _entry_line(entry: Any, version: Any | None, held: Mapping[UUID, list[NamedReader]]) -> Line:
    if version is not None:
        return _line(version, held.get(version.pk, []))
    return Line(
        pk=entry.pk,
        title=named_or(entry.title, entry.prompt.name if entry.prompt else ""),
        words=entry.draft.words if entry.draft else 0,
        standing=standing(),
        started_at=entry.started_at,
        changed_at=entry.draft.updated_at if entry.draft else None,
    )


# ------------------------------------------------------------------ what comes next
@dataclass(frozen=True)
class Next:
    """The open reflection to write now; ``entry_id`` where she began it."""

    release: Release
    lesson_id: int
    prompt: str
    minutes: int
    words_min: int | None
    words_max: int | None
    entry_id: UUID | None = None
    words: int = 0
    begun_at: datetime | None = None
    prompts: int = 1

    @property
    def is_late(self) -> bool:
        due = self.release.due_at
        return due is not None and due < timezone.now()

    @property
    def word_range(self) -> str:
        return word_range(self.words_min, self.words_max)

    @property
    def url(self) -> str:
        if self.entry_id:
            return reverse("entry_write", args=[self.entry_id])
        return f"{reverse('entry_new')}?release={self.release.pk}&lesson={self.lesson_id}"


def next_reflection(person: Person) -> Next | None:
    """Return the open reflection to write now: one begun before one not begun, the first due first.

    One query.
    """
    found = sorted(_to_write(person, timezone.now()), key=lambda row: row.entry_id is None)
    return _next(found[0]) if found else None


@prepared
def _to_write(person: Person, at: datetime) -> QuerySet[Release]:
    seats = Membership.objects.current(at).filter(
        person=person, role=Membership.Role.STUDENT, cohort__archived_at__isnull=True
    )
    mine = own(person).filter(release=OuterRef("pk"), lesson=OuterRef("lesson_pk"))
    prompts = Prompt.objects.filter(lesson=OuterRef("lesson_pk")).order_by("position", "pk")
    sent = beneath(
        Version,
        entry__author=person,
        entry__release=OuterRef("pk"),
        entry__lesson=OuterRef("lesson_pk"),
    )
    open_now = Q(closes_at__isnull=True) | Q(closes_at__gt=at)
    return (
        Release.objects.filter(
            open_now,
            cohort__in=seats.values("cohort"),
            opens_at__lte=at,
            version__lessons__kind=Lesson.Kind.REFLECTION,
        )
        .select_related("version", "cohort")
        .defer("version__facilitator_notes", "version__references", "version__summary")
        .annotate(
            lesson_pk=F("version__lessons__pk"),
            minutes=F("version__lessons__minutes"),
            words_min=F("version__lessons__words_min"),
            words_max=F("version__lessons__words_max"),
        )
        .annotate(
            entry_id=Subquery(mine.values("pk")[:1]),
            words=Subquery(mine.values("draft__words")[:1]),
            begun_at=Subquery(mine.values("started_at")[:1]),
            chosen=Subquery(mine.values("prompt__text")[:1]),
            first_prompt=Subquery(prompts.values("text")[:1]),
            # The ordering would be part of the grouping.
            prompt_count=Subquery(
                prompts.order_by().values("lesson").annotate(n=Count("pk")).values("n")
            ),
        )
        .filter(~Exists(sent))
        .order_by(F("entry_id").asc(nulls_last=True), F("due_at").asc(nulls_last=True), "opens_at")
    )


def _next(row: Any) -> Next:
    return Next(
        release=row,
        lesson_id=row.lesson_pk,
        prompt=row.chosen or row.first_prompt or "",
        minutes=row.minutes,
        words_min=row.words_min,
        words_max=row.words_max,
        entry_id=row.entry_id,
        words=row.words or 0,
        begun_at=row.begun_at,
        prompts=row.prompt_count or 0,
    )


BEGUN: str | Promise = gettext_lazy("Your draft is waiting")
SENT: str | Promise = gettext_lazy("Submitted")
REPLIED: str | Promise = gettext_lazy("Answered")


@prepared
def _begun(person: Person, release: int) -> QuerySet[Entry]:
    """Return her pages of a release: id, lesson, whether submitted, whether answered."""
    versions = beneath(Version, entry=OuterRef("pk"))
    newer = beneath(
        Version, entry=OuterRef("version__entry"), number__gt=OuterRef("version__number")
    )
    answer = beneath(Reply, version__entry=OuterRef("pk"), sent_at__isnull=False).filter(
        ~Exists(newer)
    )
    rows = own(person).filter(release=release)
    return rows.values_list("pk", "lesson", Exists(versions), Exists(answer))


def statuses_of_lessons(
    person: Person, release: Release, lessons: Iterable[Lesson]
) -> dict[int, Status]:
    """Return where ``person`` stands with each of these reflections that she began. One query."""
    wanted = {lesson.pk for lesson in lessons}
    found = {}
    for pk, lesson, sent, is_answered in _begun(person, release.pk):
        if lesson not in wanted:
            continue
        said = REPLIED if is_answered else SENT if sent else BEGUN
        url = reverse("entry" if sent else "entry_write", args=[pk])
        found[lesson] = Status(is_done=sent, said=said, url=url)
    return found


# ------------------------------------------------------------------ the writing room
@dataclass(frozen=True)
class Place:
    """Where a page belongs: a reflection of a release, or nowhere (a free page)."""

    release: Release | None = None
    lesson: Lesson | None = None


@dataclass
class Room:
    """Everything the writing room shows."""

    entry_id: UUID
    author: Person
    place: Place
    cohort: Cohort | None
    readers: list[NamedReader]
    title: str = ""
    body: str = ""
    base: int = 0
    words: int = 0
    saved_at: datetime | None = None
    prompts: list[Prompt] = field(default_factory=list)
    prompt: Prompt | None = None
    is_new: bool = False
    # The number of the newest submitted version, 0 without one.
    version_number: int = 0
    version_revision: int = 0

    @property
    def lesson(self) -> Lesson | None:
        return self.place.lesson

    @property
    def release(self) -> Release | None:
        return self.place.release

    @property
    def is_closed(self) -> bool:
        return self.release is not None and self.release.is_closed

    @property
    def is_late(self) -> bool:
        """Say whether the due date has passed."""
        due = self.release.due_at if self.release else None
        return due is not None and due < timezone.now()

    @property
    def has_mentor(self) -> bool:
        return any(r.via in {Reader.Via.MENTOR, Reader.Via.COVER} for r in self.readers)

    @property
    def has_news(self) -> bool:
        """Say whether there is something that was not submitted yet."""
        return self.base > self.version_revision

    @property
    def word_range(self) -> str:
        return word_range(self.lesson.words_min, self.lesson.words_max) if self.lesson else ""


def place(person: Person, release_id: str, lesson_id: str) -> Place | None:
    """Return where a new page would belong, or None for a place she may not know of.

    Empty ids mean a free page. Two queries.
    """
    if not release_id and not lesson_id:
        return Place()
    if not (release_id.isdecimal() and lesson_id.isdecimal()):
        return None
    if max(len(release_id), len(lesson_id)) > 18:
        return None
    releases = _release(person, timezone.now(), int(release_id))
    if not releases:
        return None
    release = releases[0]
    lessons = Lesson.objects.filter(version=release.version_id, kind=Lesson.Kind.REFLECTION)
    lesson = lessons.defer("facilitator_notes").filter(pk=int(lesson_id)).first()
    return Place(release, lesson) if lesson else None


@prepared
def _release(person: Person, at: datetime, release: int) -> QuerySet[Release]:
    seen = Release.objects.visible_to(person, at=at).filter(pk=release)
    rows = seen.select_related("cohort", "version__module")
    return rows.defer("version__facilitator_notes", "version__references", "version__summary")


def page_for(person: Person, place: Place) -> Entry | None:
    """Return the page she already has for this reflection, if any."""
    if place.release is None:
        return None
    return own(person).filter(release=place.release, lesson=place.lesson).first()


def new_room(person: Person, place: Place, entry_id: UUID | None = None) -> Room:
    """Return an empty writing room with an id of its own. Nothing is created."""
    prompts = list(place.lesson.prompts.all()) if place.lesson else []
    cohort = cohort_of(person, place.release)
    return Room(
        entry_id=entry_id or uuid.uuid4(),
        author=person,
        place=place,
        cohort=cohort,
        readers=readers_for(person, cohort),
        prompts=prompts,
        prompt=prompts[0] if prompts else None,
        is_new=True,
    )


def room(person: Person, entry_id: UUID) -> Room | None:
    """Return the writing room of one of her pages with its newest words, or None."""
    found = _written(person, entry_id)
    return _room(person, found[0]) if found else None


@prepared
def _written(person: Person, entry_id: UUID) -> QuerySet[Entry]:
    newest = beneath(Version, entry=OuterRef("pk")).order_by("-number")
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    return (
        own(person)
        .select_related("draft", "prompt", "lesson", "release__cohort", "release__version__module")
        .defer(
            "lesson__facilitator_notes",
            "lesson__body",
            "release__version__facilitator_notes",
            "release__version__references",
            "release__version__summary",
        )
        .annotate(
            version_number=Subquery(newest.values("number")[:1]),
            version_revision=Subquery(newest.values("revision")[:1]),
            title=Subquery(text.values("title")[:1]),
            body=Subquery(text.values("body")[:1]),
            saved_at=Subquery(text.values("saved_at")[:1]),
        )
        .filter(pk=entry_id)
    )


def _room(person: Person, entry: Any) -> Room:
    cohort = cohort_of(person, entry.release)
    # Once submitted the prompt stays: the mentor read the words under it.
    choosing = entry.lesson is not None and not entry.version_number
    return Room(
        entry_id=entry.pk,
        author=person,
        place=Place(entry.release, entry.lesson),
        cohort=cohort,
        readers=readers_for(person, cohort),
        title=entry.title or "",
        body=entry.body or "",
        base=entry.draft.revision if entry.draft else 0,
        words=entry.draft.words if entry.draft else 0,
        saved_at=entry.saved_at,
        prompts=list(entry.lesson.prompts.all()) if choosing else [],
        prompt=entry.prompt,
        version_number=entry.version_number or 0,
        version_revision=entry.version_revision or 0,
    )


def earlier_texts(person: Person, entry_id: UUID) -> QuerySet[DraftText]:
    """Return the acknowledged states of one of her drafts, the newest first."""
    rows = beneath(DraftText, draft__entry__in=own(person).filter(pk=entry_id))
    return rows.order_by("-revision")


# ------------------------------------------------------------------ a submitted page
@dataclass
class Sheet:
    """A submitted page as it is read: one version, what was said about it, and who read it."""

    entry: Entry
    version: Version
    versions: list[Version]
    standing: Standing
    remarks: list[Remark]
    replies: list[Reply]
    messages: list[Message]
    readers: list[NamedReader] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    may_ask: NamedReader | None = None

    @property
    def title(self) -> str:
        name = self.version.prompt.name if self.version.prompt else ""
        return named_or(self.version.text.title, name)

    @property
    def is_latest(self) -> bool:
        return self.version == self.versions[-1]


def _said(version: Version) -> tuple[list[Remark], list[Reply], list[Message]]:
    """Return what was sent about a version: remarks, replies and messages.

    Three queries, or one where no reply was sent: remarks go out with a reply, and messages
    follow one.
    """
    answers = _answers(version.pk)
    if not answers:
        return [], [], []
    return _remarks(version.pk), answers, _messages(version.pk)


@prepared
def _answers(version: UUID) -> QuerySet[Reply]:
    sent = beneath(Reply, version=version, sent_at__isnull=False)
    return sent.select_related("author", "text").order_by("sent_at")


@prepared
def _remarks(version: UUID) -> QuerySet[Remark]:
    sent = beneath(Remark, version=version, sent_at__isnull=False)
    return sent.select_related("author", "text")


@prepared
def _messages(version: UUID) -> QuerySet[Message]:
    return beneath(Message, version=version).select_related("author", "text")


def own_entry(person: Person, entry_id: UUID) -> Entry | None:
    """Return one of her own pages, or None."""
    return next(iter(_own_entry(person, entry_id)), None)


@prepared
def _own_entry(person: Person, entry_id: UUID) -> QuerySet[Entry]:
    return own(person).select_related("draft").filter(pk=entry_id)


@prepared
def _versions_of_one(person: Person, entry_id: UUID) -> QuerySet[Version]:
    mine = _own_versions(person).filter(entry=entry_id)
    return mine.select_related("prompt", "cohort", "text", "entry__draft").order_by("number")


@prepared
def _readings(entry_id: UUID) -> QuerySet[Reading]:
    readings = beneath(Reading, entry=entry_id).select_related("person")
    return readings.order_by("-at")[:MOST_READINGS]


def sheet(person: Person, entry_id: UUID, number: int | None = None) -> Sheet | None:
    """Return her own submitted page (version ``number``, else the newest) as she reads it.

    None when there is no such version. At most seven queries.
    """
    versions = _versions_of_one(person, entry_id)
    wanted = [version for version in versions if number in (None, version.number)]
    if not wanted:
        return None
    for version in versions:
        version.entry.author = person
    found = _sheet(wanted[-1], versions)
    found.readers = now_reading(found.version)
    found.readings = _readings(entry_id)
    found.standing = replace(found.standing, **_held(found))
    return found


def _held(sheet: Sheet) -> dict[str, Any]:
    """Return the state of an unanswered page, now that its readers are known."""
    if sheet.replies:
        return {}
    return {"state": State.WAITING if sheet.readers else State.NOBODY}


def _sheet(version: Version, versions: list[Version]) -> Sheet:
    remarks, replies, messages = _said(version)
    entry, answered = version.entry, replies[0] if replies else None
    return Sheet(
        entry=entry,
        version=version,
        versions=versions,
        standing=standing(
            draft_revision=entry.draft.revision if entry.draft else 0,
            version_revision=version.revision,
            submitted_at=version.submitted_at,
            answered_at=answered.sent_at if answered else None,
            seen_at=answered.seen_at if answered else None,
        ),
        remarks=remarks,
        replies=replies,
        messages=messages,
    )


def now_reading(version: Version) -> list[NamedReader]:
    """Return who but the author can open this version now, from the rule itself. One query."""
    author = version.entry.author_id
    rows = _audience(version.pk, author, timezone.now())
    return [NamedReader(one, one.via or "") for one in rows if one.pk != author]


@prepared
def _audience(version: UUID, author: UUID, at: datetime) -> QuerySet[Person]:
    """Return everybody who may read a version, with ``via``: how the button named them."""
    named = beneath(Reader, version=version, person=OuterRef("pk")).order_by("-since")
    people = audience(_known(version, author), at=at).order_by("name")
    return people.annotate(via=Subquery(named.values("via")[:1]))


def _known(version: UUID, author: UUID) -> Version:
    """Return a version of which nothing else is known; a rule that asks for more fails loudly."""
    row = Version.from_db("default", ["id"], [version])
    entry = Entry.from_db("default", ["author_id"], [author])
    Version._meta.get_field("entry").set_cached_value(row, entry)
    return row


def audience_of(version: Version) -> list[Person]:
    """Return everybody who may read this version at this moment, by name. One query."""
    return _audience(version.pk, version.entry.author_id, timezone.now())


def mentor_to_ask(sheet: Sheet) -> NamedReader | None:
    """Return the current mentor if she may not read this unanswered page but could be let.

    One query, none where it was answered.
    """
    if sheet.replies or not sheet.is_latest:
        return None
    mentors = mentors_for(sheet.entry.author, sheet.version.cohort)
    return next((m for m in mentors if not _reads(m.person.pk, sheet.readers)), None)


def shared_sheet(person: Person, entry_id: UUID) -> Sheet | None:
    """Return the newest version of another's page that ``person`` may read, or None.

    The version is annotated with ``may_answer``. At most four queries.
    """
    rows = Version.objects.visible_to(person).filter(entry=entry_id).with_right("answer", person)
    version = (
        rows.select_related("prompt", "entry__author", "entry__draft", "text")
        .order_by("-number")
        .first()
    )
    return _sheet(version, [version]) if version is not None else None
