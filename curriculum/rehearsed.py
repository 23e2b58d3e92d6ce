"""The hinge: rehearsals that were held, for whoever counts them without knowing the rooms.

The app that holds the rooms registers one source. It tells of closed rehearsals only, and of who
was in which part only by ids that are counted and go no further.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Cohort


@dataclass(frozen=True)
class Held:
    """One rehearsal that was closed, as its scenario stood when it was opened."""

    cohort: int
    closed_at: datetime
    scenario: str
    skill: str
    # What the scenario plans, from the first chair to the last word.
    minutes: int
    played: frozenset[UUID] = frozenset()
    observed: frozenset[UUID] = frozenset()

    @property
    def people(self) -> frozenset[UUID]:
        """Return who took part, in whichever way."""
        return self.played | self.observed


# All closed rehearsals of these cohorts, in the order in which they closed.
Source = Callable[[Sequence[Cohort]], Iterable[Held]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let rehearsals be told by ``source``."""
    _sources[:] = [source]


def held(cohorts: Sequence[Cohort]) -> list[Held]:
    """Return every closed rehearsal of these cohorts, which came by their right; oldest first."""
    return [one for source in _sources for one in source(cohorts)]
