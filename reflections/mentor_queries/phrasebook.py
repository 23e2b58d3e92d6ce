"""Words a mentor keeps to use again."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reflections.models import Phrase


def phrases(person: Any) -> QuerySet[Phrase]:
    """Return her phrases in the order in which she kept them."""
    return Phrase.objects.visible_to(person).filter(author=person)


def phrase_of(person: Any, phrase_id: UUID) -> Phrase | None:
    """Return one of her phrases, or None."""
    return phrases(person).filter(pk=phrase_id).first()
