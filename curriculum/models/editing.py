"""Who has the page of a lesson or of a module open, and the sheet that keeps what she types."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Draft
from accounts.policy import PolicyQuerySet
from curriculum.models.module import Module


class Editing(models.Model):
    """One person at one page of the version being edited.

    That she is there is told to those who build the course; the words on the sheet are hers alone.
    A lesson is named by its key, so that the words survive a publication and a new copy.
    """

    draft = models.OneToOneField(Draft, models.CASCADE, primary_key=True, related_name="editing")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    module = models.ForeignKey(Module, models.CASCADE, related_name="editings")
    lesson_key = models.UUIDField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("page being edited")
        verbose_name_plural = _("pages being edited")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "module"],
                condition=Q(lesson_key__isnull=True),
                name="curriculum_editing_one_of_a_module",
            ),
            models.UniqueConstraint(
                fields=["person", "module", "lesson_key"],
                condition=Q(lesson_key__isnull=False),
                name="curriculum_editing_one_of_a_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"Editing {str(self.pk)[:8]}"
