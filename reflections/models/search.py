"""The index of somebody's own pages: which of her words stands on which of her pages.

It holds nothing that her pages do not hold, is made again from them at any time, and is hers alone
(docs/decisions/0018-a-concordance-of-ones-own.md).
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.policy import PolicyQuerySet
from reflections.models.entry import Entry


class SearchPage(models.Model):
    """One page as the index knows it: its number among hers, and its words, each once."""

    entry = models.OneToOneField(
        Entry, models.CASCADE, primary_key=True, related_name="search_page"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    # From 0 in the order in which her pages were begun: the place of its bit in ``SearchWord``.
    number = models.PositiveIntegerField()
    # The draft revision that was read; 0 where there was no draft.
    revision = models.PositiveIntegerField()
    looked_at = models.DateTimeField(default=timezone.now)
    tokens = models.TextField(blank=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "-looked_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "number"], name="reflections_searchpage_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"Index of entry {str(self.entry_id)[:8]}"


class SearchWord(models.Model):
    """One word of hers and her pages it stands on: bit n is page n.

    Bytes, which every database orders alike. No constraint names the word: an error would say it.
    """

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    token = models.BinaryField(max_length=160)
    pages = models.BinaryField()

    objects = PolicyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["author", "token"])]

    def __str__(self) -> str:
        return f"Index word {self.pk}"
