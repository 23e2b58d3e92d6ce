"""Remarks that were sent, as the page's author and those who read along meet them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.prepared import prepared
from reflections import carrying
from reflections.conditions import may_come_back, recallable_from
from reflections.models import Helped, Remark, Reply, Version
from reflections.parts import beneath


@prepared
def remarks_on(version: UUID) -> QuerySet[Remark]:
    """Return what was sent about a version, for those who read along. One query.

    Not what was carried to it: that is between the author and who made it.
    """
    sent = beneath(Remark, version=version, sent_at__isnull=False, carried_from__isnull=True)
    return sent.select_related("author", "text")


@prepared
def remarks_to(entry: UUID) -> QuerySet[Remark]:
    """Return what was sent to her about any version of a page of hers. One query.

    Each says whether it helped (``has_helped``), and from which version it was carried
    (``from_number``).
    """
    sent = beneath(Remark, version__entry=entry, sent_at__isnull=False)
    return sent.select_related("author", "text", "version").annotate(
        has_helped=Exists(beneath(Helped, remark=OuterRef("pk"))),
        from_number=F("carried_from__version__number"),
    )


def not_carried(remarks: Sequence[Any], version: Version) -> list[carrying.Waiting]:
    """Return those of earlier versions, each with what would become of it in this one."""
    earlier = (one for one in carrying.newest(remarks) if one.version_id != version.pk)
    return [carrying.waiting(one, version.text.body) for one in earlier]


@prepared
def _newest_answered(entry: UUID, recalled_from: datetime) -> QuerySet[Remark]:
    answered = beneath(Reply, version__entry=entry, sent_at__isnull=False)
    # What can still be taken back unread is read on its own page, where that is noted.
    answered = answered.exclude(may_come_back(recalled_from))
    newest = answered.order_by("-version__number").values("version")[:1]
    sent = beneath(Remark, version__entry=entry, sent_at__isnull=False)
    coming = beneath(Reply, version=OuterRef("version"), author=OuterRef("author"))
    sent = sent.exclude(Exists(coming.filter(may_come_back(recalled_from))))
    return sent.filter(version=Subquery(newest)).select_related("author", "text", "version")


def beside_draft(entry: UUID, body: str) -> list[carrying.Waiting]:
    """Return the remarks on the newest answered version, to revise with. One query.

    Each with the place of its words in ``body``, where they still stand at one.
    """
    rows = _newest_answered(entry, recallable_from(timezone.now()))
    return [carrying.waiting(one, body) for one in rows]
