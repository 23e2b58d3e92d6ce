"""“Please contact me”: asked on a page, until somebody has, or its author takes it back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry


class ContactWish(models.Model):
    """One asking. From ``late_from`` on, somebody else is told if nobody opened the page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="contact_wishes")
    asked_at = models.DateTimeField(default=timezone.now)
    late_from = models.DateTimeField()
    # Over: somebody said that they have reached her, or she took it back.
    ended_at = models.DateTimeField(null=True)
    reached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [
            models.Index(
                fields=["late_from"],
                condition=Q(ended_at__isnull=True),
                name="reflections_contact_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(ended_at__isnull=True),
                name="reflections_contact_one_open",
            ),
            models.CheckConstraint(
                condition=Q(reached_by__isnull=True) | Q(ended_at__isnull=False),
                name="reflections_contact_reached_is_over",
            ),
        ]

    def __str__(self) -> str:
        return f"Contact wish {str(self.pk)[:8]}"
