"""Pages shared by choice: words as they stood then, for fellow students named one by one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Cohort, Group
from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry


class Share(models.Model):
    """One sharing of one page, with the students of a cohort or of a mentor group in it."""

    # Its address for readers: nothing in it leads to the page it was made from.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="shares")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="+")
    is_named = models.BooleanField()
    made_at = models.DateTimeField(default=timezone.now)
    # From when it can be read: at once, or the next morning where nobody is to guess by the hour.
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    # The draft revision it froze, and how many words that were.
    revision = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    # As on a version: she said that nobody would recognise the patient, and why something stays.
    attested_at = models.DateTimeField(default=timezone.now)
    kept_for = models.JSONField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            # Twice at once, with a name and without, would tell whose the one without is.
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(ended_at__isnull=True),
                name="reflections_share_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(is_named=True),
                name="reflections_share_with_a_group_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"Share {str(self.pk)[:8]}"

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def has_begun(self) -> bool:
        """Say whether the readers find it already."""
        return self.since <= timezone.now()


class ShareText(models.Model):
    """The words that were shared, as they stood then. Ending a share takes this row away."""

    share = models.OneToOneField(Share, models.PROTECT, primary_key=True, related_name="text")
    title = models.TextField(blank=True)
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    objects = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Text of share {str(self.share_id)[:8]}"


class ShareReader(models.Model):
    """One student named on the page that asked; reads while both are in the company it was for."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share", "person"], name="reflections_sharereader_named_once"
            )
        ]
        indexes = [models.Index(fields=["person", "share"])]

    def __str__(self) -> str:
        return f"Reader of share {str(self.share_id)[:8]}"
