"""What a queue remembers: who was told "read, thank you", and who is writing an answer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.version import Version


class VersionAsk(models.Model):
    """What the writer would like from her reader, in one sentence. It goes out with the version."""

    version = models.OneToOneField(Version, models.PROTECT, primary_key=True, related_name="ask")
    body = models.TextField()

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Ask of version {str(self.version_id)[:8]}"


class Acknowledgement(models.Model):
    """A reader said: read, thank you, I will write back by that day. It stops no clock."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"], name="reflections_acknowledgement_once"
            )
        ]

    def __str__(self) -> str:
        return f"Acknowledgement {self.pk}"


class Claim(models.Model):
    """Who is writing the answer to a version that two may answer, for half an hour at a time.

    Once the lease is over it holds nobody off. Its author never learns of it.
    """

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="claim")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    # Who would like to answer instead, and asked the holder.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "until"])]

    def __str__(self) -> str:
        return f"Claim on version {str(self.version_id)[:8]}"

    def is_live(self, at: datetime | None = None) -> bool:
        """Say whether its lease still runs."""
        return self.until > (at or timezone.now())
