"""What was written back and forth under a reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef

from accounts.rows_within import Rows, moment
from reflections.models import Message
from reflections.parts import beneath


@dataclass
class Written:
    """One message under an answered version, of the author or of a reader."""

    author_id: UUID
    name: str
    sent_at: datetime
    # When the author of the page opened what a reader wrote.
    seen_at: datetime | None
    body: str
    # When a reader opened the page after this message of the author's, where that is shown.
    read_at: datetime | None = None


def thread() -> Rows:
    """Return what was written under a version, the oldest first, for a query of versions.

    They call it ``thread``.
    """
    rows = beneath(Message, version=OuterRef("pk")).order_by("sent_at")
    rows = rows.annotate(name=F("author__name"), body=F("text__body"))
    return Rows(rows, "author_id", "name", "body", "sent_at", "seen_at")


def thread_of(version: Any) -> Sequence[Written]:
    """Return what was written under a version that came with its ``thread``."""
    return [
        Written(
            author_id=UUID(row["author_id"]),
            name=row["name"],
            body=row["body"],
            sent_at=moment(row["sent_at"]),
            seen_at=moment(row["seen_at"]) if row["seen_at"] else None,
        )
        for row in version.thread
    ]
