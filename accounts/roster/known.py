"""What the portal knows already of the people and cohorts a file names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Known:
    """Somebody who is here already."""

    id: UUID
    email: str
    name: str
    is_active: bool = True
    has_come_in: bool = True
    # An administrator or operator: never touched by a file.
    is_keeper: bool = False
    # Whether this uploader may correct the name of somebody who never came in.
    may_rename: bool = False
    # Whether this uploader may know of this person at all.
    is_reached: bool = True


@dataclass(frozen=True)
class Place:
    """A cohort this uploader may fill."""

    id: int
    name: str
    slug: str
    is_archived: bool = False


@dataclass(frozen=True)
class State:
    """Everything a plan is made from, read in a few queries."""

    people: Mapping[str, Known] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    # (person, cohort) to the roles held there now, or to be held later.
    roles: Mapping[tuple[UUID, int], frozenset[str]] = field(default_factory=dict)
    # (student, cohort) to the mentor's address.
    mentors: Mapping[tuple[UUID, int], str] = field(default_factory=dict)
    barred: frozenset[frozenset[UUID]] = frozenset()
    uploader: UUID | None = None

    def place(self, said: str) -> Place | None:
        """Return the cohort a cell names, by its name or address, without regard to case."""
        wanted = said.casefold()
        found = (p for p in self.places if wanted in {p.name.casefold(), p.slug.casefold()})
        return next(found, None)
