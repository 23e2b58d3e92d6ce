"""Words of the school's own that could point to a patient: its wards, its towns, its attendings."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet


class SchoolWord(models.Model):
    """One name the identifier check looks for, besides what it finds by itself."""

    class Kind(models.TextChoices):
        PLACE = "place", _("a place: hospital, ward, clinic, town")
        NAME = "name", _("a person: an attending, a head of a ward")

    word = models.CharField(
        _("word or name"), max_length=80, help_text=_("As it is written: “Willow Ward”.")
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.PLACE)
    # What the running portal looks at to learn that the list has changed.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of the school")
        verbose_name_plural = _("words of the school")
        ordering = ["word"]
        indexes = [models.Index(fields=["changed_at"])]
        constraints = [
            models.UniqueConstraint(
                Lower("word"),
                name="accounts_schoolword_once",
                violation_error_message=_("This word is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.word
