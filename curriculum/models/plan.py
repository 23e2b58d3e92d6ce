"""What bends a release plan: weeks without teaching, and one student's later date."""

from datetime import time
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Cohort
from accounts.policy import PolicyQuerySet
from curriculum.models.release import Release, moment


class SkipWeek(models.Model):
    """Days of a cohort on which nothing is due: exams, the start of a clerkship, holidays."""

    class Reason(models.TextChoices):
        EXAMS = "exams", _("exams")
        CLERKSHIP = "clerkship", _("first week of a clerkship")
        HOLIDAYS = "holidays", _("holidays")

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="skip_weeks", verbose_name=_("cohort")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until and including"))
    reason = models.CharField(_("because of"), max_length=12, choices=Reason, default=Reason.EXAMS)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("week to skip")
        verbose_name_plural = _("weeks to skip")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="curriculum_skipweek_ends_after_start",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["exams", "clerkship", "holidays"]),
                name="curriculum_skipweek_reason_known",
            ),
            models.UniqueConstraint(
                fields=["cohort", "starts_on", "ends_on"],
                name="curriculum_skipweek_once",
                violation_error_message=_("These days are skipped already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class Extension(models.Model):
    """One student's own later due date for one release. No reason is asked or kept."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="extensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="extensions")
    due_on = models.DateField()
    due_time = models.TimeField(default=time(23, 59))
    due_at = models.DateTimeField(editable=False)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "person"], name="curriculum_extension_one_each"
            ),
        ]

    def __str__(self) -> str:
        return f"Extension {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Set the instant from the local day; the zone is that of the release."""
        self.due_at = moment(self.due_on, self.due_time, self.release.time_zone)
