"""A private tick: this lesson is done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from curriculum.models.release import Release


class Completion(models.Model):
    """One person's tick on one lesson (or one step of it) of one release."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="completions")
    lesson_key = models.UUIDField()
    # Empty for the lesson itself; a step's key for a step of an exercise.
    step_key = models.UUIDField(null=True)
    done_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "release", "lesson_key"],
                condition=Q(step_key__isnull=True),
                name="curriculum_completion_once_per_lesson",
            ),
            models.UniqueConstraint(
                fields=["person", "release", "lesson_key", "step_key"],
                condition=Q(step_key__isnull=False),
                name="curriculum_completion_once_per_step",
            ),
        ]

    def __str__(self) -> str:
        return f"Completion {self.pk}"
