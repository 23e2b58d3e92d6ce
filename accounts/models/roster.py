"""A list of people somebody has uploaded and not applied yet."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models.cohort import Cohort
from accounts.policy import PolicyQuerySet


class RosterUpload(models.Model):
    """Its uploader's alone, and only for a day: gone once applied, discarded or grown old."""

    class Kind(models.TextChoices):
        PEOPLE = "people"
        PAIRS = "pairs"
        EVALUATORS = "evaluators"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PEOPLE)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # With a cohort the file is about it and no other; without one each line says its own.
    cohort = models.ForeignKey(Cohort, models.CASCADE, null=True, related_name="+")
    data = models.BinaryField()
    # Field name to the number of its column, where the uploader chose; empty: as guessed.
    mapping = models.JSONField(default=dict)
    missing_leave = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Roster {str(self.id)[:8]}"
