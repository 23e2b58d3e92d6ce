"""The school's own words for the identifier check, kept in memory until the list has changed.

Every process asks the database for one small stamp before it looks; so a word that was added is
looked for everywhere from that moment, however many processes there are.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet, Value

from accounts.identifiers import OwnWords
from accounts.models import SchoolWord
from accounts.prepared import prepared

Stamp = tuple[int, datetime | None]
_kept: tuple[Stamp, OwnWords] | None = None


@prepared
def _stamp() -> QuerySet[Any]:
    """Return how many words there are, and when one changed last."""
    alike = SchoolWord.objects.order_by().annotate(alike=Value(1)).values("alike")
    return alike.values_list(Count("pk"), Max("changed_at"))


def known() -> OwnWords:
    """Return the school's words as they are now. One query, two after a change."""
    global _kept
    stamp: Stamp = next(iter(_stamp()), (0, None))
    kept = _kept
    if kept is None or kept[0] != stamp:
        words = dict(SchoolWord.objects.values_list("word", "kind")) if stamp[0] else {}
        kept = _kept = (stamp, OwnWords(words))
    return kept[1]
