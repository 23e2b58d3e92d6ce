"""Competency frameworks as data: a code, and a short label in this school's own words."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet

CODE = r"[A-Za-z0-9][A-Za-z0-9.()/-]*"


class Framework(models.Model):
    """One list of competencies. Several stand side by side; they are the whole school's."""

    slug = models.SlugField(
        _("short name"), max_length=40, unique=True, help_text=_("Such as canmeds.")
    )
    title = models.CharField(_("title"), max_length=120)
    note = models.TextField(
        _("note"), blank=True, help_text=_("Where the codes come from, and whose words these are.")
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Competency(models.Model):
    """One thing a framework asks for."""

    framework = models.ForeignKey(
        Framework,
        models.CASCADE,
        related_name="competencies",
        verbose_name=_("competency framework"),
    )
    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[RegexValidator(rf"\A{CODE}\Z", _("Letters, digits and . ( ) / - only."))],
    )
    label = models.CharField(
        _("label"), max_length=120, help_text=_("In your own words; official wording is not ours.")
    )
    position = models.PositiveIntegerField(_("order"), default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="curriculum_competency_code_in_framework",
                violation_error_message=_("Another competency of this framework has this code."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
