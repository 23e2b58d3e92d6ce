"""A page its author has closed: she expects no more answers to it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.version import Version


class PageClosing(models.Model):
    """What was said about this version has come to its end, until she opens it again.

    A new version is a new matter: nothing about it is closed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="closings")
    closed_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(opened_at__isnull=True),
                name="reflections_closing_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"PageClosing {str(self.pk)[:8]}"
