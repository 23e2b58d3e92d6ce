"""A remark in the making: words under a mentor's hand that nobody else knows of."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Draft
from accounts.policy import PolicyQuerySet
from reflections.models.remark import Remark
from reflections.models.version import Version


class Pencil(models.Model):
    """What a mentor is typing beside a version: a new remark, or other words for an unsent one.

    Kept by the save protocol until the remark itself is kept. ``start`` to ``end`` are the words
    she had chosen for a new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="pencils")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    remark = models.OneToOneField(Remark, models.CASCADE, null=True, related_name="pencil")
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="pencil")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16, choices=Remark.Kind, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "author"],
                condition=Q(remark__isnull=True),
                name="reflections_pencil_one_new_remark",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(end__gt=F("start")),
                name="reflections_pencil_on_some_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Pencil {str(self.pk)[:8]}"
