"""What a cohort is told when it was given another version of a module."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from curriculum.models.module import ModuleVersion
from curriculum.models.release import Release


class ReleaseChange(models.Model):
    """One move of a release from a version to another, with the one line students read."""

    release = models.ForeignKey(
        Release, models.CASCADE, related_name="changes", verbose_name=_("release")
    )
    from_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="+")
    note = models.CharField(_("what changed"), max_length=200)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a release")
        verbose_name_plural = _("changes of releases")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["release", "-at"])]

    def __str__(self) -> str:
        return f"ReleaseChange {self.pk}"
