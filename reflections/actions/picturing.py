"""Pictures on a page: hung on the draft, frozen with a version, taken off."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import saving, uploads, words
from accounts.actions.erasing import is_held
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Person
from accounts.saving import Save
from reflections import shapes
from reflections.models import Entry, Picture, PictureText, Version, VersionPicture
from reflections.queries import own

MOST_ON_A_PAGE = 6
# Of everything somebody keeps here, earlier versions included.
MOST_BYTES = 60 * 1024 * 1024
LONGEST_DESCRIPTION = 500
NOT_YET = _("Write a word on this page first; then a picture can hang beside it.")
FULL = _("Six pictures are on this page. Take one away first.")
NO_ROOM = _("Your pictures fill the room there is for one person. Take some away first.")
ATTEST = _("Say first that there are no people and no records in it.")
EMPTY = _("Say in a sentence what is in it, for those who do not see it.")


def add(
    *, by: Person, entry_id: UUID, file: UploadedFile, description: str, attested: bool
) -> Picture:
    """Hang a picture on the draft of a page, rebuilt from its pixels.

    NotYours for another's page; NotNow before its first word; Refused (fields ``picture``,
    ``description``, ``attest``) for what may not be kept. Nothing of the file stays then.
    """
    _room_for(by, entry_id, 0)
    description = _described(description)
    if not attested:
        raise Refused(ATTEST, field="attest")
    name = uploads.store(file, "entry")
    try:
        return _hang(by, entry_id, name, description)
    except BaseException:
        uploads.remove(name)
        raise


def _described(description: str) -> str:
    description = words.normalise(description).strip()
    if not description:
        raise Refused(EMPTY, field="description")
    try:
        words.check(description, longest=LONGEST_DESCRIPTION)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="description") from error
    return description


@transaction.atomic
def _hang(by: Person, entry_id: UUID, name: str, description: str) -> Picture:
    # Locked: of two pictures at once the second counts the first.
    Person.objects.select_for_update().get(pk=by.pk)
    size = uploads.size_of(name)
    entry = _room_for(by, entry_id, size)
    picture = Picture.objects.create(entry=entry, file=name, size=size)
    PictureText.objects.create(picture=picture, description=description)
    _has_changed(by, entry)
    return picture


def _room_for(by: Person, entry_id: UUID, size: int) -> Entry:
    """Return the page, if a picture of ``size`` bytes may be hung on it."""
    entry = own(by).select_related("draft").filter(pk=entry_id).first()
    if entry is None:
        raise NotYours
    if entry.draft is None or not entry.draft.revision:
        raise NotNow(NOT_YET, field="picture")
    if entry.pictures.filter(removed_at=None).count() >= MOST_ON_A_PAGE:
        raise Refused(FULL, field="picture")
    kept = Picture.objects.filter(entry__author=by).aggregate(size=Sum("size"))["size"] or 0
    if kept + size > MOST_BYTES:
        raise Refused(NO_ROOM, field="picture")
    return entry


def _has_changed(by: Person, entry: Entry) -> None:
    """Let the page be submitted again, though its words are those that were submitted."""
    newest = entry.versions.order_by("-number").first()
    draft = entry.draft
    if newest is None or draft is None or draft.revision != newest.revision:
        return
    text = saving.newest_text(draft)
    if text is not None:
        again = Save(uuid.uuid4(), draft.revision, text.title, text.body, shapes.headings())
        saving.save(draft=draft, by=by, save=again)


@transaction.atomic
def remove(*, by: Person, entry_id: UUID, picture_id: UUID) -> None:
    """Take a picture off the draft. It is gone for good unless a submitted version shows it.

    While a legal hold keeps what is hers, it leaves the page and is forgotten after that.
    NotYours for a picture that is not on a page of ``by``'s.
    """
    rows = Picture.objects.visible_to(by, "write").filter(entry=entry_id, removed_at=None)
    picture = rows.filter(pk=picture_id).select_related("entry__draft").first()
    if picture is None:
        raise NotYours
    entry = picture.entry
    if picture.versions.exists() or is_held(by):
        Picture.objects.filter(pk=picture.pk).update(removed_at=timezone.now())
    else:
        _forget([picture])
    _has_changed(by, entry)


def freeze(*, entry: Entry, version: Version) -> None:
    """Let the pictures on the draft be part of a version, in the transaction that makes it."""
    shown = entry.pictures.filter(removed_at=None)
    VersionPicture.objects.bulk_create(
        VersionPicture(version=version, picture=picture) for picture in shown
    )


def let_go(*, entry: Entry) -> None:
    """Forget the pictures that only a draft showed, in the transaction that takes the draft away.

    The page shows those of its newest version again: it is written on from there.
    """
    _forget(entry.pictures.filter(versions__isnull=True))
    newest = entry.versions.order_by("-number").first()
    shown = entry.pictures.filter(versions__version=newest)
    entry.pictures.exclude(pk__in=shown).filter(removed_at=None).update(removed_at=timezone.now())
    Picture.objects.filter(pk__in=shown).update(removed_at=None)


def tidy(*, entry: Entry) -> None:
    """Forget pictures that were taken off the page and that no version shows any more.

    In the transaction that took a version away.
    """
    _forget(entry.pictures.filter(removed_at__isnull=False, versions__isnull=True))


def forget_taken_off(*, before: datetime, held: QuerySet[Any]) -> None:
    """Forget what only a legal hold kept after it was taken off a page; not of people ``held``."""
    rows = Picture.objects.filter(removed_at__lt=before, versions__isnull=True)
    _forget(rows.exclude(entry__author__in=held))


def _forget(pictures: Iterable[Picture]) -> None:
    """Delete the rows now and the files once that is certain."""
    names = [picture.file for picture in pictures]
    Picture.objects.filter(file__in=names).delete()
    for name in names:
        transaction.on_commit(partial(uploads.remove, name))
