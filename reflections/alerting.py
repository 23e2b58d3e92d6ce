"""Whom to tell when somebody asked to be contacted and nobody has opened her page in time."""

from datetime import datetime

from accounts import notices
from accounts.models import Person
from accounts.policy import audience
from reflections.models import ContactWish

LATE = "contact_late"


def alert(now: datetime) -> None:
    """Tell the cover, else the lead, of each late wish; each of them once, however often asked."""
    open_ones = ContactWish.objects.filter(ended_at=None, late_from__lte=now)
    told: list[tuple[Person, ContactWish, str]] = [
        (person, wish, "") for wish in open_ones for person in audience(wish, "stand_in", now)
    ]
    notices.tell_each(LATE, people=told)
