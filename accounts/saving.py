"""The save protocol: an acknowledged word is on disk, and nobody's words overwrite another's.

A save carries its own id, the revision it builds on and the author it believes in. It succeeds
once, however often it is sent; it never writes under somebody else's name; and when another
device was faster it writes nothing and says so (design: security.md, K5, LB6 and LB9).
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Subquery
from django.utils import timezone

from accounts import words
from accounts.models import Draft, DraftText, Person


@dataclass(frozen=True)
class Save:
    """What a page asks to be kept. ``base`` is the revision the text was typed onto; 0 is none."""

    id: uuid.UUID
    base: int
    title: str
    body: str
    # Lines that stood on the page before she wrote; they are no words of hers.
    apart: Collection[str] = field(default=(), compare=False)

    @property
    def words(self) -> int:
        return words.count(self.body, apart=self.apart)

    @property
    def sha256(self) -> str:
        return words.fingerprint(self.title, self.body)

    def check(self) -> None:
        """Raise ValidationError when this text cannot be kept."""
        words.check(self.title, longest=words.LONGEST_TITLE)
        words.check(self.body)


@dataclass(frozen=True)
class Saved:
    """The acknowledgement: this very text is kept as ``revision``."""

    revision: int
    sha256: str
    words: int
    saved_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Overtaken:
    """Another device saved ``revision`` first. Nothing was written."""

    revision: int


def save(*, draft: Draft | QuerySet, by: Person, save: Save) -> Saved | Overtaken:
    """Keep one text of ``draft`` and return the acknowledgement, or who was faster.

    ``draft`` may be a query for one draft's id, which saves looking it up first. The draft must be
    ``by``'s own: the guarded update writes nothing otherwise; Overtaken(0) where there is none.
    ValidationError when the text cannot be kept. The text is on disk when this returns outside a
    transaction.
    """
    save.check()
    count = save.words
    now = timezone.now()
    revision = save.base + 1
    sheet: Any = draft.pk if isinstance(draft, Draft) else Subquery(draft)
    with transaction.atomic():
        own = Draft.objects.filter(pk=sheet, author=by, revision=save.base)
        moved = own.update(revision=F("revision") + 1, words=count, updated_at=now)
        if moved:
            DraftText.objects.create(
                draft_id=sheet,
                revision=revision,
                save_id=save.id,
                title=save.title,
                body=save.body,
                sha256=save.sha256,
                saved_at=now,
            )
            return Saved(revision, save.sha256, count, now)
    return _seen_before(sheet, by, save)


def _seen_before(sheet: Any, by: Person, save: Save) -> Saved | Overtaken:
    """Answer a save that moved nothing: a repeat of one already kept, or one too late.

    Two places that hold the very same words are no conflict: the newest text is the answer to both.
    """
    is_newest = Q(revision=F("draft__revision"), sha256=save.sha256)
    known = DraftText.objects.filter(Q(save_id=save.id) | is_newest, draft=sheet, draft__author=by)
    kept = known.order_by("revision").first()
    if kept is not None:
        count = words.count(kept.body, apart=save.apart)
        return Saved(kept.revision, kept.sha256, count, kept.saved_at)
    newest = Draft.objects.filter(pk=sheet, author=by).values_list("revision", flat=True).first()
    return Overtaken(newest or 0)


def begin(*, by: Person, draft_id: uuid.UUID | None = None) -> Draft:
    """Make an empty draft of ``by``'s; a given id that is taken already raises IntegrityError."""
    return Draft.objects.create(pk=draft_id or uuid.uuid4(), author=by)


def newest_text(draft: Draft) -> DraftText | None:
    """Return the last acknowledged text, or None for an empty sheet. One query."""
    return DraftText.objects.filter(draft=draft, revision=draft.revision).first()
