"""The rows of docs/visibility.md about concerns, wishes to be contacted, and agreements."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Agreement
from reflections.models import Concern, ContactWish
from tests import make
from tests.house.finding import Find, Things
from tests.world import World


def concern(w: World, **fields: object) -> Concern:
    """Let the mentor have raised one about the author."""
    base = {"route": "wellbeing", "student": w.asha, "raised_by": w.ekdal}
    fields = {"is_told": True, "untold_because": "", "handed_over_at": None} | fields
    known = Concern.objects.filter(**base, closed_at=None).first()
    found = known or Concern.objects.create(**base)
    Concern.objects.filter(pk=found.pk).update(**fields)
    found.refresh_from_db()
    return found


def wish(w: World, state: str = "submitted", *, late: bool = False) -> ContactWish:
    """Let the author ask to be contacted, five hours ago if nobody has looked in time."""
    now = timezone.now()
    at = now - timedelta(hours=5) if late else now
    made, _new = ContactWish.objects.update_or_create(
        entry=w.entries[state],
        ended_at=None,
        defaults={"asked_at": at, "late_from": at + timedelta(hours=4)},
    )
    return made


def _untold(w: World) -> Concern:
    return concern(w, is_told=False, untold_because="self")


def _late(state: str) -> Find:
    return lambda w: wish(w, state, late=True)


CONCERN: Things = {
    "a concern the mentor raised": (concern, "read"),
    "a concern, to note what came of it": (concern, "change"),
    "a concern kept from the author": (_untold, "read"),
    "a concern kept from the author, to agree to": (_untold, "consent"),
    "a concern kept from the author, as a number": (_untold, "oversee"),
    "a concern, to let a name be known": (concern, "consent"),
    "the author’s name, by their own yes": (
        lambda w: concern(w, handed_over_at=make.ago(hours=1)),
        "receive",
    ),
    "the author’s name, without it": (concern, "receive"),
    "a concern, as a figure": (concern, "count"),
    "a concern the author knows of, as a number": (concern, "oversee"),
    "a wish to be contacted": (wish, "read"),
    "a wish, to take back": (wish, "write"),
    "a wish, to say they were reached": (wish, "reach"),
    "a wish, as a figure": (wish, "count"),
    "a wish nobody looked at yet": (wish, "stand_in"),
    "a wish nobody looked at in time": (_late("submitted"), "stand_in"),
    "a late wish, to say they were reached": (_late("submitted"), "reach"),
    "a late wish where there is a cover": (_late("covered"), "stand_in"),
    "a mentor’s agreement": (lambda w: Agreement.objects.filter(person=w.ekdal)[0], "read"),
}
