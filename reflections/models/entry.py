"""A page of somebody's journal. It has no status column: what it is, its rows say."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Draft
from accounts.policy import PolicyQuerySet
from curriculum.models import Lesson, PageForm, Prompt, Release
from curriculum.models.shelf import LONGEST_SHELF_PROMPT


class Entry(models.Model):
    """One page. A draft beside it is being written; versions of it were submitted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries")
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="entries")
    lesson = models.ForeignKey(Lesson, models.PROTECT, null=True, related_name="entries")
    prompt = models.ForeignKey(Prompt, models.PROTECT, null=True, related_name="entries")
    # Of a free page: the words of the shelf's prompt it began from, kept as they were.
    begun_from = models.CharField(max_length=LONGEST_SHELF_PROMPT, blank=True)
    # Chosen while it is only a draft; once submitted it stays.
    form = models.CharField(max_length=12, choices=PageForm.choices, default=PageForm.FREE)
    # Of a letter: its author asked not to be shown it before this day. A wish, not a lock.
    closed_until = models.DateField(null=True)
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, related_name="entry")
    started_at = models.DateTimeField(default=timezone.now)
    # Thrown away by its author, or emptied: nobody reads it, and what is left tells no words.
    gone_at = models.DateTimeField(null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "-started_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "release", "lesson"], name="reflections_entry_one_per_lesson"
            ),
            models.CheckConstraint(
                condition=Q(release__isnull=True, lesson__isnull=True)
                | Q(release__isnull=False, lesson__isnull=False),
                name="reflections_entry_release_with_lesson",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {str(self.pk)[:8]}"

    @property
    def is_closed(self) -> bool:
        """Say whether this is a letter whose author asked not to be shown it yet."""
        is_kept = self.form == PageForm.LETTER and self.closed_until is not None
        return is_kept and timezone.localdate() < self.closed_until
