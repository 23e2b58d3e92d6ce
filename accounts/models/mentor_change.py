"""A student asked for another mentor. No reason is stored, nor asked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.cohort import Cohort
from accounts.models.mentoring import Mentoring
from accounts.policy import PolicyQuerySet


class MentorChange(models.Model):
    """The request, and whether it was met. Her pairing ended the moment she asked."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("student")
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="mentor_changes", verbose_name=_("cohort")
    )
    # The pairing that ended; whoever sees the request is not told whose it was.
    mentoring = models.ForeignKey(Mentoring, models.PROTECT, related_name="changes")
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    met_at = models.DateTimeField(_("has a new mentor since"), null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for another mentor")
        verbose_name_plural = _("requests for another mentor")
        constraints = [
            models.UniqueConstraint(
                fields=["student", "cohort"],
                condition=Q(met_at__isnull=True),
                name="accounts_mentorchange_one_open_per_cohort",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.cohort}"
