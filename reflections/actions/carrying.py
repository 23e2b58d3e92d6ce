"""Remarks and a newer version: carried where nothing changed, moved with a yes, else left.

A carried remark is a row of its own, which names the one it came from; that one stays as it is,
on the version it was made on. Who says yes: the mentor while the remark is not sent, and the
student once it is, for it is her text in which it then stands (docs/decisions/0022).
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.errors import NotNow, NotYours
from accounts.models import Person
from reflections import anchors, carrying
from reflections.actions.desk import newest
from reflections.models import Helped, Remark, RemarkText, Version

ELSEWHERE = _("These words do not stand at one place of the new version. The remark stays.")


def carry_over(*, version: Version, by: Person) -> list[Remark]:
    """Carry what was remarked on earlier versions to this one, which ``by`` just submitted.

    Only where nothing around the words changed. A remark that was not sent comes along where its
    author answers the new version too: it is hers to change or take away.
    """
    if version.number == 1 or version.entry.author_id != by.pk:
        return []
    readers = version.readers.values("person")
    earlier = Remark.objects.filter(version__entry=version.entry_id, carried_to=None)
    earlier = earlier.filter(Q(sent_at__isnull=False) | Q(author__in=readers))
    rows = earlier.exclude(version=version).select_related("text").select_for_update(of=("self",))
    alike: list[tuple[Remark, carrying.Found]] = []
    for remark in rows:
        found = carrying.find(carrying.anchor_of(remark), version.text.body)
        if found.verdict is carrying.Verdict.CARRIED:
            alike.append((remark, found))
    return _carry(alike, version)


def carry_unsent(*, by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID) -> Remark:
    """Put a remark of one's own that is not sent to its words in the newest version.

    NotYours for another's; NotNow when it was sent, or its words are not there at one place.
    Asking twice carries once.
    """
    with transaction.atomic():
        version = newest(by, entry_id)
        mine = Remark.objects.visible_to(by, "write").filter(version__entry=entry_id, pk=remark_id)
        remark = _locked(mine)
        if remark.sent_at is not None:
            raise NotNow(_("This remark was sent already, so it stays as it is."))
        return _moved(remark, version)


def carry_sent(*, by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID) -> Remark:
    """Put a remark she was sent to its words in her newest version. NotYours or NotNow."""
    with transaction.atomic():
        sent = Remark.objects.visible_to(by, "receive")
        remark = _locked(sent.filter(version__entry=entry_id, pk=remark_id))
        versions = Version.objects.filter(entry=entry_id).select_related("text")
        return _moved(remark, versions.latest("number"))


def _locked(rows: Any) -> Remark:
    remark = rows.select_related("text").select_for_update(of=("self",)).first()
    if remark is None:
        raise NotYours
    return remark


def _moved(remark: Remark, version: Version) -> Remark:
    there: Remark | None = version.remarks.filter(carried_from=remark).first()
    if there is not None:
        return there
    found = carrying.find(carrying.anchor_of(remark), version.text.body)
    is_on = remark.version_id == version.pk or Remark.objects.filter(carried_from=remark).exists()
    if is_on or found.verdict is carrying.Verdict.LEFT:
        raise NotNow(ELSEWHERE)
    return _carry([(remark, found)], version)[0]


def _carry(alike: Iterable[tuple[Remark, carrying.Found]], version: Version) -> list[Remark]:
    """Write the rows: the same words by the same hand, at their place in this version."""
    body, made, texts, helped = version.text.body, [], [], []
    pairs = list(alike)
    thanked = Helped.objects.filter(remark__in=[remark for remark, _found in pairs])
    said = dict(thanked.values_list("remark", "said_at")) if pairs else {}
    for was, found in pairs:
        at = anchors.anchor(body, found.start, found.end)
        now = Remark(
            version=version,
            author_id=was.author_id,
            start=at.start,
            end=at.end,
            made_at=was.made_at,
            sent_at=was.sent_at,
            kind=was.kind,
            carried_from=was,
        )
        made.append(now)
        texts.append(
            RemarkText(
                remark=now, body=was.text.body, quote=at.quote, prefix=at.prefix, suffix=at.suffix
            )
        )
        if was.pk in said:
            helped.append(Helped(remark=now, said_at=said[was.pk]))
    if made:
        Remark.objects.bulk_create(made)
        RemarkText.objects.bulk_create(texts)
        Helped.objects.bulk_create(helped)
    return made
