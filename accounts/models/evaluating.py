"""Who evaluates whom during a clerkship: meanwhile the two are never mentor and student."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.days import last_day
from accounts.models.cohort import Cohort
from accounts.models.dated import Dated


class Evaluating(Dated):
    """One evaluator of one student, from a day until a day. It holds the firewall, no more."""

    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("evaluator")
    )
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("student")
    )
    # Whose lead keeps the list; the firewall itself knows no cohorts.
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="evaluating", verbose_name=_("cohort")
    )

    class Meta(Dated.Meta):
        verbose_name = _("evaluator of a student")
        verbose_name_plural = _("evaluators of students")
        indexes = [models.Index(fields=["evaluator", "student"])]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(evaluator=F("student")),
                name="accounts_evaluating_not_oneself",
                violation_error_message=_("Nobody evaluates themselves."),
            ),
            models.UniqueConstraint(
                fields=["evaluator", "student", "cohort"],
                condition=Q(ends_at__isnull=True),
                name="accounts_evaluating_one_open",
                violation_error_message=_("This is known already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluator} · {self.student}"

    @property
    def last_day(self) -> date | None:
        """Return the last day of it, in the reader's zone."""
        return last_day(self.ends_at)
