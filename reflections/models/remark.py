"""A pencil remark on exact words of one version."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import PolicyQuerySet
from reflections.models.version import Version


class Remark(models.Model):
    """Anchored to code points ``start`` to ``end`` of the body; sent together with the reply."""

    class Kind(models.TextChoices):
        """What it is, in a word; a remark need not say."""

        APPRECIATION = "appreciation", _("Appreciation")
        QUESTION = "question", _("Question")
        RESONANCE = "resonance", _("Resonance")
        SUGGESTION = "suggestion", _("Suggestion")
        IDENTIFIER = "identifier", _("Possible identifier")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    # In a newer version the same remark is a row of its own; the first stays where it was made.
    carried_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="carried_to"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["start", "end", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="reflections_remark_on_some_words"
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "",
                        "appreciation",
                        "question",
                        "resonance",
                        "suggestion",
                        "identifier",
                    ]
                ),
                name="reflections_remark_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Remark {str(self.pk)[:8]}"

    @property
    def is_identifier(self) -> bool:
        return self.kind == self.Kind.IDENTIFIER


class RemarkText(models.Model):
    """The remark, and the quotation that ties it to its words."""

    remark = models.OneToOneField(Remark, models.CASCADE, primary_key=True, related_name="text")
    body = models.TextField()
    quote = models.TextField()
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of remark {str(self.remark_id)[:8]}"


class Helped(models.Model):
    """The student said that this remark helped; without the row she said nothing."""

    remark = models.OneToOneField(Remark, models.CASCADE, primary_key=True, related_name="helped")
    said_at = models.DateTimeField(default=timezone.now)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Remark {str(self.remark_id)[:8]} helped"
