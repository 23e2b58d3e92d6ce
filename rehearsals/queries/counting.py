"""Closed rehearsals, for the evidence: what was held, and who was in which part, to be counted.

It reaches castings past the right to read them, and is held narrow by
tests/rehearsals/test_counting.py: ids and kinds of parts, of cohorts that came by their right; no
name, no word, no sheet.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from accounts.models import Cohort
from curriculum.rehearsed import Held
from curriculum.scenario_document import WATCHING
from rehearsals.models import Casting, Rehearsal

MINUTES = ("minutes_prepare", "minutes_play", "minutes_debrief")


def held(cohorts: Sequence[Cohort]) -> Iterator[Held]:
    """Yield every rehearsal of these cohorts that was held and closed, the oldest first."""
    said = ("title", "skill", *MINUTES)
    rows = (
        Rehearsal.objects.filter(
            cohort__in=cohorts, begun_at__isnull=False, closed_at__isnull=False
        )
        .order_by("closed_at", "pk")
        .values_list(
            "pk", "cohort_id", "closed_at", *(f"edition__document__{name}" for name in said)
        )
    )
    known = list(rows)
    parts = _parts([row[0] for row in known])
    for pk, cohort, closed_at, title, skill, *minutes in known:
        played, observed = parts.get(pk, (set(), set()))
        yield Held(
            cohort, closed_at, title, skill, sum(n or 0 for n in minutes),
            frozenset(played), frozenset(observed),
        )  # fmt: skip


def _parts(rehearsals: Sequence[UUID]) -> dict[UUID, tuple[set[Any], set[Any]]]:
    """Return who played and who watched, by rehearsal, in whichever round. One query."""
    found: dict[UUID, tuple[set[Any], set[Any]]] = {}
    rows = Casting.objects.filter(group__rehearsal__in=rehearsals).order_by()
    told = rows.values_list("group__rehearsal_id", "person_id", "kind", "is_mirror")
    for rehearsal, person, kind, is_mirror in told.iterator(chunk_size=2000):
        played, observed = found.setdefault(rehearsal, (set(), set()))
        (observed if is_mirror or kind in WATCHING else played).add(person)
    return found
