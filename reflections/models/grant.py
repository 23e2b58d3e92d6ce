"""Break-glass: one entry opened to one person for an hour, with a second person's consent."""

import uuid
from datetime import datetime, timedelta
from enum import Enum
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry

HOUR = timedelta(minutes=60)
# Nobody decided: after this the request has lapsed.
WAITS = timedelta(days=7)
# The longest that telling the author may be put off, and only on a ground in law.
LONGEST_DELAY = timedelta(days=90)


def in_a_week() -> datetime:
    """Return when a request made now has lapsed, if nobody decides."""
    return timezone.now() + WAITS


class GrantState(Enum):
    """Where a request stands."""

    WAITING = "waiting"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LAPSED = "lapsed"
    OPEN = "open"
    OVER = "over"


SAID: dict[GrantState, str | Promise] = {
    GrantState.WAITING: _("Waits for a second person"),
    GrantState.CANCELLED: _("Taken back"),
    GrantState.DECLINED: _("Declined"),
    GrantState.LAPSED: _("Nobody decided within seven days"),
    GrantState.OPEN: _("Open"),
    GrantState.OVER: _("Over"),
}


class GrantQuerySet(PolicyQuerySet):
    """Requests, and those that open something at a moment."""

    def waiting(self, at: datetime) -> Self:
        """Return those nobody has decided, not taken back and not too old."""
        return self.filter(decided_at__isnull=True, cancelled_at__isnull=True, lapses_at__gt=at)

    def open_at(self, at: datetime) -> Self:
        """Return those that open an entry at ``at``."""
        return self.filter(opened_at__lte=at, ends_at__gt=at)


class Grant(models.Model):
    """A request to read one entry; approved, it opens what was submitted of it for an hour.

    Anything may be asked for. Whether there is something behind the id is looked at only when a
    second person has approved, and no page says it: ``entry`` stays empty for a draft and for an id
    that never was, and then nothing opens.
    """

    class Ground(models.TextChoices):
        AUTHOR = "author", _("the author asked for it")
        LAW = "law", _("a court or a law demands it")
        HARM = "harm", _("somebody may be at risk of serious harm")
        CONDUCT = "conduct", _("a complaint about how somebody was treated")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_for = models.UUIDField()
    ground = models.CharField(max_length=8, choices=Ground)
    asked_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField(default=in_a_week)
    cancelled_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    # Approved: from this moment until that one; declined: neither.
    opened_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    # What it opens: an entry with something submitted at that moment.
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="grants")
    # When the author is told: at once, or on the day a ground in law allows.
    tell_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["entry", "asked_by"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="reflections_grant_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, ends_at__isnull=True)
                | Q(decided_by__isnull=False, ends_at__gte=F("opened_at")),
                name="reflections_grant_opened_once_decided",
            ),
            models.CheckConstraint(
                condition=Q(entry__isnull=True)
                | Q(opened_at__isnull=False, tell_at__gte=F("opened_at")),
                name="reflections_grant_author_is_told",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=["author", "law", "harm", "conduct"]),
                name="reflections_grant_ground_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Grant {str(self.pk)[:8]}"

    def state_at(self, at: datetime) -> GrantState:
        """Say where the request stands at ``at``."""
        if self.cancelled_at is not None:
            return GrantState.CANCELLED
        if self.opened_at is not None and self.ends_at is not None:
            return GrantState.OPEN if at < self.ends_at else GrantState.OVER
        if self.decided_at is not None:
            return GrantState.DECLINED
        return GrantState.WAITING if at < self.lapses_at else GrantState.LAPSED

    @property
    def state(self) -> GrantState:
        return self.state_at(timezone.now())

    @property
    def said(self) -> str | Promise:
        """Return where it stands in a few words."""
        return SAID[self.state]

    @property
    def is_waiting(self) -> bool:
        return self.state is GrantState.WAITING

    @property
    def is_open(self) -> bool:
        return self.state is GrantState.OPEN

    @property
    def was_opened(self) -> bool:
        return self.opened_at is not None


class GrantText(models.Model):
    """Why it was asked for, and the ground in law on which the author is told later."""

    grant = models.OneToOneField(Grant, models.CASCADE, primary_key=True, related_name="text")
    reason = models.TextField()
    delay = models.TextField(blank=True)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of grant {str(self.grant_id)[:8]}"
