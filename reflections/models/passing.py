"""A pass on a reflection: taken without a reason, twice a programme year."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from curriculum.models import Release


class Pass(models.Model):
    """A student passed on one reflection of one release. Nobody asks why."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="passes")
    release = models.ForeignKey(Release, models.PROTECT, related_name="passes")
    # The lesson's key is the same in every version of its module.
    lesson_key = models.UUIDField()
    taken_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "release", "lesson_key"], name="reflections_pass_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Pass {self.pk}"
