"""Whom to turn to. The school keeps these; the portal is not a crisis service."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet

STALE_AFTER = timedelta(days=180)


class HelpContact(models.Model):
    """One place that helps, with the day somebody last made sure it answers."""

    name = models.CharField(_("name"), max_length=120)
    what = models.CharField(
        _("what for"), max_length=300, help_text=_("One sentence: who answers, what it costs.")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    url = models.URLField(_("web address"), blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    is_urgent = models.BooleanField(
        _("for right now"), default=False, help_text=_("Shown first: somebody may be in danger.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    last_checked_on = models.DateField(_("last checked"))

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("help contact")
        verbose_name_plural = _("help contacts")
        ordering = ["-is_urgent", "position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_stale(self) -> bool:
        """Say whether nobody has checked this contact for half a year."""
        return timezone.localdate() - self.last_checked_on > STALE_AFTER

    @property
    def dial(self) -> str:
        """Return the phone number as a dialler wants it: digits and a leading plus."""
        digits = "".join(c for c in self.phone if c.isdigit())
        return f"+{digits}" if self.phone.strip().startswith("+") else digits
