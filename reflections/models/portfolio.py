"""Pieces somebody chose from her own pages, in her own order."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry
from reflections.models.version import Version


class PortfolioText(models.Model):
    """What she calls her portfolio, and what she says before it."""

    author = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="portfolio"
    )
    title = models.TextField(blank=True)
    introduction = models.TextField(blank=True)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Portfolio of {str(self.author_id)[:8]}"


class Piece(models.Model):
    """One page in it: as one version says it, or in its newest words where no version is named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pieces")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="pieces")
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField()
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "chosen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "entry"], name="reflections_piece_once_a_page"
            )
        ]

    def __str__(self) -> str:
        return f"Piece {str(self.pk)[:8]}"
