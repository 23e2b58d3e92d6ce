"""More than a reflection: that somebody was worried, when, and what came of it. No words at all."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import HelpContact
from accounts.policy import PolicyQuerySet
from accounts.routes import Route


class Concern(models.Model):
    """One concern about one student. It names no page, and there is no field to write in."""

    class Whom(models.TextChoices):
        STUDENT = "student", _("the student")
        WELLBEING = "wellbeing", _("the wellbeing lead")
        ON_CALL = "on_call", _("student support on call")
        CRISIS = "crisis", _("a crisis line")
        EMERGENCY = "emergency", _("the emergency services")
        TEAM = "team", _("the team looking after the patient")
        SAFETY = "safety", _("the patient safety office")
        OFFICE = "office", _("the office for complaints")

    class Outcome(models.TextChoices):
        SAFE = "safe", _("reached, safe for now, and what comes next is agreed")
        EMERGENCY = "emergency", _("emergency help was called")
        SUPPORT = "support", _("gone to confidential support")
        HANDED_OVER = "handed_over", _("the wellbeing lead has taken it on")
        OPTIONS = "options", _("was told the options, and decides")
        REPORTED = "reported", _("reported the official way")
        DECLINED = "declined", _("wanted nothing further")
        UNREACHED = "unreached", _("not reached; passed on by phone")

    class Untold(models.TextChoices):
        SELF = "self", _("it could make self-harm more likely")
        OTHERS = "others", _("it could put somebody else in danger")
        LAW = "law", _("a law or an authority forbids it for now")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    route = models.CharField(max_length=12, choices=Route)
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns_about"
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="concerns_raised"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    first_contact_at = models.DateTimeField(null=True)
    # Who was contacted: somebody by what they do, or one of the school's own contacts.
    whom = models.CharField(max_length=10, choices=Whom, blank=True)
    contact = models.ForeignKey(HelpContact, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True)
    # The student sees that it was raised, unless that would raise the risk; then a code says why.
    is_told = models.BooleanField(default=True)
    untold_because = models.CharField(max_length=8, choices=Untold, blank=True)
    # She herself lets the wellbeing lead know her name and how to reach her; and takes it back.
    handed_over_at = models.DateTimeField(null=True)
    # What the trail is still to be told of this, once the day is over: verb, by, code and moment.
    unnoted = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "raised_by", "route"],
                condition=Q(closed_at__isnull=True),
                name="reflections_concern_one_open",
            ),
            models.CheckConstraint(
                condition=Q(route__in=["safety", "wellbeing", "mistreatment", "patients"]),
                name="reflections_concern_route_known",
            ),
            models.CheckConstraint(
                condition=Q(is_told=True, untold_because="")
                | Q(is_told=False, untold_because__in=["self", "others", "law"]),
                name="reflections_concern_untold_because",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""),
                name="reflections_concern_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True) | Q(route="wellbeing", is_told=True),
                name="reflections_concern_handed_over_by_her",
            ),
            models.CheckConstraint(
                condition=Q(whom__in=["", "student", "wellbeing", "on_call", "crisis", "emergency",
                                      "team", "safety", "office"]),
                name="reflections_concern_whom_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "safe", "emergency", "support", "handed_over",
                                         "options", "reported", "declined", "unreached"]),
                name="reflections_concern_outcome_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Concern {str(self.pk)[:8]}"

    @property
    def letter(self) -> str:
        """Return A to D."""
        return Route(self.route).letter

    @property
    def reached(self) -> str:
        """Return who was contacted, in words."""
        return self.contact.name if self.contact else str(self.get_whom_display())
