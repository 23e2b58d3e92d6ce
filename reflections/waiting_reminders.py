"""Reminding of what waits long: after five days who answers, after ten who stands in for her.

Worked out anew in each round; what stays is, in each outbox, that somebody was told. A mail says
how many pages wait and leads to the portal: it names nobody.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import notices
from accounts.models import Leave, Membership, Person
from accounts.policy import allows
from reflections import conditions
from reflections.clauses import holding_covers, holding_mentors
from reflections.models import Message, Reader, Version

FIVE, TEN = "waits_five_days", "waits_ten_days"
GROUP = "waiting"
AFTER_FIVE, AFTER_TEN = timedelta(days=5), timedelta(days=10)
# What has waited longer was reminded of long ago.
AT_MOST = timedelta(days=40)

Told = list[tuple[Person, models.Model, str]]


def remind(now: datetime) -> None:
    """Put the reminders that are due by now into the outbox, each once."""
    found = _waiting(now - AFTER_FIVE, now)
    mentors, covers = _holding(holding_mentors(now), found), _holding(holding_covers(now), found)
    away = set(Leave.objects.current(now).values_list("person", flat=True))
    long = {one.cohort_id for one in found if one.since <= now - AFTER_TEN}
    leads = _leads(long, now)
    first: Told = []
    second: Told = []
    for version in found:
        again = f"{version.since:%Y%m%d%H%M%S}"
        own, cover = mentors[version.pk], covers[version.pk]
        # While a mentor is away, whoever was announced to read for her is the one who answers.
        is_away = all(reader.person_id in away for reader in own)
        answers, deputies = (cover, []) if is_away and cover else (own, cover)
        # Who came to it later is given her own five days.
        due = [one.person for one in answers if one.came <= now - AFTER_FIVE]
        first += [(person, version, again) for person in due]
        if version.since <= now - AFTER_TEN:
            told = [one.person for one in deputies] or leads[version.cohort_id]
            second += [(person, version, again) for person in told]
    notices.tell_each(FIVE, people=first)
    notices.tell_each(TEN, people=second)


def _waiting(before: datetime, now: datetime) -> list[Any]:
    """Return the newest versions that have waited since before then; each knows ``since`` when."""
    return [*_unanswered(before, now), *_written_back(before, now)]


def _live(now: datetime) -> QuerySet[Version]:
    running = Q(cohort__archived_at=None) & Q(entry__gone_at=None)
    return Version.objects.filter(running, conditions.is_newest(), ~conditions.is_closed())


def _unanswered(before: datetime, now: datetime) -> QuerySet[Version]:
    lately = _live(now).filter(~conditions.is_answered(), submitted_at__gt=now - AT_MOST)
    since = Coalesce(conditions.waits_since(), F("submitted_at"))
    return lately.annotate(since=since).filter(since__lte=before)


def _written_back(before: datetime, now: datetime) -> QuerySet[Version]:
    """Return what was answered, and its author wrote back and had the last word."""
    lately = Message.objects.filter(sent_at__gt=now - AT_MOST, sent_at__lte=before)
    waiting = _live(now).filter(entry__in=lately.values("version__entry"))
    waiting = waiting.filter(conditions.is_answered(), conditions.author_spoke_last())
    return waiting.annotate(since=conditions.last_message_at()).filter(since__lte=before)


def _holding(readers: QuerySet[Reader], found: list[Any]) -> dict[UUID, list[Any]]:
    """Return by version who of these readers may still sign in; each knows when she ``came``.

    That is when she was first named for the page, also where its author revised it since.
    """
    by_version: dict[UUID, list[Any]] = defaultdict(list)
    named = Reader.objects.filter(
        version__entry=OuterRef("version__entry"), person=OuterRef("person")
    )
    came = Subquery(named.order_by("since").values("since")[:1])
    live = readers.filter(version__in=[one.pk for one in found], person__is_active=True)
    live = live.annotate(came=came)
    for reader in live.select_related("person"):
        by_version[reader.version_id].append(reader)
    return by_version


def _leads(cohorts: Collection[int | None], now: datetime) -> dict[int | None, list[Person]]:
    by_cohort: dict[int | None, list[Person]] = defaultdict(list)
    seats = Membership.objects.current(now).filter(
        cohort__in=cohorts, role=Membership.Role.LEAD, person__is_active=True
    )
    for seat in seats.select_related("person"):
        by_cohort[seat.cohort_id].append(seat.person)
    return by_cohort


def still_waits(person: Person, version: Version) -> bool:
    """Say whether this page still waits for an answer of hers."""
    waits = conditions.may_wait_for(person).filter(pk=version.pk).exists()
    return waits and allows(person, "answer", version)


def still_needs(person: Person, version: Version) -> bool:
    """Say whether this person is still needed in a mentor's place, as cover or as lead."""
    if still_waits(person, version):
        return True
    now = timezone.now()
    waits = any(one.pk == version.pk for one in _waiting(now - AFTER_TEN, now))
    return waits and person in _leads({version.cohort_id}, now)[version.cohort_id]
