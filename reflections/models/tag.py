"""Somebody's own words for her own pages."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry


class Tag(models.Model):
    """A word one person keeps pages under. Nobody else learns that it exists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tags")
    # A fingerprint of the name without case and accents: a constraint never says the word itself.
    name_sha256 = models.CharField(max_length=64)
    name = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "name_sha256"], name="reflections_tag_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"Tag {str(self.pk)[:8]}"


class Tagged(models.Model):
    """One page under one tag."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="tagged")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "entry"], name="reflections_tagged_once")
        ]

    def __str__(self) -> str:
        return f"Tag {str(self.tag_id)[:8]} on entry {str(self.entry_id)[:8]}"
