"""A mentor's whole answer to a version."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Draft
from accounts.policy import PolicyQuerySet
from reflections.models.version import Version


class Reply(models.Model):
    """Nothing of it exists for the student until it is sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, related_name="reply")
    begun_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    # Why what looked like an identifier stays: categories by class, as on a version. Never words.
    kept_for = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "author"], name="reflections_reply_one_per_reader"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True) | Q(sent_at__isnull=False),
                name="reflections_reply_seen_after_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"Reply {str(self.pk)[:8]}"


class ReplyText(models.Model):
    """The words of a sent reply."""

    reply = models.OneToOneField(Reply, models.PROTECT, primary_key=True, related_name="text")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of reply {str(self.reply_id)[:8]}"
