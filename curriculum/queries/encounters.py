"""Practices alone: as they are being written, and as they are played."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Person
from accounts.policy import PolicyQuerySet
from curriculum import encounter_document as document
from curriculum.models import Course, Encounter, EncounterChoice, EncounterNode
from curriculum.models.encounter import PLAYED
from curriculum.package.encounters import EncounterPart
from curriculum.package.fields import in_one_line, trimmed


@dataclass(frozen=True)
class Practice:
    """A published practice: the words it is played in."""

    pk: int
    played: document.Encounter
    may_change: bool = False


def practices(person: Person) -> list[Practice]:
    """Return every practice this person may play, in order. One query."""
    rows = playable(person).values_list("pk", "document").order_by("position", "pk")
    return [Practice(pk, document.from_json(data)) for pk, data in rows]


def practice(person: Person, slug: str) -> Practice | None:
    """Return one practice this person may play. One query."""
    row = playable(person).with_right("change", person).filter(slug=slug).first()
    if row is None:
        return None
    return Practice(row.pk, document.from_json(row.document), row.may_change)


def is_open(person: Person, slug: str) -> bool:
    """Say whether there is a practice with this address that this person may play. One query."""
    return bool(slug) and playable(person).filter(slug=slug).exists()


def playable(person: Person, at: datetime | None = None) -> PolicyQuerySet:
    """Return the practices this person may play."""
    return Encounter.objects.visible_to(person, at=at).filter(is_published=True)


def document_of(row: Encounter) -> document.Encounter:
    """Return a practice as it is being written. Two queries, unless its moments are fetched."""
    return document.Encounter(
        code=row.slug,
        **{name: _line(getattr(row, name)) for name in PLAYED},
        nodes=tuple(_node(node) for node in whole(row)),
        needs_sign_off=row.needs_sign_off,
    )


def _line(value: Any) -> Any:
    return in_one_line(value) if isinstance(value, str) else value


def part_of(row: Encounter, *, edited: bool = False) -> EncounterPart:
    """Return a practice as it would be read: as it is played, or else (or ``edited``) as written.

    Without problems it can be read as published; otherwise it is a draft.
    """
    kept = row.document if row.is_published and not edited else None
    played = document.from_json(kept) if kept else document_of(row)
    return EncounterPart(played, row.is_published and not document.problems(played))


def parts_of_course(course: Course, *, edited: bool = False) -> tuple[EncounterPart, ...]:
    """Return the practices of a course as they would be read. Three queries."""
    rows = course.encounters.prefetch_related("nodes__choices")
    return tuple(part_of(row, edited=edited) for row in rows)


def whole(row: Encounter) -> list[EncounterNode]:
    """Return the moments of a practice with their choices."""
    known = getattr(row, "_prefetched_objects_cache", {})
    return list(row.nodes.all() if "nodes" in known else row.nodes.prefetch_related("choices"))


def _node(row: EncounterNode) -> document.Node:
    return document.Node(
        id=row.key,
        narration=trimmed(row.narration),
        speaker=in_one_line(row.speaker),
        says=trimmed(row.says),
        choices=tuple(_choice(choice) for choice in row.choices.all()),
        ending=in_one_line(row.ending),
        recap=tuple(row.recap.split()),
        reflect=in_one_line(row.reflect),
    )


def _choice(row: EncounterChoice) -> document.Choice:
    return document.Choice(
        id=row.key,
        text=in_one_line(row.text),
        tags=tuple(row.tags.split()),
        rating=row.rating,
        next=row.next,
        feedback=in_one_line(row.feedback),
    )
