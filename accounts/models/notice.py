"""The outbox: what somebody is to be told, without a word of what it is about."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet


class Notice(models.Model):
    """One thing to tell one person. Whether she may still know is asked again at send time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    about_kind = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=40, blank=True)
    # Said once: the same kind about the same thing is one notice, however often it is told.
    once = models.CharField(max_length=160, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    # Since when it could be told, and when to look at it next: after a night, on the morning of
    # collected mail, or after a mail server's refusal.
    ready_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    # Which deliverer has it in hand, and since when.
    claim = models.UUIDField(null=True)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="accounts_notice_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"Notice {str(self.id)[:8]} ({self.kind})"


class NoticeChoice(models.Model):
    """When somebody wants to be told of a group of kinds; without a row, at once."""

    class How(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        DAILY = "daily", _("once a day, together")
        WEEKLY = "weekly", _("once a week, together")
        OFF = "off", _("not by mail")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    group = models.CharField(max_length=40)
    how = models.CharField(max_length=8, choices=How)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"], name="accounts_noticechoice_one_each"
            ),
            models.CheckConstraint(
                condition=Q(how__in=["at_once", "daily", "weekly", "off"]),
                name="accounts_noticechoice_how_known",
            ),
        ]

    def __str__(self) -> str:
        return f"NoticeChoice {self.pk}"
