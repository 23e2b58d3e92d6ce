"""The writing room: an empty page, or one of hers with its newest words."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import Cohort, DraftText, Person
from accounts.prepared import prepared
from curriculum.models import Lesson, PageForm, Prompt, Release, ReleaseChange, ShelfPrompt
from curriculum.queries import extend, with_extension
from reflections import shapes
from reflections.carrying import Waiting
from reflections.models import Entry, Reader, Version
from reflections.parts import beneath
from reflections.queries.audiences import reading_page
from reflections.queries.own_pages import own, own_passes, word_range
from reflections.queries.pictures import number_on_the_page
from reflections.queries.remarks import beside_draft
from reflections.queries.sharing import Shared, shared_columns, shared_of
from reflections.readers import NamedReader, cohort_of, readers_for


@dataclass(frozen=True)
class Place:
    """Where a page belongs: a reflection of a release, or nowhere (a free page)."""

    release: Release | None = None
    lesson: Lesson | None = None
    # She passed on it. Writing takes nothing away, and nothing is asked.
    is_passed: bool = False


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
    # A page of her own may begin from a prompt of the shelf; its words stay with the page.
    shelf: list[ShelfPrompt] = field(default_factory=list)
    begun_from: str = ""
    form: str = PageForm.FREE
    # Of a letter its author closed: the day before which she asked not to be shown it.
    closed_until: date | None = None
    is_new: bool = False
    # The number of the newest submitted version, 0 without one.
    version_number: int = 0
    version_revision: int = 0
    # How many pictures hang on the draft.
    pictures: int = 0
    # Who can read what she submitted of it, and what is shared of it; a draft is hers alone.
    reading: list[NamedReader] = field(default_factory=list)
    # What was remarked on the newest answered version, to revise with.
    said: list[Waiting] = field(default_factory=list)
    shared: Shared | None = None

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
        """Say whether what is submitted now is late."""
        return self.release is not None and self.release.is_late

    @property
    def pass_url(self) -> str:
        """Return where she may pass on this reflection; nothing for a page of her own."""
        if self.release is None or self.lesson is None:
            return ""
        return f"{reverse('reflection_pass')}?release={self.release.pk}&lesson={self.lesson.pk}"

    @property
    def has_mentor(self) -> bool:
        return any(r.via != Reader.Via.LEAD for r in self.readers)

    @property
    def has_news(self) -> bool:
        """Say whether there is something that was not submitted yet."""
        return self.base > self.version_revision

    @property
    def forms(self) -> list[Any]:
        """Return the forms she may choose from; none once it was submitted."""
        return [] if self.version_number else PageForm.choices

    @property
    def form_name(self) -> str:
        return str(PageForm(self.form).label)

    @property
    def parts(self) -> str:
        """Return the three headings of a parallel page, as they stand on an empty one."""
        return shapes.parallel_sheet()

    @property
    def has_parts(self) -> bool:
        return shapes.with_parts(self.body) == self.body

    @property
    def words_left(self) -> str:
        return shapes.left_said(self.body)

    @property
    def proposals(self) -> str:
        """Return which form each prompt proposes, for the page's script: "12:letter 13:free"."""
        offered: list[Prompt | ShelfPrompt] = [*self.prompts, *self.shelf]
        pairs = [(one.pk, shapes.proposed_by(one, self.lesson)) for one in offered]
        return " ".join(f"{pk}:{form or PageForm.FREE}" for pk, form in pairs)

    @property
    def minutes(self) -> int:
        """Return how long it may take."""
        begun = next((one for one in self.shelf if one.text == self.begun_from), None)
        asks = self.lesson or begun
        return shapes.minutes(
            form=self.form,
            planned=self.lesson.minutes if self.lesson else None,
            low=asks.words_min if asks else None,
            high=asks.words_max if asks else None,
        )

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
    passes = own_passes(person).filter(release=release, lesson_key=OuterRef("key"))
    # A page opened before the cohort was given another version is still begun where it stood.
    before = ReleaseChange.objects.filter(release=release).values("from_version")
    of = Q(version=release.version_id) | Q(version__in=before)
    lessons = Lesson.objects.filter(of, kind=Lesson.Kind.REFLECTION)
    lessons = lessons.defer("facilitator_notes").annotate(is_passed=Exists(passes))
    lesson = lessons.filter(pk=int(lesson_id)).first()
    return Place(release, lesson, lesson.is_passed) if lesson else None


