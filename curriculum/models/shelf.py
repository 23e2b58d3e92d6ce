"""Prompts on the shelf: invitations to write that belong to no lesson."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.models.course import Course
from curriculum.models.page_form import PageForm

LONGEST_SHELF_PROMPT = 300


class ShelfPrompt(models.Model):
    """One such prompt. Who takes it copies its words, so it may change or go at any time."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="shelf_prompts", verbose_name=_("course")
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("order"), default=0)
    group = models.CharField(_("group"), max_length=60, help_text=_("Such as For the ward."))
    name = models.CharField(
        _("short name"), max_length=80, help_text=_("Such as Your own choir loft.")
    )
    text = models.CharField(_("prompt"), max_length=LONGEST_SHELF_PROMPT)
    form = models.CharField(
        _("form"),
        max_length=12,
        blank=True,
        choices=PageForm.choices,
        help_text=_("The form it proposes. The student may choose another."),
    )
    words_min = models.PositiveSmallIntegerField(_("words from"), null=True, blank=True)
    words_max = models.PositiveSmallIntegerField(_("words to"), null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("prompt on the shelf")
        verbose_name_plural = _("prompts on the shelf")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "key"], name="curriculum_shelfprompt_key_in_course"
            ),
            models.CheckConstraint(
                condition=Q(words_min__isnull=True)
                | Q(words_max__isnull=True)
                | Q(words_max__gte=F("words_min")),
                name="curriculum_shelfprompt_word_range_in_order",
                violation_error_message=_("“Words to” is smaller than “words from”."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
