"""A mentor's remarks on exact words: make one, change it, take it away, while it is not sent."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import words
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from accounts.prepared import prepared
from reflections import anchors
from reflections.actions import pencilling
from reflections.actions.desk import authorise
from reflections.models import Remark, RemarkText, Reply, Version

LONGEST_REMARK = 5_000


def _remark_text(body: str) -> str:
    """Return the remark with plain line ends; Refused beside ``body`` when it cannot be kept."""
    body = words.normalise(body)
    if not body.strip():
        empty = _("There is nothing in this remark yet. Write a word or two, or leave it.")
        raise Refused(empty, field="body")
    try:
        words.check(body, longest=LONGEST_REMARK)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="body") from error
    return body


def _kind(kind: str) -> str:
    """Return the kind, or none; Refused beside ``kind`` when there is no such kind."""
    if kind and kind not in Remark.Kind:
        raise Refused(_("Choose one of these kinds, or none."), field="kind")
    return kind


@prepared
def _replied(by: Person, version: uuid.UUID) -> QuerySet[Any]:
    sent = Reply.objects.filter(version=version, author=by, sent_at__isnull=False)
    return sent.order_by().values_list("pk")[:1]


@transaction.atomic
def make_remark(
    *,
    by: Person,
    version: Version,
    start: int,
    end: int,
    quote: str,
    body: str,
    kind: str = "",
) -> Remark:
    """Tie a remark to the code points ``start`` to ``end`` of this version; ``kind`` says what.

    Refused when the words there are not ``quote``, the remark cannot be kept, or nobody knows the
    kind; NotNow after the reply to this version was sent.
    """
    authorise(by, version)
    if _replied(by, version.pk):
        raise NotNow(_("Your reply to this version is sent. You can still write a message."))
    body = _remark_text(body)
    try:
        place = anchors.anchor(version.text.body, start, end)
    except ValueError as error:
        raise Refused(_("Choose the words you want to remark on."), field="place") from error
    if place.quote != words.normalise(quote):
        raise Refused(
            _("The words you chose are not at that place. Choose them once more."), field="place"
        )
    remark = Remark.objects.create(
        version=version, author=by, start=start, end=end, kind=_kind(kind)
    )
    pencilling.became_remark(by=by, version=version)
    RemarkText.objects.create(
        remark=remark, body=body, quote=place.quote, prefix=place.prefix, suffix=place.suffix
    )
    return remark


def _unsent(by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID) -> Remark:
    """Return one's own remark while it may still be changed, locked; NotYours otherwise."""
    mine = Remark.objects.visible_to(by, "write").filter(version__entry=entry_id, pk=remark_id)
    remark = mine.select_related("version").select_for_update(of=("self",)).first()
    if remark is None:
        raise NotYours
    authorise(by, remark.version)
    if remark.sent_at is not None:
        raise NotNow(_("This remark was sent already, so it stays as it is."))
    return remark


@transaction.atomic
def change_remark(
    *, by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID, body: str, kind: str | None = None
) -> Remark:
    """Put other words, or another kind, to a remark that was not sent. Refused, NotNow, NotYours.

    Without a kind said it keeps the one it has.
    """
    remark = _unsent(by, entry_id, remark_id)
    RemarkText.objects.filter(remark=remark).update(body=_remark_text(body))
    pencilling.over_with(by=by, remark=remark)
    if kind is not None and kind != remark.kind:
        remark.kind = _kind(kind)
        remark.save(update_fields=["kind"])
    return remark


@transaction.atomic
def remove_remark(*, by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID) -> None:
    """Take away a remark that was not sent, and those it was carried from. NotNow or NotYours."""
    remark: Remark | None = _unsent(by, entry_id, remark_id)
    while remark is not None and remark.sent_at is None:
        before = remark.carried_from
        pencilling.over_with(by=by, remark=remark)
        remark.delete()
        remark = before
