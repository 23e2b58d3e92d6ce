"""A mentor's whole answer to a version."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Draft
from accounts.policy import PolicyQuerySet
from reflections.models.version import Version

RECALL_FOR = timedelta(minutes=15)


class Reply(models.Model):
    """Nothing of it exists for the student until it is sent.

    ``draft`` holds the words while it is written, and once it was sent those of a change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, related_name="reply")
    begun_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    # When she read it as it stands: an edition is unread again.
    seen_at = models.DateTimeField(null=True)
    # Taken back to be finished, before she had read it; with the next sending it is sent again.
    recalled_at = models.DateTimeField(null=True)
    # How many words it had when it was sent: a figure, for the evidence, that outlives them.
    length = models.PositiveIntegerField(null=True)
    # Why what looked like an identifier stays: categories by class, as on a version. Never words.
    kept_for = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "-sent_at"])]
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

    @property
    def recall_until(self) -> datetime | None:
        """Return until when it can be taken back; None once it cannot."""
        if self.sent_at is None or self.seen_at is not None or self.draft_id is not None:
            return None
        until = self.sent_at + RECALL_FOR
        return until if until > timezone.now() else None


class ReplyText(models.Model):
    """The words of a sent reply."""

    reply = models.OneToOneField(Reply, models.PROTECT, primary_key=True, related_name="text")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of reply {str(self.reply_id)[:8]}"


class ReplyEdition(models.Model):
    """Other words for a reply that was sent. What was sent before stays, and both can read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reply = models.ForeignKey(Reply, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    edited_at = models.DateTimeField(default=timezone.now)
    kept_for = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "number"], name="reflections_replyedition_one_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"Edition {str(self.pk)[:8]}"


class EditionText(models.Model):
    """The words of an edition."""

    edition = models.OneToOneField(
        ReplyEdition, models.PROTECT, primary_key=True, related_name="text"
    )
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of edition {str(self.edition_id)[:8]}"
