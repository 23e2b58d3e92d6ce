"""The four routes a concern takes when it is more than a reflection. Data, and nothing else."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Route(models.TextChoices):
    """Where a concern belongs; help contacts name the routes on which they answer."""

    SAFETY = "safety", _("Urgent safety")
    WELLBEING = "wellbeing", _("Wellbeing")
    MISTREATMENT = "mistreatment", _("Mistreatment")
    PATIENTS = "patients", _("Patient safety or professionalism")

    @property
    def letter(self) -> str:
        """Return A to D, as mentors are taught them."""
        return "ABCD"[list(type(self)).index(self)]
