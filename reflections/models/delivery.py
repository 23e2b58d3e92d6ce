"""A day on which a letter comes back to who wrote it."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry


class Delivery(models.Model):
    """One such day. It is never moved: another day is another row, told of by another notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="deliveries")
    on = models.DateField()
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "on"], name="reflections_delivery_once_a_day")
        ]

    def __str__(self) -> str:
        return f"Delivery {str(self.id)[:8]}"
