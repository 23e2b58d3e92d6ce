"""Noting who was in a circle. A date and names, and nothing about anybody."""

import zoneinfo
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.errors import NotYours, Refused
from accounts.models import Membership, Person
from curriculum.models import Attendance, Lesson, Release

LATER = _("That day has not come yet.")


def today_in(release: Release) -> date:
    """Return what day it is where the cohort is."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(release.time_zone))


@transaction.atomic
def note(
    *,
    by: Person,
    release: Release,
    lesson: Lesson,
    held_on: date,
    came: Collection[UUID],
    absent: Collection[UUID],
) -> None:
    """Note that these people were there on that day, and take off those who were not.

    Whoever is named in neither stays as noted: two may keep the sheet of one day, each for a group
    of her own. NotYours for whoever does not teach there, Refused for a day to come; somebody who
    is no student of the cohort is not noted.
    """
    if lesson.version_id != release.version_id or lesson.kind != Lesson.Kind.CIRCLE:
        raise NotYours
    if held_on > today_in(release):
        raise Refused(LATER, field="on")
    of_the_day = {"release": release, "lesson_key": lesson.key, "held_on": held_on}
    _add(by, of_the_day, came)
    gone = Attendance.objects.visible_to(by, "delete").filter(**of_the_day, person__in=absent)
    for row in gone:
        facts = {"person": row.person_id, "held_on": held_on}
        audit.record("attendance.taken_off", by=by, about=row, **facts)
    gone.delete()


def _add(by: Person, of_the_day: dict, came: Collection[UUID]) -> None:
    cohort = of_the_day["release"].cohort_id
    students = Membership.objects.current().filter(
        cohort=cohort, role=Membership.Role.STUDENT, person__in=came
    )
    there = Attendance.objects.filter(**of_the_day).values("person")
    new = students.exclude(person__in=there).values_list("person", flat=True)
    for person in new.distinct():
        row, is_new = Attendance.objects.get_or_create(
            **of_the_day, person_id=person, defaults={"recorded_by": by}
        )
        if not Attendance.objects.visible_to(by, "add").filter(pk=row.pk).exists():
            raise NotYours
        if is_new:
            facts = {"person": person, "held_on": of_the_day["held_on"]}
            audit.record("attendance.noted", by=by, about=row, **facts)
