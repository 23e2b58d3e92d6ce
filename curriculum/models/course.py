"""A course and those who may build it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
    """Building a course together: owners name others, editors edit; grants may expire."""

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

    class Meta(Dated.Meta):
        verbose_name = _("member of the course team")
        verbose_name_plural = _("course team")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor"]), name="curriculum_courseteam_role_known"
            ),
            models.UniqueConstraint(
                fields=["course", "person"],
                condition=Q(ends_at__isnull=True),
                name="curriculum_courseteam_one_open",
                violation_error_message=_("This person is in the course team already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.person} · {self.course}"
