"""What an author took back, and what she lets a next mentor have. Both are hers alone to see."""

from django.db import models
from django.utils import timezone

from accounts.models import MentorChange
from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry


class Withdrawal(models.Model):
    """A version was taken back before anybody read it. The version itself is gone.

    Its words are still in her draft; this row says that it once was submitted, and when.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="withdrawals")
    number = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["withdrawn_at"]

    def __str__(self) -> str:
        return f"Withdrawal {self.pk}"


class Handover(models.Model):
    """One page that may go along to the mentor who comes after a change was asked for."""

    change = models.ForeignKey(MentorChange, models.CASCADE, related_name="handovers")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="handovers")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "entry"], name="reflections_handover_said_once"
            )
        ]

    def __str__(self) -> str:
        return f"Handover {self.pk}"
