"""Smaller circles inside a cohort: mentor groups and sites."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.cohort import Cohort
from accounts.models.dated import Dated
from accounts.policy import PolicyQuerySet


class Group(models.Model):
    """A mentor group or a site within a cohort."""

    class Kind(models.TextChoices):
        MENTOR_GROUP = "mentor_group", _("mentor group")
        SITE = "site", _("site")

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="groups", verbose_name=_("cohort")
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind, default=Kind.MENTOR_GROUP)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["cohort", "name"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name"], name="accounts_group_name_in_cohort")
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(Dated):
    """Being in a group for a time."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="memberships", verbose_name=_("group")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="group_memberships",
        verbose_name=_("person"),
    )

    class Meta(Dated.Meta):
        verbose_name = _("place in a group")
        verbose_name_plural = _("places in groups")

    def __str__(self) -> str:
        return f"{self.person} · {self.group}"
