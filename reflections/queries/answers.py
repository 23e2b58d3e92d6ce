"""The close-reading questions of a story: one's own answers, who will read them, and theirs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.apart import barred
from accounts.models import DraftText, Group, GroupMembership, Membership, Person
from accounts.prepared import prepared
from curriculum.models import Lesson, LessonStep, Release, ReleaseChange
from curriculum.queries import with_extension
from reflections.models import Answer
from reflections.parts import beneath

Role = Membership.Role


@dataclass(frozen=True)
class Said:
    """One answer as its readers see it; of one's own also where its draft stands."""

    author: str
    body: str
    given_at: datetime | None
    revision: int = 0
    saved_at: datetime | None = None


@dataclass(frozen=True)
class Question:
    """One question, what she wrote to it, and what she may read of the others."""

    step: LessonStep
    own: Said | None
    others: list[Said] = field(default_factory=list)

    @property
    def is_given(self) -> bool:
        return self.own is not None and self.own.given_at is not None


@dataclass(frozen=True)
class Company:
    """The company a story is read in: its questions, and the people by name."""

    release: Release
    questions: list[Question]
    readers: list[str]
    # The name of her mentor group; empty where the whole cohort reads.
    group: str
    at: datetime
    # Her answers to questions that are not asked any more; they stay hers to read.
    earlier: list[Question] = field(default_factory=list)

    @property
    def has_begun(self) -> bool:
        """Say whether she wrote to any of the questions."""
        return any(question.own for question in self.questions)

    @property
    def is_due(self) -> bool:
        due = self.release.due_at
        return due is not None and due <= self.at

    @property
    def is_open(self) -> bool:
        """Say whether answers reach the others at once: the date has passed, or there is none."""
        return self.release.due_at is None or self.is_due


def company(person: Person, release: Release, lesson: Lesson) -> Company | None:
    """Return what a student of the release's cohort meets under a story. One query.

    None for anybody else. The lesson's steps must be in hand.
    """
    at = timezone.now()
    said: dict[UUID, list[Said]] = defaultdict(list)
    own: dict[UUID, Said] = {}
    asked: list[LessonStep] = []
    readers, group, is_here = [], "", False
    for step, who, name, body, given_at, revision, saved_at in _rows(
        person, release.pk, release.cohort_id, lesson.key, at
    ):
        if step is None:
            group, is_here = body or "", is_here or who == person.pk
            readers += [name] if who != person.pk else []
        elif who is None:
            asked.append(LessonStep(pk=revision, key=step, text=body))
        elif who == person.pk:
            own[step] = Said(name, body or "", given_at, revision, saved_at)
        else:
            said[step].append(Said(name, body, given_at))
    if not is_here:
        return None
    questions = [Question(s, own.get(s.key), _in_turn(said[s.key])) for s in lesson.steps.all()]
    return Company(
        release, questions, sorted(readers), group, at, _no_longer_asked(lesson, own, asked)
    )


def _no_longer_asked(
    lesson: Lesson, own: dict[UUID, Said], asked: Iterable[LessonStep]
) -> list[Question]:
    """Return her answers to questions that the version her cohort has now does not ask.

    ``asked``: what any version asks.
    """
    gone = {key for key, said in own.items() if said.body} - {s.key for s in lesson.steps.all()}
    newest = {step.key: step for step in sorted(asked, key=lambda one: one.pk)}
    return [Question(step, own[key]) for key, step in newest.items() if key in gone]


def _in_turn(said: Iterable[Said]) -> list[Said]:
    return sorted(said, key=lambda one: (one.given_at, one.author))


