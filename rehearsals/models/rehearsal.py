"""A rehearsal: one scenario, played by people of one cohort who are in one room."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Cohort
from accounts.models import Group as Circle
from accounts.policy import PolicyQuerySet
from curriculum import scenario_document
from curriculum.models import Scenario, ScenarioEdition
from rehearsals import debriefing


class Rehearsal(models.Model):
    """What holds for everybody in the room. The clocks are the groups' own."""

    class Debrief(models.TextChoices):
        ALOBA = debriefing.ALOBA, _("ALOBA: begin with what the player wants")
        PENDLETON = debriefing.PENDLETON, _("Pendleton: what went well, then what to change")
        SET_GO = (
            debriefing.SET_GO,
            _("SET-GO: what we saw, what you think, goal, offers"),
        )
        GAS = debriefing.GAS, _("GAS: gather, analyse, summarise (short)")
        PEARLS = debriefing.PEARLS, _("PEARLS: reactions, what happened, why, summary")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="rehearsals")
    # Only these of the cohort, where it is for a part of it.
    part = models.ForeignKey(Circle, models.SET_NULL, null=True, related_name="rehearsals")
    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="rehearsals")
    edition = models.ForeignKey(ScenarioEdition, models.PROTECT, related_name="rehearsals")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    place = models.CharField(_("where"), max_length=80, blank=True)
    # What people type to come in; none any more once it is closed.
    code = models.CharField(max_length=6, blank=True)
    debrief_model = models.CharField(
        _("order of the debrief"), max_length=10, choices=Debrief, default=Debrief.ALOBA
    )
    # How often something changed that everybody sees, and that only who runs it sees. Numbers only.
    sequence = models.PositiveIntegerField(default=0)
    arrivals = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    debrief_opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(debrief_model__in=["aloba", "pendleton", "set_go", "gas", "pearls"]),
                name="rehearsals_rehearsal_debrief_known",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code=""), name="rehearsals_rehearsal_code_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(code=""),
                name="rehearsals_rehearsal_closed_has_no_code",
            ),
        ]

    def __str__(self) -> str:
        return f"Rehearsal {str(self.pk)[:8]}"

    @cached_property
    def document(self) -> scenario_document.Document:
        """Return the whole scenario as it was pinned: for whoever runs it, and for nobody else."""
        return scenario_document.from_json(self.edition.document)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class Brief(models.Model):
    """One role as it was pinned when the rehearsal was opened, with what its holder alone reads.

    Always fetched through its rule, words and right in one query.
    """

    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="briefs")
    role_key = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    document = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rehearsal", "role_key"], name="rehearsals_brief_one_per_role"
            ),
        ]

    def __str__(self) -> str:
        return f"Brief {self.pk}"

    @property
    def content(self) -> scenario_document.Brief | None:
        """Return what the role knows, wants and fears; None for one without a brief."""
        return scenario_document.brief_from_json(self.document) if self.document else None
