"""Whom to remind that a reflection is still open: worked out at the moment of the reminder.

Two at most for each release, three days before it is due and on the day. Nobody keeps a list of
who has not written: what stays is, in her own outbox, that she was told.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dates import WEEKDAYS

from accounts import notices
from accounts.models import Membership, Notice, NoticeChoice, Person
from curriculum.calendars import Gap, gap_at
from curriculum.models import Extension, Lesson, Release
from reflections.models import Entry, Pass
from reflections.queries.passing import PER_YEAR, taken_this_year

FIRST, LAST = "reflection_open", "reflection_still_open"
GROUP = "reminders"
BEFORE = timedelta(days=3)
MORNING = time(8)
# What has only just opened is not yet something to be reminded of.
SETTLED = timedelta(days=1)


def remind(now: datetime) -> None:
    """Put the reminders that are due by now into the outbox, each once."""
    soon = Release.objects.filter(
        cohort__archived_at__isnull=True,
        opens_at__lte=now - SETTLED,
        due_at__gt=now,
        due_at__lte=now + BEFORE + timedelta(days=1),
    )
    for release in soon.select_related("cohort", "version"):
        kind = kind_at(release, now)
        if kind:
            people = _open_to(release, now).exclude(pk__in=_left_alone(kind, release))
            notices.tell_each(kind, people=[(person, release, "") for person in people])


def kind_at(release: Release, at: datetime) -> str:
    """Return which of the two reminders of a release may be sent at a moment; "" for none."""
    zone = ZoneInfo(release.time_zone)
    if release.due_at is None or not release.opens_at + SETTLED <= at < release.due_at:
        return ""
    day = release.due_at.astimezone(zone).date()
    gaps = [Gap(row.starts_on, row.ends_on) for row in release.cohort.skip_weeks.all()]
    if gap_at(at.astimezone(zone).date(), gaps):
        return ""
    if _local(day - BEFORE, MORNING, zone) <= at < _local(day, time(), zone):
        return FIRST
    return LAST if _local(day, MORNING, zone) <= at else ""


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone)


def still_open(person: Person, release: Release, kind: str) -> bool:
    """Say whether this reminder may still go to her: it is not too late, nor has she done it."""
    now = timezone.now()
    return kind_at(release, now) == kind and _open_to(release, now).filter(pk=person.pk).exists()


def _open_to(release: Release, at: datetime) -> QuerySet[Person]:
    """Return the students a reflection of this release is open to: neither submitted nor passed on.

    Who has more time has been thought of already, and is left alone.
    """
    seats = Membership.objects.current(at).filter(
        cohort=release.cohort_id, cohort__archived_at=None, role=Membership.Role.STUDENT
    )
    missing = Q(pk__in=[])
    for key in release.version.lessons.filter(kind=Lesson.Kind.REFLECTION).values_list("key"):
        written = Entry.objects.filter(
            release=release, lesson__key=key[0], versions__isnull=False
        ).values("author")
        passed = Pass.objects.filter(release=release, lesson_key=key[0]).values("person")
        missing |= ~Q(pk__in=written) & ~Q(pk__in=passed)
    extended = Extension.objects.filter(release=release).values("person")
    return Person.objects.filter(
        missing, pk__in=seats.values("person"), is_active=True, joined_at__isnull=False
    ).exclude(pk__in=extended)


def _left_alone(kind: str, release: Release) -> QuerySet[Person]:
    """Return who was told already, and who wants no reminders."""
    about = {"about_kind": Release._meta.label_lower, "about": str(release.pk)}
    told = Q(pk__in=Notice.objects.filter(kind=kind, **about).values("to"))
    off = NoticeChoice.objects.filter(group=GROUP, how=NoticeChoice.How.OFF).values("person")
    return Person.objects.filter(told | Q(pk__in=off)).values("pk")


def counting() -> QuerySet:
    """Return the releases whose reminders still count: a due date may yet move to another term."""
    running = Release.objects.filter(cohort__archived_at__isnull=True)
    return running.annotate(said=Cast("pk", CharField())).values("said")


def weekday_due(person: Person, release: Release) -> Mapping[str, object]:
    """Return the weekday on which it is due, in the zone that is active (the reader's)."""
    assert release.due_at is not None  # noqa: S101 - else there is no reminder
    return {"weekday": WEEKDAYS[timezone.localtime(release.due_at).weekday()]}


def may_pass(person: Person, release: Release) -> Mapping[str, object]:
    """Return whether a pass is left to her."""
    taken = taken_this_year(person, release.cohort, timezone.now()).count()
    return {"may_pass": taken < PER_YEAR}
