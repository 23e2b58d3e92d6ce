"""An answer to a close-reading question of a story: one's own until it is given to the group."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Draft, Group
from accounts.policy import PolicyQuerySet
from curriculum.models import Release


class Answer(models.Model):
    """One person's answer to one question in one release, in whichever version it is read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="answers")
    release = models.ForeignKey(Release, models.PROTECT, related_name="answers")
    # Both are the same in every version of the module.
    lesson_key = models.UUIDField()
    step_key = models.UUIDField()
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="answer")
    begun_at = models.DateTimeField(default=timezone.now)
    # The mentor group it was given to, as the page said; without one, the whole cohort's students.
    # Kept here, so that whoever leaves her group is not suddenly read by everybody.
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="answers")
    given_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["release", "step_key", "given_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "release", "step_key"], name="reflections_answer_one_per_question"
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(given_at__isnull=False),
                name="reflections_answer_group_when_given",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {str(self.pk)[:8]}"


class AnswerText(models.Model):
    """The words that were given, as they stood then. Taking an answer back takes this row away."""

    answer = models.OneToOneField(Answer, models.PROTECT, primary_key=True, related_name="text")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of answer {str(self.answer_id)[:8]}"
