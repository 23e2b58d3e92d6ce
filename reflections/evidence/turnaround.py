"""How soon pieces were answered, month by month, for a plot and the table beside it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from reflections.evidence.blocks import Block, add_up, enough_writers, grouped
from reflections.evidence.periods import Month

# The last column holds so many days or more.
MOST_DAYS = 14
# What the portal promises: an answer within a week.
PROMISED = 7


@dataclass(frozen=True)
class Turnaround:
    """The pieces due in one month: how many were answered after how many days, and the rest."""

    month: Month
    n: int
    by_day: list[int]

    @property
    def answered(self) -> int:
        return sum(self.by_day)

    @property
    def unanswered(self) -> int:
        return self.n - self.answered

    @property
    def late(self) -> int:
        """Return how many were answered after the promised days."""
        return sum(self.by_day[PROMISED + 1 :])


def by_month(found: Iterable[Block]) -> list[Turnaround]:
    """Return the months of which anything may be shown, the first first."""
    months = grouped(found, lambda block: Month.of(block.piece.due_on))
    lines = []
    for month in sorted(months):
        tally = add_up(months[month], enough_writers).tally
        if tally is None or not tally.submitted:
            continue
        by_day = [0] * (MOST_DAYS + 1)
        for days, n in tally.days.items():
            by_day[min(days, MOST_DAYS)] += n
        lines.append(Turnaround(month, tally.submitted, by_day))
    return lines
