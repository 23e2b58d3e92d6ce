"""What happened, as ids and verbs: never a name, never a word anybody wrote."""

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet


class AuditQuerySet(PolicyQuerySet):
    """Rows that can be read and added. A trigger refuses their change."""

    def delete(self) -> NoReturn:
        raise TypeError("An audit event is never deleted through the application.")

    def forget(self) -> int:
        """Delete these events, because the period for keeping them is over; return how many."""
        return self._raw_delete(self.db)


class AuditEvent(models.Model):
    """One act. Strings instead of foreign keys, so that the log outlives its subjects."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    verb = models.CharField(_("what"), max_length=60)
    by = models.CharField(_("by"), max_length=36, blank=True, db_index=True)
    about_kind = models.CharField(_("kind"), max_length=60, blank=True)
    about = models.CharField(_("about"), max_length=40, blank=True, db_index=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.about_kind} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An audit event is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit event is never deleted through the application.")
