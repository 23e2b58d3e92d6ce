"""Words a mentor likes to use again."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet


class Phrase(models.Model):
    """A few words under a name of her own, to be put into a reply by hand. Hers alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="phrases")
    name = models.TextField()
    body = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"Phrase {str(self.pk)[:8]}"
