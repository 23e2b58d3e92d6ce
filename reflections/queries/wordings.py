"""What a reply says now, and what it said before it was changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef

from accounts.rows_within import Rows, moment
from reflections.models import Reply, ReplyEdition
from reflections.parts import beneath


@dataclass(frozen=True)
class Wording:
    """Words of a reply as they stood from ``at`` on."""

    at: datetime
    body: str


def editions() -> Rows:
    """Return what a reply was changed to since, as ``changes`` for a query of replies."""
    rows = beneath(ReplyEdition, reply=OuterRef("pk")).order_by("number")
    return Rows(rows.annotate(body=F("text__body")), "edited_at", "body")


def with_wordings(replies: Iterable[Reply]) -> None:
    """Give each sent reply its ``said``, when it was ``edited_at``, and the ``earlier`` wordings.

    The replies came to the asker by right, with their ``changes``. No query.
    """
    rows: list[Any] = [one for one in replies if one.sent_at]
    for one in rows:
        later = [Wording(moment(row["edited_at"]), row["body"]) for row in one.changes]
        wordings = [Wording(one.sent_at, one.text.body), *later]
        one.said = wordings[-1].body
        one.edited_at = wordings[-1].at if later else None
        one.earlier = wordings[:-1]
