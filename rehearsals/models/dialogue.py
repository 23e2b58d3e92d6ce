"""A dialogue inside a group: whose turn it is, and the one thing the group makes together.

Nowhere is it kept what somebody thinks, or thought before: no row joins a view to a name.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from rehearsals.models.group import Group, Place

LONGEST_LINE = 300
MOST_LINES = 40


class Dialogue(models.Model):
    """Where a group stands in its rounds. When it is closed only a kept map leaves this row."""

    group = models.OneToOneField(Group, models.CASCADE, primary_key=True, related_name="dialogue")
    # Of the group: when others take the parts, the rounds begin anew. The map goes on.
    rotation = models.PositiveSmallIntegerField(default=1)
    # The round of the scenario that is on; 0 until the first begins.
    round = models.PositiveSmallIntegerField(default=0)
    # How many had their turn in this round, or passed on it: nobody reads which.
    turns = models.PositiveSmallIntegerField(default=0)
    speaker = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="+")
    listener = models.ForeignKey(Place, models.SET_NULL, null=True, related_name="+")
    # The listener says it back; the turn moves on when the speaker says yes.
    is_restating = models.BooleanField(default=False)
    # The speaker said “not yet”: something is missing in what was said back.
    is_again = models.BooleanField(default=False)
    # The second of the group’s clock at which this turn began.
    turn_began = models.PositiveIntegerField(default=0)
    kept_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Dialogue of group {self.group_id}"


class Acceptance(models.Model):
    """Somebody in the room accepts the agreements. It goes with her place, and at the end."""

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="acceptance")

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Acceptance {str(self.place_id)[:8]}"


class Assent(models.Model):
    """Somebody would keep the map as it stands. Hers alone; it goes when the map changes."""

    place = models.OneToOneField(Place, models.CASCADE, primary_key=True, related_name="assent")

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Assent {str(self.place_id)[:8]}"


class MapLine(models.Model):
    """A line of the common-ground map. It is the group’s: who wrote it is kept nowhere."""

    class Column(models.TextChoices):
        AGREE = "agree", _("We agree")
        MEANS = "means", _("We agree on the aim, and differ on the means")
        DIFFER = "differ", _("We differ")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="map_lines")
    column = models.CharField(max_length=6, choices=Column)
    text = models.CharField(max_length=LONGEST_LINE)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(column__in=["agree", "means", "differ"]),
                name="rehearsals_mapline_column_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {str(self.pk)[:8]}"
