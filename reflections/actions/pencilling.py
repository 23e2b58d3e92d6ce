"""A remark while it is typed: kept by the save protocol, like a page, until it is a remark."""

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import saving
from accounts.errors import NotNow, NotYours
from accounts.models import Draft, Person
from reflections.actions.desk import newest
from reflections.models import Pencil, Remark, Reply, Version
from reflections.parts import beneath

IS_SENT = _("Your reply to this version is sent. You can still write a message.")


@dataclass(frozen=True)
class Place:
    """Which words a remark is about, as far as they were chosen, and of what kind it is."""

    start: int | None = None
    end: int | None = None
    kind: str = ""


def _of(by: Person, version: Version, remark: Remark | None) -> QuerySet[Pencil]:
    mine = beneath(Pencil, version=version).filter(author=by, remark=remark)
    return mine.select_related("draft")


def _unsent_remark(by: Person, entry_id: uuid.UUID, remark_id: uuid.UUID) -> Remark:
    mine = Remark.objects.visible_to(by, "write").filter(version__entry=entry_id, pk=remark_id)
    remark = mine.select_related("version").first()
    if remark is None:
        raise NotYours
    if remark.sent_at is not None:
        raise NotNow(_("This remark was sent already, so it stays as it is."))
    return remark


def save_pencil(
    *,
    by: Person,
    entry_id: uuid.UUID,
    save: saving.Save,
    place: Place | None = None,
    remark_id: uuid.UUID | None = None,
) -> saving.Saved | saving.Overtaken:
    """Keep the words of a remark in the making: a new one, or other words for an unsent one.

    NotYours once ``by`` may not answer any more, NotNow once it is sent, ValidationError when the
    text cannot be kept. Nothing is written then.
    """
    save.check()
    with transaction.atomic():
        version, remark = newest(by, entry_id), None
        if remark_id is not None:
            remark = _unsent_remark(by, entry_id, remark_id)
            version = remark.version
        elif Reply.objects.filter(version=version, author=by, sent_at__isnull=False).exists():
            raise NotNow(IS_SENT)
        pencil = _begun(by, version, remark)
        kept = saving.save(draft=pencil.draft, by=by, save=save)
        if isinstance(kept, saving.Saved) and place is not None:
            _move(pencil, place)
        return kept


def _begun(by: Person, version: Version, remark: Remark | None) -> Pencil:
    known = _of(by, version, remark).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            draft = saving.begin(by=by)
            return Pencil.objects.create(version=version, author=by, remark=remark, draft=draft)
    except IntegrityError:
        # Another tab of hers was faster by a moment.
        return _of(by, version, remark).get()


def _move(pencil: Pencil, place: Place) -> None:
    if (pencil.start, pencil.end, pencil.kind) != (place.start, place.end, place.kind):
        pencil.start, pencil.end, pencil.kind = place.start, place.end, place.kind
        pencil.save(update_fields=["start", "end", "kind"])


def let_go(pencils: QuerySet[Pencil]) -> None:
    """Forget what was in the making: it is a remark by now, or not wanted. Two or four queries."""
    drafts = list(pencils.values_list("draft", flat=True))
    if drafts:
        pencils.delete()
        Draft.objects.filter(pk__in=drafts).delete()


def became_remark(*, by: Person, version: Version) -> None:
    """Forget the new remark that was in the making here; the caller has just made it."""
    let_go(Pencil.objects.filter(version=version, author=by, remark=None))


def over_with(*, by: Person, remark: Remark) -> None:
    """Forget what was in the making for this remark; the caller changes it or takes it away."""
    let_go(Pencil.objects.filter(author=by, remark=remark))
