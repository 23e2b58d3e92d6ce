"""Answering back: short messages under an answered entry."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.version import Version


class Message(models.Model):
    """One message of the author or of a reader about a version that was answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # When the author of the page opened what a reader wrote; the read log tells the other way.
    seen_at = models.DateTimeField(null=True)
    # The page's own id for this sending: a double click sends once.
    send_id = models.UUIDField(unique=True)
    # Why what looked like an identifier stays: categories by class, as on a version. Never words.
    kept_for = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return f"Message {str(self.pk)[:8]}"


class MessageText(models.Model):
    """The words of a message."""

    message = models.OneToOneField(Message, models.PROTECT, primary_key=True, related_name="text")
    body = models.TextField()

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of message {str(self.message_id)[:8]}"
