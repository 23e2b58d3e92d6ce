"""A learner's own pages: where each of her questions begins, and what a page is called."""

from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import DraftText, Person
from curriculum.models import Lesson
from reflections.models import Entry, Pass, Version
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
