"""Words somebody is writing. They belong to their author alone, superusers included."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet


class Draft(models.Model):
    """A sheet of paper under somebody's hand; what it becomes is the business of other apps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    revision = models.PositiveIntegerField(default=0)
    words = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        # What somebody wrote since a moment, at once: for the index of her pages.
        indexes = [models.Index(fields=["author", "updated_at"])]

    def __str__(self) -> str:
        return f"Draft {str(self.id)[:8]}"


class DraftText(models.Model):
    """One acknowledged state of a draft, exactly as typed. No CHECK guards it (LB17)."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="texts")
    revision = models.PositiveIntegerField()
    save_id = models.UUIDField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "revision"], name="accounts_drafttext_one_per_revision"
            ),
            models.UniqueConstraint(
                fields=["draft", "save_id"], name="accounts_drafttext_one_per_save"
            ),
        ]

    def __str__(self) -> str:
        return f"Draft {str(self.draft_id)[:8]}, revision {self.revision}"
