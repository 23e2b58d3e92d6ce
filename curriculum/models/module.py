"""A module's identity and its versions: one being edited, the others frozen."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum import richtext
from curriculum.models.competency import Competency
from curriculum.models.course import Course


class Module(models.Model):
    """What stays the same while versions come and go: its address and its place in the course."""

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="modules", verbose_name=_("course")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("order"), default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["course", "position"]

    def __str__(self) -> str:
        return self.slug


class ModuleVersion(models.Model):
    """One state of a module. Without a number it is being edited; with one it is frozen."""

    module = models.ForeignKey(
        Module, models.PROTECT, related_name="versions", verbose_name=_("module")
    )
    number = models.PositiveIntegerField(_("version"), null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    subtitle = models.CharField(_("subtitle"), max_length=160, blank=True)
    label = models.CharField(
        _("number in the course"), max_length=20, blank=True, help_text=_("Such as 1.")
    )
    track = models.CharField(_("track"), max_length=40, blank=True)
    when = models.CharField(
        _("when"), max_length=120, blank=True, help_text=_("Such as M1, weeks 2 to 5.")
    )
    hours = models.CharField(_("how long"), max_length=60, blank=True)
    themes = models.CharField(_("themes"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    content_note = models.CharField(_("content note"), max_length=200, blank=True)
    references = models.TextField(_("references"), blank=True, help_text=_("One on each line."))
    # A field of its own: no query for a student's page asks for it.
    facilitator_notes = models.TextField(_("facilitator notes"), blank=True)
    # Of the package content this version was loaded from; empty when it was written here.
    source_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("module version")
        verbose_name_plural = _("module versions")
        ordering = ["module", models.F("number").desc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["module", "number"], name="curriculum_moduleversion_number_once"
            ),
            models.UniqueConstraint(
                fields=["module"],
                condition=Q(number__isnull=True),
                name="curriculum_moduleversion_one_being_edited",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, published_at__isnull=True)
                | Q(number__isnull=False, published_at__isnull=False),
                name="curriculum_moduleversion_number_when_published",
            ),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return _("%(title)s (being edited)") % {"title": self.title}
        return _("%(title)s, version %(number)d") % {"title": self.title, "number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.facilitator_notes = richtext.clean(self.facilitator_notes)
        super().save(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        """Say whether this version was published and can no longer change."""
        return self.number is not None

    @property
    def reference_lines(self) -> list[str]:
        """Return the references, one each."""
        return [line.strip() for line in self.references.splitlines() if line.strip()]


class Objective(models.Model):
    """What one can do by the end, in one line."""

    version = models.ForeignKey(
        ModuleVersion, models.CASCADE, related_name="objectives", verbose_name=_("module version")
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("order"), default=0)
    text = models.CharField(_("objective"), max_length=300)
    competencies = models.ManyToManyField(
        Competency, related_name="objectives", blank=True, verbose_name=_("competencies")
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text
