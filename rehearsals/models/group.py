"""A group of a rehearsal: who sits together, where they are, and who plays whom."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from rehearsals import clock
from rehearsals.models.rehearsal import Rehearsal

PHASES = list(clock.PHASES)


class Group(models.Model):
    """Some who play together, with a clock of their own: a time-out here stops nobody there."""

    class Phase(models.TextChoices):
        PREBRIEF = clock.PREBRIEF, _("Pre-brief")
        PREPARE = clock.PREPARE, _("Prepare")
        PLAY = clock.PLAY, _("Play")
        DEROLE = clock.DEROLE, _("De-role")
        DEBRIEF = clock.DEBRIEF, _("Debrief")
        REPLAY = clock.REPLAY, _("Second go")
        CLOSED = clock.CLOSED, _("Closed")

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=8, choices=Phase, default=Phase.PREBRIEF)
    # No moment: the clock has not been started.
    phase_started_at = models.DateTimeField(null=True)
    seconds_allowed = models.PositiveIntegerField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    rotation = models.PositiveSmallIntegerField(default=1)
    # Whose turn it is in the debrief: a place in ``debriefing.turns``.
    speaker = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "number"], name="rehearsals_group_one_per_number"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=PHASES), name="rehearsals_group_phase_known"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(phase__in=list(clock.IN_ROLE)),
                name="rehearsals_group_paused_in_play",
            ),
        ]

    def __str__(self) -> str:
        return f"Group {self.number} of rehearsal {str(self.rehearsal_id)[:8]}"

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def shown_phase(self) -> str:
        """Return the phase as people name it: a time-out is one of its own."""
        return clock.PAUSED if self.is_paused else self.phase

    @property
    def has_begun(self) -> bool:
        return self.phase_started_at is not None

    def seconds_left(self) -> int | None:
        """Return the seconds left at this moment; None where no clock runs."""
        return clock.left(self, timezone.now())


class Place(models.Model):
    """Somebody is in the room. Leaving takes this row away, and nothing says it was there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="places")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="places")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    # Whether she is ready to play this one; not said is not yes. Forgotten when it is closed.
    may_play = models.BooleanField(null=True)
    # When she said to be herself again; forgotten when the next round begins.
    deroled_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "person"], name="rehearsals_place_one_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Place {str(self.pk)[:8]}"


class Casting(models.Model):
    """Who takes which role in which round. Those of the group's present round are current."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="castings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=12)
    rotation = models.PositiveSmallIntegerField(default=1)
    # Sits behind whoever plays the role, has the same brief, and may tap in.
    is_mirror = models.BooleanField(default=False)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person", "rotation"], name="rehearsals_casting_one_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"Casting {str(self.pk)[:8]}"
