"""Offices held in the school rather than in a cohort."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated


class Appointment(Dated):
    """One office of one person, for a time."""

    class Office(models.TextChoices):
        ADMINISTRATOR = "administrator", _("programme administrator")
        WELLBEING = "wellbeing", _("wellbeing lead")
        APPROVER = "approver", _("break-glass approver")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="appointments",
        verbose_name=_("person"),
    )
    office = models.CharField(_("office"), max_length=14, choices=Office)

    class Meta(Dated.Meta):
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(office__in=["administrator", "wellbeing", "approver"]),
                name="accounts_appointment_office_known",
            ),
            models.UniqueConstraint(
                fields=["person", "office"],
                condition=Q(ends_at__isnull=True),
                name="accounts_appointment_one_open_per_office",
                violation_error_message=_("This person holds this office already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_office_display()} · {self.person}"
