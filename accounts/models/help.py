"""Whom to turn to. The school keeps these; the portal is not a crisis service."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from accounts.routes import Route

STALE_AFTER = timedelta(days=180)


class HelpContactQuerySet(PolicyQuerySet):
    """Contacts, by what they are for."""

    def on_route(self, route: str) -> Self:
        """Return those that answer on this route; on A whatever is for right now as well."""
        found = models.Q(**{f"for_{Route(route)}": True})
        if route == Route.SAFETY:
            found |= models.Q(is_urgent=True)
        return self.filter(found)

    def fresh(self) -> Self:
        """Return those that somebody has checked within half a year."""
        return self.filter(last_checked_on__gte=timezone.localdate() - STALE_AFTER)


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
    for_safety = models.BooleanField(
        _("A: urgent safety"), default=False, help_text=_("Shown to a mentor who is on this route.")
    )
    for_wellbeing = models.BooleanField(_("B: wellbeing"), default=False)
    for_mistreatment = models.BooleanField(_("C: mistreatment"), default=False)
    for_patients = models.BooleanField(_("D: patient safety or professionalism"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    last_checked_on = models.DateField(_("last checked"))

    objects = HelpContactQuerySet.as_manager()

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
    def routes(self) -> list[Route]:
        """Return the routes on which it answers."""
        now = [Route.SAFETY] if self.is_urgent else []
        return [route for route in Route if route in now or getattr(self, f"for_{route}")]

    @property
    def is_for_somebody(self) -> bool:
        """Say whether it is there for people themselves, not only to take a report."""
        routes = self.routes
        return not routes or Route.SAFETY in routes or Route.WELLBEING in routes

    @property
    def dial(self) -> str:
        """Return the phone number as a dialler wants it: digits and a leading plus."""
        digits = "".join(c for c in self.phone if c.isdigit())
        return f"+{digits}" if self.phone.strip().startswith("+") else digits