@prepared
def _release(person: Person, at: datetime, release: int) -> QuerySet[Release]:
    seen = Release.objects.visible_to(person, at=at).filter(pk=release)
    rows = with_extension(seen, person).select_related("cohort", "version__module")
    return rows.defer("version__facilitator_notes", "version__references", "version__summary")


def page_for(person: Person, place: Place) -> Entry | None:
    """Return the page she already has for this reflection, if any."""
    if place.release is None or place.lesson is None:
        return None
    return own(person).filter(release=place.release, lesson__key=place.lesson.key).first()


def new_room(person: Person, place: Place, entry_id: UUID | None = None, form: str = "") -> Room:
    """Return an empty writing room with an id of its own. Nothing is created."""
    prompts = _prompts_of(place.lesson) if place.lesson else []
    first = prompts[0] if prompts else None
    form = shapes.known(form) or shapes.proposed_by(first, place.lesson) or PageForm.FREE
    cohort = cohort_of(person, place.release)
    return Room(
        entry_id=entry_id or uuid.uuid4(),
        author=person,
        place=place,
        cohort=cohort,
        readers=readers_for(person, cohort),
        prompts=prompts,
        prompt=first,
        form=form,
        body=shapes.begun(form),
        shelf=[] if place.lesson else _shelf(person),
        is_new=True,
    )


def room(person: Person, entry_id: UUID) -> Room | None:
    """Return the writing room of one of her pages with its newest words, or None."""
    found = _written(person, entry_id, timezone.now())
    return _room(person, found[0]) if found else None


@prepared
def _written(person: Person, entry_id: UUID, at: datetime) -> QuerySet[Entry]:
    newest = beneath(Version, entry=OuterRef("pk")).order_by("-number")
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    passes = own_passes(person).filter(
        release=OuterRef("release"), lesson_key=OuterRef("lesson__key")
    )
    return (
        with_extension(own(person), person, release="release")
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
            is_passed=Exists(passes),
            picture_count=number_on_the_page(),
            **shared_columns(at),
        )
        .filter(pk=entry_id)
    )


def _room(person: Person, entry: Any) -> Room:
    extend(entry.release, entry)
    cohort = cohort_of(person, entry.release)
    # Once submitted the prompt stays: the mentor read the words under it.
    choosing = entry.lesson is not None and not entry.version_number
    return Room(
        entry_id=entry.pk,
        author=person,
        place=Place(entry.release, entry.lesson, entry.is_passed),
        cohort=cohort,
        readers=readers_for(person, cohort),
        title=entry.title or "",
        body=entry.body or "",
        base=entry.draft.revision if entry.draft else 0,
        words=entry.draft.words if entry.draft else 0,
        saved_at=entry.saved_at,
        prompts=_prompts_of(entry.lesson) if choosing else [],
        prompt=entry.prompt,
        shelf=[] if entry.lesson or entry.version_number else _shelf(person),
        begun_from=entry.begun_from,
        form=entry.form,
        closed_until=entry.closed_until if entry.is_closed else None,
        version_number=entry.version_number or 0,
        version_revision=entry.version_revision or 0,
        pictures=entry.picture_count,
        reading=reading_page(entry.pk, person.pk) if entry.version_number else [],
        said=beside_draft(entry.pk, entry.body or "") if entry.version_number else [],
        shared=shared_of(entry),
    )


def _prompts_of(lesson: Lesson) -> list[Prompt]:
    prompts = _prompts(lesson.pk)
    for prompt in prompts:
        prompt.lesson = lesson
    return prompts


@prepared
def _prompts(lesson: int) -> QuerySet[Prompt]:
    return Prompt.objects.filter(lesson=lesson)


def _shelf(person: Person) -> list[ShelfPrompt]:
    """Return the prompts a page of her own may begin from. One query."""
    rows = ShelfPrompt.objects.visible_to(person)
    return list(rows.order_by("course", "position", "pk"))
