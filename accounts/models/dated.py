"""Relationships with dates: access begins and lapses by itself."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet


def is_current(at: datetime, prefix: str = "") -> Q:
    """Return the condition "begun and not ended at ``at``" for dated rows behind ``prefix``."""
    return Q(**{f"{prefix}starts_at__lte": at}) & (
        Q(**{f"{prefix}ends_at__isnull": True}) | Q(**{f"{prefix}ends_at__gt": at})
    )


class DatedQuerySet(PolicyQuerySet):
    """Rows with a beginning and, sooner or later, an end."""

    def current(self, at: datetime | None = None) -> Self:
        """Return the rows that hold at ``at`` (now, unless said otherwise)."""
        return self.filter(is_current(at or timezone.now()))


class Dated(models.Model):
    """Something that is true of people from one moment until another."""

    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=_("It cannot end before it begins."),
            )
        ]

    @property
    def is_over(self) -> bool:
        """Say whether this ended already."""
        return self.ends_at is not None and self.ends_at <= timezone.now()
