"""What the trail says of concerns, a day late: its hour would tell whom one is about.

A mentor opens a page, and the trail says so at that moment. Did it say of a concern, a minute
later, that it was raised, an administrator would know whose page that was. So it is written down
once the day is over, with the day as its time, in an order that tells nothing.
"""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Person
from accounts.people import school
from reflections.models import Concern


def later(concern: Concern, verb: str, *, by: Person | None = None, because: str = "") -> None:
    """Keep with a concern what the trail is to say of it; the caller saves the concern."""
    said = {"verb": verb, "by": str(by.pk) if by else "", "at": timezone.now().isoformat()}
    concern.unnoted = [*(concern.unnoted or []), said | ({"because": because} if because else {})]


@transaction.atomic
def note(now: datetime) -> None:
    """Let the trail say what happened on days that are over. Twice at once says it once."""
    here = school()
    zone = ZoneInfo(here.time_zone if here else settings.TIME_ZONE)
    today = timezone.localdate(now, zone)
    told: list[tuple[date, str, Concern, dict[str, Any]]] = []
    rows = Concern.objects.filter(unnoted__isnull=False).select_for_update(of=("self",))
    for concern in rows:
        kept = []
        for one in concern.unnoted:
            day = timezone.localdate(datetime.fromisoformat(one["at"]), zone)
            if day < today:
                told.append((day, str(concern.pk), concern, one))
            else:
                kept.append(one)
        if len(kept) < len(concern.unnoted):
            concern.unnoted = kept or None
            concern.save(update_fields=["unnoted"])
    # The number of a concern is drawn by lot; so is, by it, the order of a day.
    for day, _number, concern, one in sorted(told, key=lambda row: row[:2]):
        at = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
        facts = {name: one[name] for name in ("because",) if name in one}
        audit.record_later(one["verb"], at=at, by=one["by"], about=concern, facts=facts)
