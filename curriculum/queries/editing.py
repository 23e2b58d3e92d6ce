"""Who else is at a page, what was saved meanwhile, and one's own unsaved words."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import AuditEvent, DraftText, Person
from accounts.prepared import prepared
from curriculum.models import Editing, Lesson, ModuleVersion

# A page says it is open once a minute; after three it is not.
AWAY = timedelta(minutes=3)
SAVED = ("lesson.added", "lesson.changed", "module.changed")


@dataclass(frozen=True)
class Place:
    """The page of a lesson, or of a version itself."""

    version: ModuleVersion
    lesson: Lesson | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the version is being edited at all."""
        return not self.version.is_frozen

    def rows(self) -> Any:
        """Return the rows of this page. Whose they are is for the caller to say."""
        return _at(*self.key)

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what names this page: its module, and the key of its lesson if it has one."""
        module = self.version.module_id
        return (module, self.lesson.key) if self.lesson else (module,)


def _at(module: int, lesson: UUID | None = None) -> Any:
    found = Editing.objects.filter(module=module)
    return found.filter(lesson_key=lesson) if lesson else found.filter(lesson_key__isnull=True)


@dataclass(frozen=True)
class Words:
    """Words typed and never saved into the form: fields, and the marks they were typed onto."""

    fields: dict[str, str]
    was: dict[str, Any]
    revision: int
    saved_at: datetime | None = None


def others_at(person: Person, place: Place) -> list[Editing]:
    """Return who else has this page open now. One query."""
    at = timezone.now()
    return _others(person, at, at - AWAY, *place.key)


def own_words(person: Person, place: Place) -> Words:
    """Return one's own unsaved words at this page; without fields when there are none. One query.

    The sheet is found by its author, who is the only one its words are for.
    """
    found = _own_words(person, *place.key)
    revision, body, saved_at = found[0] if found else (0, None, None)
    said = json.loads(body) if body else {"fields": {}, "was": {}}
    return Words(said["fields"], said["was"], revision, saved_at)


@prepared
def _others(person: Person, at: datetime, since: datetime, *place: Any) -> QuerySet[Editing]:
    here = _at(*place).visible_to(person, at=at).filter(seen_at__gte=since)
    return here.exclude(person=person).select_related("person").order_by("opened_at")


@prepared
def _own_words(person: Person, *place: Any) -> QuerySet[Any]:
    texts = DraftText.objects.filter(draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    return (
        _at(*place)
        .filter(person=person, draft__author=person)
        .order_by("pk")
        .values_list(
            "draft__revision", Subquery(texts.values("body")), Subquery(texts.values("saved_at"))
        )[:1]
    )


def last_saved(place: Place) -> tuple[Person | None, datetime] | None:
    """Return who saved this page last, and when. One query."""
    about = place.lesson or place.version
    events = AuditEvent.objects.filter(
        about_kind=about._meta.label_lower, about=str(about.pk), verb__in=SAVED
    ).order_by("-at", "-pk")
    found = events.values_list("by", "at").first()
    if found is None:
        return None
    by, at = found
    return Person.objects.filter(pk=by or None).first(), at
