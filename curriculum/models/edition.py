"""An edition of a scenario: the whole of it as it was published, frozen."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.policy import PolicyQuerySet
from curriculum.models.scenario import Scenario


class ScenarioEdition(models.Model):
    """What is played, printed and read, whatever is being edited meanwhile.

    ``document`` holds every brief: whoever may not read those is shown a part of it only
    (curriculum/scenario_document.py).
    """

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="editions", verbose_name=gettext_lazy("scenario")
    )
    number = models.PositiveIntegerField(gettext_lazy("edition"))
    published_at = models.DateTimeField(gettext_lazy("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("published by"),
    )
    note = models.CharField(
        gettext_lazy("what is new"), max_length=200, blank=True, help_text=gettext_lazy("One line.")
    )
    document = models.JSONField(gettext_lazy("document"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("edition of a scenario")
        verbose_name_plural = gettext_lazy("editions of scenarios")
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "number"], name="curriculum_scenarioedition_number_once"
            )
        ]

    def __str__(self) -> str:
        return _("edition %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep a new edition. TypeError for one that is kept already: it stays as it is."""
        if not self._state.adding:
            raise TypeError("An edition never changes; publish another one.")
        super().save(*args, **kwargs)
