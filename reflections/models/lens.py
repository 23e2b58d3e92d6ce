"""Where a page stands, on four lenses, for the two people who are in a conversation about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.policy import PolicyQuerySet
from reflections.lenses import KEYS, MOST
from reflections.models.version import Version


class Placing(models.Model):
    """One person's step on one lens of one version.

    It holds no moment: when the page was written says all there is to say about when. A mentor's
    exists only beside hers, and for her only once the mentor's reply was sent.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="placings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lens = models.CharField(max_length=12)
    step = models.PositiveSmallIntegerField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "by", "lens"], name="reflections_placing_one_step_each"
            ),
            models.CheckConstraint(
                condition=Q(lens__in=KEYS), name="reflections_placing_lens_known"
            ),
            models.CheckConstraint(
                condition=Q(step__gte=1, step__lte=MOST), name="reflections_placing_step_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Placing of version {str(self.version_id)[:8]}"
