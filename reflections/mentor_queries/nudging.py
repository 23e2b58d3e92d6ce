"""What a mentor may want to look at in her reply: asked for, said, and forgotten."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.prepared import prepared
from reflections import nudges
from reflections.mentor_queries.desk_page import Desk
from reflections.models import ReplyText


@prepared
def _recent(person: Any, at: datetime) -> QuerySet[Any]:
    mine = ReplyText.objects.visible_to(person, at=at).filter(
        reply__author=person, reply__sent_at__isnull=False
    )
    return mine.order_by("-reply__sent_at").values_list("body", flat=True)[: nudges.RECENT]


def nudges_for(desk: Desk, body: str) -> list[nudges.Nudge]:
    """Return the nudges for a reply with these words and the desk's unsent remarks. One query.

    Compared with the last twenty replies of hers that she may still read. Nothing is stored.
    """
    return nudges.nudges(
        body,
        text=desk.version.text.body,
        remarks=[remark.text.body for remark in desk.unsent],
        recent=_recent(desk.person, timezone.now()),
    )
