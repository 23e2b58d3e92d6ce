"""What comes next for her, and where she stands with each reflection of a module."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Person
from accounts.prepared import prepared
from curriculum.activities import Status
from curriculum.models import Lesson, Prompt, Release
from curriculum.queries import OWN_DUE, with_extension
from reflections.models import Entry, Reply, Version
from reflections.parts import beneath
from reflections.queries.own_pages import own, own_passes, word_range


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
    def word_range(self) -> str:
        return word_range(self.words_min, self.words_max)

    @property
    def pass_url(self) -> str:
        return f"{reverse('reflection_pass')}?release={self.release.pk}&lesson={self.lesson_id}"

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
    # By key: a page stays hers when her cohort was given another version of the module.
    mine = own(person).filter(release=OuterRef("pk"), lesson__key=OuterRef("lesson_key"))
    prompts = Prompt.objects.filter(lesson=OuterRef("lesson_pk")).order_by("position", "pk")
    sent = beneath(
        Version,
        entry__author=person,
        entry__release=OuterRef("pk"),
        entry__lesson__key=OuterRef("lesson_key"),
    )
    # More time of her own reaches past the closing.
    open_now = Q(closes_at__isnull=True) | Q(closes_at__gt=at) | Q(extended_at__gt=at)
    passed = own_passes(person).filter(release=OuterRef("pk"), lesson_key=OuterRef("lesson_key"))
    return (
        with_extension(Release.objects.all(), person)
        .filter(
            open_now,
            cohort__in=seats.values("cohort"),
            opens_at__lte=at,
            version__lessons__kind=Lesson.Kind.REFLECTION,
        )
        .select_related("version", "cohort")
        .defer("version__facilitator_notes", "version__references", "version__summary")
        .annotate(
            own_due=OWN_DUE,
            lesson_pk=F("version__lessons__pk"),
            lesson_key=F("version__lessons__key"),
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
        .filter(~Exists(sent), ~Exists(passed))
        .order_by(F("entry_id").asc(nulls_last=True), F("own_due").asc(nulls_last=True), "opens_at")
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
PASSED: str | Promise = gettext_lazy("You passed on this one")


@prepared
def _begun(person: Person, release: int) -> QuerySet[Entry]:
    """Return her pages of a release: id, lesson, whether submitted, whether answered.

    And her passes, each as the key of a lesson in place of the id, without a lesson. One statement.
    """
    versions = beneath(Version, entry=OuterRef("pk"))
    newer = beneath(
        Version, entry=OuterRef("version__entry"), number__gt=OuterRef("version__number")
    )
    answer = beneath(Reply, version__entry=OuterRef("pk"), sent_at__isnull=False).filter(
        ~Exists(newer)
    )
    rows = own(person).filter(release=release)
    passes = own_passes(person).filter(release=release)
    neither = Value(False, output_field=BooleanField())
    nothing = Cast(Value(None), output_field=UUIDField())
    return rows.values_list("pk", "lesson__key", Exists(versions), Exists(answer)).union(
        passes.values_list("lesson_key", nothing, neither, neither), all=True
    )


def statuses_of_lessons(
    person: Person, release: Release, lessons: Iterable[Lesson]
) -> dict[int, Status]:
    """Return where ``person`` stands with each of these reflections that she began. One query."""
    wanted = {lesson.key: lesson.pk for lesson in lessons}
    rows = _begun(person, release.pk)
    passed = {pk for pk, key, _sent, _answered in rows if key is None}
    found = {
        pk: Status(is_done=True, said=PASSED, url="") for key, pk in wanted.items() if key in passed
    }
    for pk, key, sent, is_answered in rows:
        lesson = wanted.get(key)
        if lesson is None or (lesson in found and not sent):
            continue
        said = REPLIED if is_answered else SENT if sent else BEGUN
        url = reverse("entry" if sent else "entry_write", args=[pk])
        found[lesson] = Status(is_done=sent, said=said, url=url)
    return found
