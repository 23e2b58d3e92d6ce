"""The secret address of somebody's calendar."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.policy import PolicyQuerySet


class FeedToken(models.Model):
    """Only a hash of the address's secret is kept. One holds at a time; a new one ends it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="feed_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="accounts_feedtoken_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Calendar {self.pk}"
