"""The page on which a student asks for another mentor: whom she has, what could go along."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import Cohort, Cover, MentorChange, Mentoring, Person
from reflections.models import Entry, Handover, Version
from reflections.parts import beneath
from reflections.queries.own_pages import named_or, own


@dataclass(frozen=True)
class Change:
    """One cohort in which she has a mentor, or has asked for another."""

    cohort: Cohort
    # Whom she has now; None once she asked.
    mentor: Person | None
    covers: list[Person]
    asked: MentorChange | None
    pages: list[Any]


def change_of(person: Person, slug: str = "") -> Change | None:
    """Return what she could end, or has ended, in a cohort (the newest without ``slug``), or None.

    A pairing of now comes before a request of before.
    """
    pairs = Mentoring.objects.current().filter(student=person)
    asked = MentorChange.objects.filter(student=person, met_at=None)
    if slug:
        pairs, asked = pairs.filter(cohort__slug=slug), asked.filter(cohort__slug=slug)
    pair = pairs.select_related("mentor", "cohort").order_by("-starts_at", "-pk").first()
    if pair is not None:
        covers = Cover.objects.current().filter(mentoring=pair).select_related("cover")
        reading = [cover.cover for cover in covers]
        return Change(pair.cohort, pair.mentor, reading, None, _pages(person, pair.cohort_id, None))
    change = asked.select_related("cohort").order_by("-asked_at").first()
    if change is None:
        return None
    pages = _pages(person, change.cohort_id, change)
    return Change(change.cohort, None, [], change, pages)


def submitted_to(person: Person, cohort: int) -> QuerySet[Entry]:
    """Return her own pages of which a version was submitted to a cohort."""
    sent = beneath(Version, entry=OuterRef("pk")).filter(cohort=cohort)
    return own(person).filter(Exists(sent))


def _pages(person: Person, cohort: int, change: MentorChange | None) -> list[Any]:
    """Return those pages with their ``name``, the newest first; ``may_go`` as she said so far."""
    newest = beneath(Version, entry=OuterRef("pk")).order_by("-number")
    said = beneath(Handover, entry=OuterRef("pk")).filter(change=change)
    rows = (
        submitted_to(person, cohort)
        .select_related("prompt")
        .annotate(
            title=Subquery(newest.values("text__title")[:1]),
            sent_at=Subquery(newest.values("submitted_at")[:1]),
            may_go=Exists(said),
        )
    )
    pages: list[Any] = list(rows.order_by("-sent_at", "pk"))
    for page in pages:
        page.name = named_or(page.title, page.prompt.name if page.prompt else page.begun_from)
    return pages
