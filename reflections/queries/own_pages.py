"""A learner's own pages: where each of her questions begins, and what a page is called."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import DraftText, Person
from accounts.prepared import prepared
from curriculum.models import Lesson
from reflections.models import Entry, PageClosing, Pass, Reply, Version
from reflections.parts import beneath


def own(person: Person) -> QuerySet[Entry]:
    """Return the pages ``person`` wrote. The right to write is the author's alone."""
    # Named once more, so that a database finds them by their index.
    return Entry.objects.visible_to(person, "write").filter(author=person)


def own_passes(person: Person) -> QuerySet[Pass]:
    """Return what ``person`` passed on. A pass is hers alone."""
    return Pass.objects.visible_to(person).filter(person=person)


def named_or(title: str | None, prompt: str | None) -> str:
    """Return what a page is called in a list: its title, its prompt's short name, or neither."""
    return (title or "").strip() or prompt or _("A page without a title")


def title_about(person: Person, lesson_id: str) -> str:
    """Return what a new page about this lesson is called at first; empty for one she cannot read.

    The page is free all the same: nothing but its title says what it is about.
    """
    if not (lesson_id.isascii() and lesson_id.isdecimal() and len(lesson_id) < 19):
        return ""
    rows = Lesson.objects.visible_to(person).filter(pk=int(lesson_id))
    return rows.values_list("title", flat=True).first() or ""


def word_range(low: int | None, high: int | None) -> str:
    """Return "200 to 350", "up to 60", "55" or nothing: a suggestion, never a bar."""
    if low and high:
        same = low == high
        return str(low) if same else _("%(low)s to %(high)s") % {"low": low, "high": high}
    if high:
        return _("up to %(high)s") % {"high": high}
    return _("%(low)s or more") % {"low": low} if low else ""


def own_versions(person: Person) -> QuerySet[Version]:
    """Return everything ``person`` submitted."""
    return beneath(Version, entry__in=own(person), entry__author=person)


def heading(person: Person, entry_id: UUID) -> str:
    """Return what one of her own pages is called; "" for a page that is not hers. One query."""
    text = beneath(DraftText, draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    newest = beneath(Version, entry=OuterRef("pk")).order_by("-number")
    title = Coalesce(Subquery(text.values("title")[:1]), Subquery(newest.values("text__title")[:1]))
    prompt = Coalesce(F("prompt__name"), F("begun_from"))
    rows = own(person).filter(pk=entry_id).annotate(said=title, asked=prompt)
    found = rows.values_list("said", "asked").first()
    return named_or(*found) if found else ""


def own_entry(person: Person, entry_id: UUID) -> Entry | None:
    """Return one of her own pages, or None."""
    return next(iter(_own_entry(person, entry_id)), None)


@prepared
def _own_entry(person: Person, entry_id: UUID) -> QuerySet[Entry]:
    return own(person).select_related("draft").filter(pk=entry_id)


def newest_own(person: Person, entry_id: UUID) -> tuple[Version, bool] | None:
    """Return the newest version of her own page, and whether it was answered. One query.

    It knows when she closed it (``closed_at``).
    """
    version: Any = next(iter(_newest_own(person, entry_id)), None)
    if version is None:
        return None
    version.entry.author = person
    return version, version.is_answered


@prepared
def _newest_own(person: Person, entry_id: UUID) -> QuerySet[Version]:
    shut = beneath(PageClosing, version=OuterRef("pk"), opened_at__isnull=True)
    sent = beneath(Reply, version=OuterRef("pk"), sent_at__isnull=False)
    mine = own_versions(person).filter(entry=entry_id).select_related("entry")
    mine = mine.annotate(closed_at=Subquery(shut.values("closed_at")[:1]), is_answered=Exists(sent))
    return mine.order_by("-number")[:1]
