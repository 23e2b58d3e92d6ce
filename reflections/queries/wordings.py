"""What a reply says now, and what it said before it was changed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from reflections.models import Reply, ReplyEdition
from reflections.parts import beneath


@dataclass(frozen=True)
class Wording:
    """Words of a reply as they stood from ``at`` on."""

    at: datetime
    body: str


def is_edited() -> Exists:
    """Return "this reply was changed after it was sent", for a query of replies."""
    return Exists(beneath(ReplyEdition, reply=OuterRef("pk")))


def with_wordings(replies: Iterable[Reply]) -> None:
    """Give each sent reply its ``said``, when it was ``edited_at``, and the ``earlier`` wordings.

    The replies came to the asker by right and know whether they are edited (``is_edited``). One
    query, and none where none of them was changed.
    """
    rows: list[Any] = [one for one in replies if one.sent_at]
    changed = [one for one in rows if one.is_edited]
    editions: dict[Any, list[Wording]] = defaultdict(list)
    if changed:
        found = beneath(ReplyEdition, reply__in=changed).select_related("text")
        for row in found.order_by("number"):
            editions[row.reply_id].append(Wording(row.edited_at, row.text.body))
    for one in rows:
        wordings = [Wording(one.sent_at, one.text.body), *editions[one.pk]]
        one.said = wordings[-1].body
        one.edited_at = wordings[-1].at if len(wordings) > 1 else None
        one.earlier = wordings[:-1]
