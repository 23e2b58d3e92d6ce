"""What a cohort is given, and what it does with it."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts import words
from accounts.models import (
    Cohort,
    Group,
    Person,
)
from curriculum.models import (
    Attendance,
    Completion,
    Extension,
    Lesson,
    LessonStep,
    ModuleVersion,
    Release,
    ReleaseChange,
    SkipWeek,
)
from reflections.models import (
    Answer,
    AnswerText,
    Pass,
)
from tests.make.basics import ago, draft
from tests.make.courses import course, lesson, module, module_version, prompt, step


def release(*, version: ModuleVersion, cohort: Cohort, **fields: Any) -> Release:
    today = timezone.localdate()
    base = {
        "opens_on": today - timedelta(days=14),
        "opens_time": time(6, 0),
        "due_on": today + timedelta(days=5),
    }
    return Release.objects.create(version=version, cohort=cohort, **(base | fields))


def skip_week(*, cohort: Cohort, **fields: Any) -> SkipWeek:
    today = timezone.localdate()
    base = {"starts_on": today, "ends_on": today + timedelta(days=6), "reason": "exams"}
    return SkipWeek.objects.create(cohort=cohort, **(base | fields))


def extension(
    *, release: Release, person: Person, granted_by: Person, days: int = 7, **fields: Any
) -> Extension:
    base = {"due_on": (release.due_on or timezone.localdate()) + timedelta(days=days)}
    return Extension.objects.create(
        release=release, person=person, granted_by=granted_by, **(base | fields)
    )


def a_pass(*, person: Person, release: Release, **fields: Any) -> Pass:
    base = {"lesson_key": reflection_of(release).key}
    return Pass.objects.create(person=person, release=release, **(base | fields))


def completion(*, person: Person, release: Release, lesson: Lesson) -> Completion:
    return Completion.objects.create(person=person, release=release, lesson_key=lesson.key)


def attendance(
    *, person: Person, release: Release, lesson: Lesson, by: Person, **fields: Any
) -> Attendance:
    base = {"held_on": timezone.localdate(), "recorded_by": by, "lesson_key": lesson.key}
    return Attendance.objects.create(person=person, release=release, **(base | fields))


def story(*, release: Release, questions: int = 2, **fields: Any) -> Lesson:
    """Make a patient's story with questions in the released module."""
    made = lesson(version=release.version, kind="narrative", **fields)
    for number in range(1, questions + 1):
        step(lesson=made, text=f"Question {number}?")
    return made


def answer(
    *,
    author: Person,
    release: Release,
    step: LessonStep,
    body: str = "An answer.",
    given: bool = True,
    group: Group | None = None,
) -> Answer:
    """Make an answer to a story's question; ``given`` to ``group`` or to the whole cohort."""
    made = Answer.objects.create(
        author=author,
        release=release,
        lesson_key=step.lesson.key,
        step_key=step.key,
        draft=draft(author=author, body=body),
        group=group,
        given_at=ago(hours=1) if given else None,
    )
    if given:
        sha256 = words.fingerprint("", body)
        AnswerText.objects.create(answer=made, body=body, sha256=sha256)
    return made


def release_change(
    *, release: Release, by: Person, to: ModuleVersion | None = None, **fields: Any
) -> ReleaseChange:
    """Say that a release was given another version (here the same one, unless named)."""
    base = {"from_version": release.version, "note": "A clearer prompt."}
    to = to or release.version
    return ReleaseChange.objects.create(release=release, to_version=to, by=by, **(base | fields))


def taught(*, cohort: Cohort, owner: Person | None = None, **fields: Any) -> Release:
    """Make a course with one module, a reading and a reflection, and release it to ``cohort``."""
    version = module_version(module=module(course=course(owner=owner)))
    lesson(version=version, kind="reading")
    reflection = lesson(version=version, kind="reflection", title="Reflection")
    prompt(lesson=reflection)
    return release(version=version, cohort=cohort, **fields)


def reflection_of(release: Release) -> Lesson:
    """Return the reflection lesson of a release."""
    return release.version.lessons.get(kind="reflection")
