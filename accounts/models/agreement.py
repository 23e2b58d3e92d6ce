"""What a mentor agrees to, once in a programme year."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet

# Which words were agreed to: a new day whenever they change, and everybody is asked once more.
EDITION = "2026-11"


class Agreement(models.Model):
    """One person agreed to read as a mentor does, until her programme year ends."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="agreements",
        verbose_name=_("person"),
    )
    edition = models.CharField(_("edition of the text"), max_length=10, default=EDITION)
    signed_at = models.DateTimeField(_("agreed on"), default=timezone.now)
    until = models.DateTimeField(_("holds until"))

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentor’s agreement")
        verbose_name_plural = _("mentors’ agreements")
        ordering = ["-signed_at"]
        indexes = [models.Index(fields=["person", "until"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("signed_at")),
                name="accounts_agreement_holds_for_a_while",
            )
        ]

    def __str__(self) -> str:
        return f"Agreement {self.pk}"
