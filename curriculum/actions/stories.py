"""A story that was read from a file becomes a practice that nobody can play yet."""

from dataclasses import replace
from itertools import count
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actions import rows
from accounts.errors import Refused
from accounts.models import Person
from curriculum import encounter_document, twee
from curriculum.actions import encounters
from curriculum.models import Course, Encounter
from curriculum.models.encounter import PLAYED


def free_slug(wanted: str) -> str:
    """Return this address, or one like it, that no practice has yet."""
    tries = (wanted[:70] if number == 1 else f"{wanted[:70]}-{number}" for number in count(1))
    begin = Encounter.objects.filter(slug__startswith=wanted[:70])
    taken = set(begin.values_list("slug", flat=True))
    return next(slug for slug in tries if slug not in taken)


def facts_of(story: twee.Reading) -> dict[str, Any]:
    """Return what the practice would say of itself before it begins, and its address."""
    if story.encounter is None:
        raise Refused(story.refused, field="package")
    facts = {name: getattr(story.encounter, name) for name in PLAYED if name != "start"}
    return facts | {"slug": free_slug(story.encounter.code)}


@transaction.atomic
def bring_in(*, course: Course, story: twee.Reading, by: Person | None, **said: Any) -> Encounter:
    """Keep a story as a practice of its own in ``course``, all of it or nothing; not published.

    ``said`` stands instead of what the file says before it begins. ``by`` None: a command.
    Refused, naming the field, while it does not say something that whoever plays it reads first.
    """
    facts = facts_of(story) | said
    if story.encounter is None:
        raise Refused(story.refused, field="package")
    row = Encounter(course=course, slug=facts.pop("slug"))
    played = replace(story.encounter, **facts)
    for name, sentence in encounter_document.unsaid(played).items():
        raise Refused(sentence, field=name)
    if by is not None:
        encounters.write(encounter=row, played=played, by=by)
        return row
    for name in PLAYED:
        setattr(row, name, getattr(played, name))
    row.needs_sign_off = played.needs_sign_off
    row.position = course.encounters.count() + 1
    rows.keep(row)
    encounters.replace_nodes(row, played.nodes)
    audit.record("encounter.added", by=None, about=row, course=course.pk)
    return row
