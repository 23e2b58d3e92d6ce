"""What people write in a rehearsal: an observer's sheet, a phrase to keep."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Draft
from accounts.policy import PolicyQuerySet
from rehearsals.models.group import Group
from rehearsals.models.rehearsal import Rehearsal


class Sheet(models.Model):
    """What one observer saw in one round. Hers alone until she gives it to the group."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="sheets")
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rotation = models.PositiveSmallIntegerField(default=1)
    # The place of an item in the edition's checklist to "done", "partly" or "not_seen".
    marks = models.JSONField(default=dict)
    # Her words as she types them: the exact words that helped; as its title, a moment to revisit.
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="sheet")
    begun_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "observer", "rotation"], name="rehearsals_sheet_one_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"Sheet {str(self.pk)[:8]}"


class SheetText(models.Model):
    """The words of a sheet that was given, as they stood then."""

    sheet = models.OneToOneField(Sheet, models.PROTECT, primary_key=True, related_name="text")
    words = models.TextField(blank=True)
    moment = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of sheet {str(self.sheet_id)[:8]}"


class Keepsake(models.Model):
    """That somebody took a phrase along."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="keepsakes")
    rehearsal = models.ForeignKey(Rehearsal, models.PROTECT, related_name="keepsakes")
    kept_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "rehearsal"], name="rehearsals_keepsake_one_each"
            ),
        ]

    def __str__(self) -> str:
        return f"Keepsake {str(self.pk)[:8]}"


class KeepsakeText(models.Model):
    """The phrase itself. Nobody's but hers."""

    keepsake = models.OneToOneField(Keepsake, models.PROTECT, primary_key=True, related_name="text")
    body = models.TextField()

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of keepsake {str(self.keepsake_id)[:8]}"
