"""What a student sent earlier and was answered, as far as this mentor may read it now."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from reflections.mentor_queries.lines import title_of
from reflections.models import Reply, Version
from reflections.parts import beneath

AT_ONCE = 20


@dataclass(frozen=True)
class Earlier:
    """One version of a page of hers: what it is called, when it came, what was answered."""

    entry_id: uuid.UUID
    title: str
    number: int
    submitted_at: datetime
    replies: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Before:
    """Some of her earlier pages, the newest first, and where the next ones begin."""

    rows: Sequence[Earlier]
    older: int | None


def before(person: Any, version: Version, skip: int = 0) -> Before:
    """Return what the author of ``version`` sent about other entries. Two queries.

    Only versions that this person may answer, and the replies sent to them. Never a draft: nobody
    here learns that something is being written, or was.
    """
    now = timezone.now()
    found = list(_sent(person, version, now)[skip : skip + AT_ONCE + 1])
    of = {"version__in": [row["pk"] for row in found[:AT_ONCE]]}
    replies = beneath(Reply, **of).filter(sent_at__isnull=False)
    said = defaultdict(list)
    for reply in replies.select_related("text", "author").order_by("sent_at"):
        said[reply.version_id].append(reply)
    rows = [
        Earlier(
            row["entry_id"],
            title_of(row["title"] or "", row["prompt_name"] or ""),
            row["number"],
            row["submitted_at"],
            said[row["pk"]],
        )
        for row in found[:AT_ONCE]
    ]
    return Before(rows, skip + AT_ONCE if len(found) > AT_ONCE else None)


def _sent(person: Any, version: Version, now: datetime) -> QuerySet[Any, Any]:
    theirs = Version.objects.visible_to(person, "answer", now).filter(
        entry__author=version.entry.author_id
    )
    return (
        theirs.exclude(entry=version.entry_id)
        .order_by("-submitted_at", "-number")
        .values(
            "pk",
            "entry_id",
            "number",
            "submitted_at",
            title=F("text__title"),
            prompt_name=Coalesce(F("prompt__name"), F("entry__begun_from")),
        )
    )
