"""Being in a cohort, in a role, for a time."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.cohort import Cohort
from accounts.models.dated import Dated

# Nobody answers more than so many well.
MOST_STUDENTS = 8


class Membership(Dated):
    """One role of one person in one cohort."""

    class Role(models.TextChoices):
        STUDENT = "student", _("student")
        MENTOR = "mentor", _("mentor")
        LEAD = "lead", _("lead")
        FACILITATOR = "facilitator", _("facilitator")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("person"),
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="memberships", verbose_name=_("cohort")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    # Of a mentor, how many students at most; empty: as many as anybody may have.
    capacity = models.PositiveSmallIntegerField(
        _("students at most"), null=True, blank=True, validators=[MaxValueValidator(MOST_STUDENTS)]
    )

    class Meta(Dated.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [models.Index(fields=["cohort", "role", "person"])]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=["student", "mentor", "lead", "facilitator"]),
                name="accounts_membership_role_known",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__lte=MOST_STUDENTS),
                name="accounts_membership_capacity_at_most",
            ),
            models.UniqueConstraint(
                fields=["person", "cohort", "role"],
                condition=Q(ends_at__isnull=True),
                name="accounts_membership_one_open_per_role",
                violation_error_message=_("This person already has this role in this cohort."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.person} · {self.cohort}"
