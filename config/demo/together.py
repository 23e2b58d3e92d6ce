"""What the people of the demo school share: groups, circles that were held, answers to a story."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts import words
from accounts.models import Draft, DraftText, Group, GroupMembership, Person
from config.demo.parts import day, id_of, moment, written
from config.demo.people import JOINED, Everybody
from curriculum.models import Attendance, Lesson, Release
from reflections.models import Answer, AnswerText


def load(everybody: Everybody) -> int:
    """Make what does not exist yet; return how many answers are new."""
    parts = written("together")
    for part in parts["groups"]:
        group(part, everybody)
    for part in parts["circles"]:
        circle(part, everybody)
    return sum(answer(part, everybody) for part in parts["answers"])


def _person(everybody: Everybody, name: str) -> Person:
    return everybody.people[f"{name}@alderbrook.example"]


def group(part: dict[str, Any], everybody: Everybody) -> None:
    """Make a group with its people; one that exists is left as it is."""
    made, is_new = Group.objects.get_or_create(
        cohort=everybody.cohorts[part["cohort"]],
        name=part["name"],
        defaults={"kind": part.get("kind", Group.Kind.MENTOR_GROUP)},
    )
    if is_new:
        began = timezone.now() - JOINED + timedelta(days=1)
        GroupMembership.objects.bulk_create(
            GroupMembership(group=made, person=_person(everybody, name), starts_at=began)
            for name in part["students"]
        )


def _lesson(part: dict[str, Any], everybody: Everybody) -> tuple[Release, Lesson] | None:
    """Return the release and the lesson a part names; None where the plan holds neither."""
    cohort = everybody.cohorts[part["cohort"]]
    releases = Release.objects.filter(
        cohort=cohort, version__module__slug=part["module"], block=part.get("block", "")
    )
    release = releases.order_by("pk").first()
    lesson = release and Lesson.objects.filter(version=release.version, slug=part["lesson"]).first()
    return (release, lesson) if release and lesson else None


def circle(part: dict[str, Any], everybody: Everybody) -> None:
    """Note who was there, unless anybody noted something of that circle before."""
    place = _lesson(part, everybody)
    if place is None:
        return
    release, lesson = place
    held = {"release": release, "lesson_key": lesson.key}
    if not Attendance.objects.filter(**held).exists():
        Attendance.objects.bulk_create(
            Attendance(
                **held,
                person=_person(everybody, name),
                held_on=day(part["day"], release.time_zone),
                recorded_by=_person(everybody, part["noted_by"]),
            )
            for name in part["students"]
        )


def answer(part: dict[str, Any], everybody: Everybody) -> bool:
    """Write one answer that does not exist yet, and give it to the group if it was given."""
    place, author = _lesson(part, everybody), _person(everybody, part["student"])
    pk = id_of("answer", part["id"])
    if place is None or Answer.objects.filter(pk=pk).exists():
        return False
    release, lesson = place
    step = lesson.steps.order_by("position", "pk")[part["question"] - 1]
    if Answer.objects.filter(author=author, release=release, step_key=step.key).exists():
        return False
    at = moment(part["day"], author.time_zone, part["id"])
    draft = _draft(part, author, at)
    is_given = part.get("is_given", False)
    made = Answer.objects.create(
        pk=pk,
        author=author,
        release=release,
        lesson_key=lesson.key,
        step_key=step.key,
        draft=draft,
        begun_at=at,
        given_at=at if is_given else None,
        group=_group_of(author, release) if is_given else None,
    )
    if is_given:
        text = draft.texts.get()
        AnswerText.objects.create(answer=made, body=text.body, sha256=text.sha256)
    return True


def _draft(part: dict[str, Any], author: Person, at: datetime) -> Draft:
    body = part["body"].strip()
    draft = Draft.objects.create(
        pk=id_of("draft", part["id"]),
        author=author,
        revision=1,
        words=words.count(body),
        created_at=at,
        updated_at=at,
    )
    DraftText.objects.create(
        draft=draft,
        revision=1,
        save_id=id_of("save", part["id"]),
        title="",
        body=body,
        sha256=words.fingerprint("", body),
        saved_at=at,
    )
    return draft


def _group_of(author: Person, release: Release) -> Group | None:
    mine = Group.objects.filter(cohort=release.cohort, kind=Group.Kind.MENTOR_GROUP)
    return mine.filter(memberships__person=author).order_by("pk").first()