@prepared
def _rows(person: Person, release: int, cohort: int, lesson: UUID, at: datetime) -> QuerySet[Any]:
    """Return the answers she may read, under no question the people who would read hers, and of
    nobody the questions that any version of the lesson asks.
    """
    newest = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    # Whatever of others the rule shows was given and has its text; a draft's words are one's own.
    words = Coalesce("text__body", Subquery(newest.values("body")[:1]))
    answers = (
        Answer.objects.visible_to(person, at=at)
        .filter(release=release, lesson_key=lesson)
        .annotate(words=words)
        .values_list(
            "step_key",
            "author",
            "author__name",
            "words",
            "given_at",
            "draft__revision",
            "draft__updated_at",
        )
    )
    people = students_with(person, cohort, at).annotate(
        no_step=Value(None, UUIDField()),
        no_moment=Value(None, DateTimeField()),
        no_number=Value(None, IntegerField()),
        no_save=Value(None, DateTimeField()),
    )
    columns = ("person", "person__name", "group_name", "no_moment", "no_number", "no_save")
    questions = (
        LessonStep.objects.filter(lesson__key=lesson)
        .order_by()
        .annotate(
            nobody=Value(None, UUIDField()),
            no_name=Value(None, TextField()),
            no_moment=Value(None, DateTimeField()),
            no_save=Value(None, DateTimeField()),
        )
    )
    of_nobody = questions.values_list(
        "key", "nobody", "no_name", "text", "no_moment", "pk", "no_save"
    )
    return answers.union(people.values_list("no_step", *columns), of_nobody, all=True)


def students_with(person: Person, cohort: int, at: datetime) -> QuerySet[Membership]:
    """Return the seats of the students ``person`` would give an answer to, her own among them.

    Those of her mentor group, or of the whole cohort where she is in none; ``group_name`` says
    which. Nobody who must not be matched with her.
    """
    mine = mentor_groups(person, cohort, at)
    together = GroupMembership.objects.current(at).filter(
        person=OuterRef("person"), group=OuterRef("her_group")
    )
    return (
        Membership.objects.current(at)
        .filter(cohort=cohort, role=Role.STUDENT, person__is_active=True)
        .exclude(barred(person, "person", at))
        .annotate(
            her_group=Subquery(mine.values("group")[:1]),
            group_name=Subquery(mine.values("group__name")[:1]),
        )
        .filter(Q(her_group__isnull=True) | Exists(together))
    )


def mentor_groups(person: Person, cohort: int, at: datetime) -> QuerySet[GroupMembership]:
    """Return her current places in mentor groups of a cohort, the newest first."""
    kind = Group.Kind.MENTOR_GROUP
    rows = GroupMembership.objects.current(at).filter(
        person=person, group__cohort=cohort, group__kind=kind
    )
    return rows.order_by("-starts_at", "-pk")


@dataclass(frozen=True)
class Asked:
    """A question of a story that a student of the cohort may answer in this release."""

    release: Release
    step: LessonStep

    @property
    def lesson(self) -> Lesson:
        return self.step.lesson


def asked(person: Person, release_id: int, step_key: UUID) -> Asked | None:
    """Return the question with this key in a release open to her as a student. Two queries."""
    at = timezone.now()
    seats = Membership.objects.current(at).filter(person=person, role=Role.STUDENT)
    rows = Release.objects.visible_to(person, at=at).select_related("version__module", "cohort")
    here = rows.filter(pk=release_id, cohort__in=seats.values("cohort"), opens_at__lte=at)
    release = with_extension(here, person).first()
    if release is None:
        return None
    # A question that was there when she opened the page still takes her words.
    before = ReleaseChange.objects.filter(release=release).values("from_version")
    now = Q(lesson__version=release.version_id)
    steps = LessonStep.objects.filter(
        now | Q(lesson__version__in=before), key=step_key, lesson__kind=Lesson.Kind.NARRATIVE
    )
    steps = steps.order_by(Case(When(now, then=0), default=1), "-pk").select_related("lesson")
    step = steps.defer("lesson__facilitator_notes", "lesson__body").first()
    return Asked(release, step) if step else None


def own_answers(person: Person) -> QuerySet[Answer]:
    """Return the answers ``person`` wrote, given or not."""
    return Answer.objects.visible_to(person, "write").filter(author=person)


def own_answer(person: Person, asked: Asked) -> Answer | None:
    """Return her answer to this question, with its draft."""
    rows = own_answers(person).filter(release=asked.release, step_key=asked.step.key)
    return rows.select_related("draft").first()
