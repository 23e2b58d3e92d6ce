"""The school's own words for the identifier check, kept in memory until the list has changed.

Every process asks the database for one small stamp before it looks; so a word that was added is
looked for everywhere from that moment, however many processes there are.
"""

from datetime import datetime

from django.db.models import Count, Max

from accounts.identifiers import OwnWords
from accounts.models import SchoolWord

Stamp = tuple[int, datetime | None]
_kept: tuple[Stamp, OwnWords] | None = None


def known() -> OwnWords:
    """Return the school's words as they are now. One query, two after a change."""
    global _kept
    row = SchoolWord.objects.aggregate(number=Count("pk"), newest=Max("changed_at"))
    stamp: Stamp = (row["number"], row["newest"])
    kept = _kept
    if kept is None or kept[0] != stamp:
        words = dict(SchoolWord.objects.values_list("word", "kind")) if stamp[0] else {}
        kept = _kept = (stamp, OwnWords(words))
    return kept[1]
