"""Days on which a mentor is away, so that somebody can be found to read meanwhile."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated


class Leave(Dated):
    """One absence of one mentor. No reason is asked or kept; it gives nobody any right."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="leaves", verbose_name=_("mentor")
    )

    class Meta(Dated.Meta):
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["person", "starts_at"])]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def last_day(self) -> date | None:
        """Return the last day of it, in the reader's zone: it ends when that day does."""
        if self.ends_at is None:
            return None
        return timezone.localdate(self.ends_at - timedelta(seconds=1))

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()
