"""What was more than a reflection: concerns raised in the past, and one wish to be contacted.

Rows as the actions make them, with the moments of the past. No concern names a page.
"""

from datetime import timedelta
from typing import Any

from config.demo.parts import id_of, moment, written
from config.demo.people import Everybody
from reflections.models import Concern, ContactWish, Entry, Reading


def load(everybody: Everybody) -> None:
    """Raise the concerns that do not exist yet, and let who was asked have rung."""
    for place, part in enumerate(written("plan")["concerns"]):
        pk = id_of("concern", f"{place}/{part['student']}/{part['route']}")
        if not Concern.objects.filter(pk=pk).exists():
            _concern(pk, part, everybody)
    for key in written("plan")["reached"]:
        _reached(key)


def _concern(pk: Any, part: dict[str, Any], everybody: Everybody) -> None:
    student, by = (everybody.people[f"{part[who]}@alderbrook.example"] for who in ("student", "by"))
    opened = moment(part["day"], by.time_zone, str(pk))
    reached = opened + timedelta(minutes=part["after"])
    Concern.objects.create(
        pk=pk,
        route=part["route"],
        student=student,
        raised_by=by,
        opened_at=opened,
        first_contact_at=reached,
        whom=part.get("whom", Concern.Whom.STUDENT),
        outcome=part.get("outcome", ""),
        closed_at=opened + timedelta(days=part["closed"]) if "closed" in part else None,
        handed_over_at=reached + timedelta(hours=14) if part.get("agreed") else None,
    )


def _reached(key: str) -> None:
    """Let the mentor have rung right after opening the page that asked for it."""
    entry = Entry.objects.filter(pk=id_of("entry", key)).first()
    if entry is None or entry.contact_wishes.exists():
        return
    asked = entry.versions.order_by("number")[0].submitted_at
    opened = Reading.objects.filter(entry=entry).order_by("at")[0]
    ContactWish.objects.create(
        entry=entry,
        asked_at=asked,
        late_from=asked + timedelta(hours=4),
        ended_at=opened.at + timedelta(minutes=9),
        reached_by=opened.person,
    )
