"""Pictures on a page: on the draft they are the author's alone, on a version its readers' too."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry
from reflections.models.version import Version


class Picture(models.Model):
    """One picture of a page, rebuilt from its pixels. Her word stands beside it: nobody in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="pictures")
    # The name of the kept file, as ``accounts.uploads`` gave it.
    file = models.CharField(max_length=60, unique=True)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    # "No people, no records": said for this very picture before it was kept.
    attested_at = models.DateTimeField(default=timezone.now)
    # Taken off the page, while a submitted version still shows it.
    removed_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["entry", "added_at"])]
        constraints = [
            models.CheckConstraint(condition=~Q(file=""), name="reflections_picture_has_a_file")
        ]

    def __str__(self) -> str:
        return f"Picture {str(self.pk)[:8]}"


class PictureText(models.Model):
    """What is in the picture, for those who do not see it."""

    picture = models.OneToOneField(Picture, models.CASCADE, primary_key=True, related_name="text")
    description = models.TextField()

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of picture {str(self.picture_id)[:8]}"


class VersionPicture(models.Model):
    """A picture that was on the page when a version was submitted: it is part of that version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="versions")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["picture__added_at", "picture"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "picture"], name="reflections_versionpicture_once"
            )
        ]

    def __str__(self) -> str:
        return f"Picture of version {str(self.version_id)[:8]}"
