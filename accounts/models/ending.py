"""How things end: periods, the warning before, holds, closed accounts, and requests."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.dated import Dated
from accounts.policy import PolicyQuerySet


class RetentionRule(models.Model):
    """A period the school changed. What it left alone is as ``accounts.periods`` has it."""

    class Key(models.TextChoices):
        UNSHARED_WRITTEN = "unshared_written", _("unshared pages, after writing")
        UNSHARED_LEFT = "unshared_left", _("unshared pages, after leaving")
        SUBMITTED_LEFT = "submitted_left", _("submitted pages, after leaving")
        ACCOUNT_LEFT = "account_left", _("accounts, after leaving")
        CLOSING = "closing", _("changing one’s mind about closing")
        THROWN = "thrown", _("bringing back what was thrown away")
        NOTICES = "notices", _("notices")
        INVITATIONS = "invitations", _("invitations")
        FEEDS = "feeds", _("ended calendar addresses")
        ADMIN_LOG = "admin_log", _("the admin’s log")
        AUDIT = "audit", _("the audit trail")

    key = models.CharField(_("of what"), max_length=20, choices=Key, primary_key=True)
    period = models.PositiveSmallIntegerField(_("how long"))
    reason = models.CharField(
        _("why"), max_length=300, help_text=_("A law, a decision of the school: one sentence.")
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("period of keeping")
        verbose_name_plural = _("periods of keeping")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.get_key_display()


class LegalHold(Dated):
    """A duty to keep what somebody wrote: while it lasts, nothing of hers goes by itself."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    reference = models.CharField(
        _("reference"),
        max_length=60,
        help_text=_("The number of the case or the file. Never what it is about."),
    )
    is_told = models.BooleanField(
        _("the person may know"),
        default=True,
        help_text=_("Take this away only where the law forbids telling."),
    )

    class Meta(Dated.Meta):
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.reference


class Forewarning(models.Model):
    """What of hers goes by which rule, and when. What is in none of these does not go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)
    goes_at = models.DateTimeField()
    # The ids of the things it names.
    things = models.JSONField(default=list)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"])]

    def __str__(self) -> str:
        return f"Warning {str(self.pk)[:8]}"


class Closing(models.Model):
    """An account that is to be closed, unless its person signs in before ``due_at``."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Whether the programme office asked on her behalf.
    by_office = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(kept_at__isnull=True, done_at__isnull=True),
                name="accounts_closing_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Closing {self.pk}"


class DeletionRequest(models.Model):
    """A person asks that something she submitted be deleted. The office sees an id and a date."""

    class Outcome(models.TextChoices):
        DONE = "done", _("deleted")
        KEPT = "kept", _("kept")
        TAKEN_BACK = "taken_back", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    thing = models.CharField(max_length=40)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    settled_at = models.DateTimeField(_("settled"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to delete")
        verbose_name_plural = _("requests to delete")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing"],
                condition=Q(settled_at__isnull=True),
                name="accounts_deletionrequest_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"Request {str(self.id)[:8]}"
