"""A course and those who may build it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Cohort
from accounts.models.dated import Dated
from accounts.policy import PolicyQuerySet


class Course(models.Model):
    """Modules that belong together."""

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    summary = models.TextField(_("summary"), blank=True)
    opening = models.TextField(
        _("shared opening"),
        blank=True,
        help_text=_("Read aloud at the start of every group session."),
    )
    licence = models.CharField(_("licence"), max_length=80, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class CourseTeam(Dated):
    """Building a course together: owners name others, editors edit; grants may expire.

    With a module it is a grant for that one module and no other; with a cohort too, its person
    also plans the releases of that module to that cohort.
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        EDITOR = "editor", _("editor")

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="team", verbose_name=_("course")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="course_teams",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=8, choices=Role, default=Role.EDITOR)
    module = models.ForeignKey(
        "curriculum.Module",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("only this module"),
        help_text=_("Empty for the whole course."),
    )
    cohort = models.ForeignKey(
        Cohort,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("and its releases to this cohort"),
        help_text=_(
            "With a module: they may also open it to this one cohort and change its dates."
        ),
    )

    class Meta(Dated.Meta):
        verbose_name = _("member of the course team")
        verbose_name_plural = _("course team")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor"]), name="curriculum_courseteam_role_known"
            ),
            models.CheckConstraint(
                condition=Q(module__isnull=True) | Q(role="editor"),
                name="curriculum_courseteam_grant_edits",
                violation_error_message=_(
                    "An owner owns the whole course. Leave the module empty."
                ),
            ),
            models.CheckConstraint(
                condition=Q(cohort__isnull=True) | Q(module__isnull=False),
                name="curriculum_courseteam_cohort_with_module",
                violation_error_message=_("Choose the module whose releases they may plan."),
            ),
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=Q(ends_at__isnull=True, module__isnull=True),
                name="curriculum_courseteam_one_open",
                violation_error_message=_("This person is in the course team already."),
            ),
            models.UniqueConstraint(
                F("module"),
                F("person"),
                Coalesce("cohort", Value(0)),
                condition=Q(ends_at__isnull=True, module__isnull=False),
                name="curriculum_courseteam_one_open_grant",
                violation_error_message=_("This person may change this module already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.person} · {self.course}"

    def clean(self) -> None:
        super().clean()
        if self.module_id and self.course_id and self.module.course_id != self.course_id:
            raise ValidationError({"module": _("This module belongs to another course.")})
