"""Last year of the demo school: a cohort that has ended, whose words were deleted since.

What is left are rows: that something was submitted, passed, answered, and when. It is what the
evidence counts, and there is nothing in it to read.
"""

import uuid
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Cohort, Membership, Mentoring, Person
from config.demo.parts import NAMES, day, id_of, written
from config.demo.people import Everybody
from curriculum.models import Lesson, ModuleVersion, Release
from reflections.models import Entry, Pass, Reply, Version

Role = Membership.Role
SHOWN = ("slug", "name", "programme_year", "first_day", "time_zone")
# How long after its date a page could still be submitted.
OPEN_FOR = 14


def load(everybody: Everybody) -> int:
    """Make the cohort that ended, unless it exists; return how many pages it once held."""
    plan = written("last_year")
    if Cohort.objects.filter(slug=plan["slug"]).exists():
        return 0
    zone = ZoneInfo(plan["time_zone"])
    ended = _at(plan["archived"], zone)
    cohort = Cohort.objects.create(
        archived_at=ended,
        **{name: plan[name] for name in SHOWN},
    )
    span = {"starts_at": _at(plan["began"], zone), "ends_at": ended}
    _seat(cohort, everybody.people[plan["lead"]], Role.LEAD, span)
    pairs: list[tuple[Person, Person]] = []
    for part in plan["mentoring"]:
        mentor = everybody.people[part["mentor"]]
        _seat(cohort, mentor, Role.MENTOR, span)
        pairs += [(everybody.people[email], mentor) for email in part["students"]]
    for student, mentor in pairs:
        _seat(cohort, student, Role.STUDENT, span)
        Mentoring.objects.create(mentor=mentor, student=student, cohort=cohort, **span)
    return sum(_piece(cohort, part, pairs, ended) for part in plan["releases"])


def _at(offset: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day(offset, zone.key), time(12), tzinfo=zone)


def _seat(cohort: Cohort, person: Person, role: str, span: dict[str, datetime]) -> None:
    Membership.objects.create(person=person, cohort=cohort, role=role, **span)


def _chance(*names: Any) -> int:
    """Return a number from 0 to 99 that is the same in every demo school."""
    return uuid.uuid5(NAMES, ":".join(map(str, names))).int % 100


def _piece(
    cohort: Cohort, part: dict[str, Any], pairs: list[tuple[Person, Person]], ended: datetime
) -> int:
    """Release one module, and let nearly everybody have written, and been answered."""
    versions = ModuleVersion.objects.filter(module__slug=part["module"], number__isnull=False)
    version = versions.order_by("-number").first()
    if version is None:
        return 0
    release = Release.objects.create(
        version=version,
        cohort=cohort,
        opens_on=day(part["opens"], cohort.time_zone),
        due_on=day(part["due"], cohort.time_zone),
        closes_on=day(part["due"] + OPEN_FOR, cohort.time_zone),
    )
    lessons = version.lessons.filter(kind=Lesson.Kind.REFLECTION)
    lesson = lessons.order_by("position").first()
    if lesson is None:
        return 0
    made = 0
    for student, mentor in pairs:
        chance = _chance("what", part["module"], student.email)
        if chance < 6:
            continue
        if chance < 12:
            Pass.objects.create(
                person=student,
                release=release,
                lesson_key=lesson.key,
                taken_at=release.due_at - timedelta(days=1),
            )
            continue
        _page(release, lesson, student, mentor, ended)
        made += 1
    return made


def _page(
    release: Release, lesson: Lesson, student: Person, mentor: Person, ended: datetime
) -> None:
    """Keep that a page was submitted and answered; its words went with the year."""
    key = f"{release.version.module.slug}:{student.email}"
    early = timedelta(hours=1 + _chance("early", key))
    submitted = release.due_at - early
    entry = Entry.objects.create(
        pk=id_of("last year", key),
        author=student,
        release=release,
        lesson=lesson,
        prompt=lesson.prompts.order_by("position").first(),
        started_at=submitted - timedelta(days=1),
        gone_at=ended,
    )
    version = Version.objects.create(
        entry=entry,
        number=1,
        prompt=entry.prompt,
        cohort=release.cohort,
        submitted_at=submitted,
        revision=1,
        words=150 + _chance("words", key),
    )
    chance = _chance("answered", key)
    if chance < 4:
        return
    # Most within the week that is promised, a few later.
    days = chance % 7 if chance < 88 else 7 + chance % 6
    sent = submitted + timedelta(days=days, hours=3)
    Reply.objects.create(
        version=version,
        author=mentor,
        begun_at=sent - timedelta(minutes=12),
        sent_at=sent,
        seen_at=sent + timedelta(hours=5),
        length=12 + _chance("length", key),
    )
