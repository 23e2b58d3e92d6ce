"""A lesson of one of nine kinds, and its steps."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum import richtext
from curriculum.models.module import ModuleVersion, Objective

SLUG_TAKEN = _("Another lesson of this module has this address.")
RANGE_REVERSED = _("“Words to” is smaller than “words from”.")


class Lesson(models.Model):
    """One thing to read, look at, do together or write."""

    class Kind(models.TextChoices):
        READING = "reading", _("reading")
        NARRATIVE = "narrative", _("patient’s story")
        ART = "art", _("art")
        TRANSCRIPT = "transcript", _("transcript")
        EXERCISE = "exercise", _("exercise")
        CIRCLE = "circle", _("circle")
        ROLEPLAY = "roleplay", _("role-play")
        PRACTICE = "practice", _("practice alone")
        REFLECTION = "reflection", _("reflection")

    class WithWhom(models.TextChoices):
        ALONE = "alone", _("alone")
        PAIRS = "pairs", _("in pairs")
        TRIADS = "triads", _("in threes")
        GROUP = "group", _("in your group")

    version = models.ForeignKey(
        ModuleVersion, models.CASCADE, related_name="lessons", verbose_name=_("module version")
    )
    # The same lesson in every version of its module.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # What a course package calls it; empty when it was written here.
    package_key = models.CharField(max_length=80, blank=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80)
    position = models.PositiveIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.READING)
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(
        _("one line"), max_length=200, blank=True, help_text=_("Such as Ines, 34, baker.")
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=10)
    with_whom = models.CharField(
        _("with whom"), max_length=8, choices=WithWhom, default=WithWhom.ALONE
    )
    content_note = models.CharField(
        _("content note"), max_length=200, blank=True, help_text=_("Shown before the text.")
    )
    body = models.TextField(_("text for students"), blank=True)
    facilitator_notes = models.TextField(
        _("facilitator notes"), blank=True, help_text=_("Never shown to a student.")
    )
    done_when = models.CharField(_("done when"), max_length=160, blank=True)
    agreements = models.TextField(
        _("agreements"), blank=True, help_text=_("Circles: read aloud at the start, one a line.")
    )
    image = models.CharField(max_length=80, blank=True, editable=False)
    image_description = models.TextField(
        _("description of the image"),
        blank=True,
        help_text=_("In full, for those who cannot see it. Required with an image."),
    )
    reveal = models.TextField(
        _("revealed last"), blank=True, help_text=_("Art: title and artist, opened by the reader.")
    )
    # A kept sound or film (curriculum/recordings.py), beside a transcript.
    media = models.CharField(max_length=80, blank=True, editable=False)
    guidance = models.CharField(
        _("guidance"), max_length=400, blank=True, help_text=_("Reflections: a line or two.")
    )
    words_min = models.PositiveSmallIntegerField(_("words from"), null=True, blank=True)
    words_max = models.PositiveSmallIntegerField(_("words to"), null=True, blank=True)
    scenario = models.SlugField(_("scenario"), max_length=80, blank=True)
    # Of the same version; which lesson serves which objective.
    objectives = models.ManyToManyField(
        Objective, related_name="lessons", blank=True, verbose_name=_("objectives")
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "slug"],
                name="curriculum_lesson_slug_in_version",
                violation_error_message=SLUG_TAKEN,
            ),
            models.UniqueConstraint(
                fields=["version", "key"], name="curriculum_lesson_key_in_version"
            ),
            models.CheckConstraint(
                condition=Q(words_min__isnull=True)
                | Q(words_max__isnull=True)
                | Q(words_max__gte=models.F("words_min")),
                name="curriculum_lesson_word_range_in_order",
                violation_error_message=RANGE_REVERSED,
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "reading", "narrative", "art", "transcript", "exercise",
                        "circle", "roleplay", "practice", "reflection",
                    ]
                ),
                name="curriculum_lesson_kind_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.body = richtext.clean(self.body)
        self.facilitator_notes = richtext.clean(self.facilitator_notes)
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Raise what is wrong as Django does, but under the field that it is about."""
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            about = {str(SLUG_TAKEN): "slug", str(RANGE_REVERSED): "words_max"}
            found = defaultdict(list)
            for name, wrongs in error.error_dict.items():
                for wrong in wrongs:
                    found[about.get(str(wrong.message), name)].append(wrong)
            raise ValidationError(dict(found)) from None

    @property
    def agreement_lines(self) -> list[str]:
        """Return the agreements, one each."""
        return [line.strip() for line in self.agreements.splitlines() if line.strip()]


class LessonStep(models.Model):
    """A question of a story, a step of an exercise or of looking, a round of a circle."""

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="steps", verbose_name=_("lesson")
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("order"), default=0)
    text = models.TextField(_("text"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps, questions or rounds")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
