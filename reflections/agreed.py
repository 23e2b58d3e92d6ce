"""Whether a mentor is to agree before she reads. Somebody who asked to be contacted never waits."""

from typing import Any
from uuid import UUID

from accounts import people
from reflections import mentor_queries


def is_asked_first(person: Any) -> bool:
    """Say whether this mentor, or cover, has not agreed yet in this programme year. No query."""
    roles = people.roles_of(person)
    return roles.is_mentor and not roles.has_agreed


def is_asked_before(person: Any, entry_id: UUID) -> bool:
    """Say whether she is to agree before this desk: not where its author asks to be contacted.

    A desk that is not hers answers for itself.
    """
    if not is_asked_first(person):
        return False
    versions = mentor_queries.versions_to_answer(person, entry_id)
    return bool(versions) and versions[0].wish is None
