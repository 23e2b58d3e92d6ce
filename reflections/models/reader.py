"""Readers are rows: exactly the people named on the button, and who opened what, when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry
from reflections.models.version import Version


class Reader(models.Model):
    """One person who may read one version, as long as the relationship behind it also holds."""

    class Via(models.TextChoices):
        MENTOR = "mentor", _("your mentor")
        COVER = "cover", _("reading while your mentor is away")
        LEAD = "lead", _("the lead of your cohort")
        ASKED = "asked", _("you asked for them as another reader")

    version = models.ForeignKey(Version, models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    via = models.CharField(max_length=8, choices=Via)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    # Since when nothing of it waits for an answer (reflections/actions/settling.py). It only keeps
    # a queue from looking through years of answered pages; None is always safe.
    settled_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "version"]),
            models.Index(
                fields=["person"],
                condition=Q(settled_at__isnull=True),
                name="reflections_reader_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person", "via"], name="reflections_reader_named_once"
            ),
            models.CheckConstraint(
                condition=Q(via__in=["mentor", "cover", "lead", "asked"]),
                name="reflections_reader_via_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Reader of version {str(self.version_id)[:8]}"


class Reading(models.Model):
    """Somebody other than the author opened an entry. The author sees every one of these."""

    class Door(models.TextChoices):
        DESK = "desk", _("at the desk")
        PAGE = "page", _("on the page")
        SHARE = "share", _("on the page you shared")
        GLASS = "glass", _("with break-glass")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="readings")
    # Which version was read; None of what was shared, and of what was read before this was kept.
    # The database refuses a reading of a version that is being taken back at that very moment.
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    door = models.CharField(max_length=8, choices=Door)
    at = models.DateTimeField(default=timezone.now)
    # From when the author's log shows it; later only where she is told of break-glass later.
    shown_from = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["entry", "-at"])]

    def __str__(self) -> str:
        return f"Reading of entry {str(self.entry_id)[:8]}"
