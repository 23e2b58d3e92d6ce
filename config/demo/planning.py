"""What bends the plan of the demo school: weeks to skip, later days, passes."""

from typing import Any

from config.demo.parts import day, moment, written
from config.demo.people import Everybody
from curriculum.models import Extension, Lesson, Release, SkipWeek
from reflections.models import Entry, Pass


def load(everybody: Everybody) -> None:
    """Make what does not exist yet. What people have changed or taken away since stays so."""
    plan = written("plan")
    for slug, parts in plan["skip_weeks"].items():
        cohort = everybody.cohorts[slug]
        if not cohort.skip_weeks.exists():
            SkipWeek.objects.bulk_create(
                SkipWeek(
                    cohort=cohort,
                    starts_on=day(part["from"], cohort.time_zone),
                    ends_on=day(part["until"], cohort.time_zone),
                    reason=part["reason"],
                )
                for part in parts
            )
    for part in plan["extensions"]:
        _extend(part, everybody)
    for part in plan["passes"]:
        _pass(part, everybody)


def _release(part: dict[str, Any], everybody: Everybody) -> Release | None:
    cohort = everybody.cohorts[part["cohort"]]
    found = Release.objects.filter(cohort=cohort, version__module__slug=part["module"])
    return found.order_by("pk").first()


def _is_new(part: dict[str, Any], everybody: Everybody) -> bool:
    """Say whether the student came with this loading: later ones are people's own affair."""
    return f"{part['student']}@alderbrook.example" in everybody.new


def _extend(part: dict[str, Any], everybody: Everybody) -> None:
    release = _release(part, everybody)
    if release is None or not _is_new(part, everybody):
        return
    Extension.objects.create(
        release=release,
        person=everybody.people[f"{part['student']}@alderbrook.example"],
        due_on=day(part["due"], release.time_zone),
        due_time=release.due_time,
        granted_by=everybody.people[f"{part['by']}@alderbrook.example"],
        granted_at=moment(part["day"], release.time_zone, part["student"]),
    )


def _pass(part: dict[str, Any], everybody: Everybody) -> None:
    release = _release(part, everybody)
    if release is None or not _is_new(part, everybody):
        return
    student = everybody.people[f"{part['student']}@alderbrook.example"]
    lessons = Lesson.objects.filter(version=release.version, kind=Lesson.Kind.REFLECTION)
    lesson = lessons.order_by("position").first()
    if lesson and not Entry.objects.filter(author=student, release=release).exists():
        Pass.objects.create(
            person=student,
            release=release,
            lesson_key=lesson.key,
            taken_at=moment(part["day"], student.time_zone, f"pass {part['student']}"),
        )
