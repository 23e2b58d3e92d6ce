"""A prompt of a reflection; the student chooses one."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.models.lesson import Lesson
from curriculum.models.page_form import PageForm, check_days, days_in

MOST_PROMPTS = 4


class Prompt(models.Model):
    """One invitation to write. Its key is the same in every version of the module."""

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="prompts", verbose_name=_("lesson")
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # What a course package calls it; empty when it was written here.
    package_key = models.CharField(max_length=80, blank=True, editable=False)
    position = models.PositiveIntegerField(_("order"), default=0)
    name = models.CharField(
        _("short name"), max_length=80, help_text=_("Such as Your own choir loft.")
    )
    text = models.TextField(_("prompt"))
    form = models.CharField(
        _("form"),
        max_length=12,
        blank=True,
        choices=PageForm.choices,
        help_text=_("The form it proposes. The student may choose another."),
    )
    deliver_after_days = models.CharField(
        _("come back after days"),
        max_length=40,
        blank=True,
        validators=[check_days],
        help_text=_("Of a letter: after how many days it proposes to come back, such as 30, 180."),
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def says_more(self) -> bool:
        """Say whether the prompt is more than its short name, and does not stand there twice."""
        return self.text.strip().rstrip(".") != self.name.strip().rstrip(".")

    @property
    def days(self) -> list[int]:
        """Return after how many days a letter to this prompt might come back."""
        return days_in(self.deliver_after_days)
