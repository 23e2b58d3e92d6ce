"""What was submitted, as it was at that moment. Permanent; only its text can be erased."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.models import Cohort
from accounts.policy import PolicyQuerySet
from curriculum.models import Prompt
from reflections.models.entry import Entry


class Version(models.Model):
    """One submission of an entry, with the audience fixed in its ``Reader`` rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    prompt = models.ForeignKey(Prompt, models.PROTECT, null=True, related_name="+")
    # The cohort whose mentors and lead it was addressed to; None without any cohort.
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    # The draft revision it froze: a second click on the same text makes no second version.
    revision = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    is_late = models.BooleanField(default=False)
    wants_contact = models.BooleanField(default=False)
    # She said that nobody would recognise the patient; None for versions from before it was asked.
    attested_at = models.DateTimeField(null=True)
    # Why what looked like an identifier stays: categories by class ({"date": ["made_up"]}), never
    # words or places. None where nothing had to be said.
    kept_for = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "number"], name="reflections_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["entry", "revision"], name="reflections_version_one_per_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of entry {str(self.entry_id)[:8]}"


class VersionText(models.Model):
    """The words of a version, exactly as typed."""

    version = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="text")
    title = models.TextField(blank=True)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of version {str(self.version_id)[:8]}"
