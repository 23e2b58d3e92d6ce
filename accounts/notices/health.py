"""How the outbox is, for those who run the server: how much waits, and how long already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import Notice

# Cron runs every minute; after this somebody should look.
TOO_LONG = timedelta(minutes=15)


@dataclass(frozen=True)
class Outbox:
    """How many notices could go out now, since when the oldest could, how many were refused."""

    overdue: int
    oldest: datetime | None
    refused: int

    def is_stuck(self, longest: timedelta = TOO_LONG) -> bool:
        """Say whether something has waited longer than ``longest`` though nothing held it."""
        return self.oldest is not None and self.oldest < timezone.now() - longest


def outbox() -> Outbox:
    """Return how the outbox is at this moment. One query."""
    waiting = Notice.objects.filter(sent_at=None, dropped_at=None)
    due = Q(due_at__lte=timezone.now())
    return Outbox(
        **waiting.aggregate(
            overdue=Count("pk", filter=due),
            oldest=Min("due_at", filter=due),
            refused=Count("pk", filter=Q(tries__gt=0)),
        )
    )
