"""Who was there when a circle was held. A date and a name; there is no room for a remark."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.models.release import Release


class Attendance(models.Model):
    """One student was in one session of a circle, as somebody who teaches there noted."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="attendance")
    # The lesson's key is the same in every version of its module.
    lesson_key = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "lesson_key", "person", "held_on"],
                name="curriculum_attendance_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"
