"""What comes next for her, and where she stands with each reflection of a module."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Person
from accounts.prepared import prepared
from curriculum.activities import Status
from curriculum.models import Lesson, Prompt, Release
from reflections.models import Entry, Reply, Version
from reflections.parts import beneath
from reflections.queries.own_pages import own, word_range


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
