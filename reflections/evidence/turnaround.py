"""How soon pieces were answered, month by month, for a plot and the table beside it. Pure.

Of each month: within how many days half of all was answered, and nine in ten. How many were
answered on one day or another would tell of few (decision 0026).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reflections.evidence.blocks import Block, Tally, add_up, enough_writers, grouped
from reflections.evidence.items import Cell, days_for
from reflections.evidence.periods import Month

# The last place of the plot holds so many days or more.
MOST_DAYS = 14
# What the portal promises: an answer within a week.
PROMISED = 7


@dataclass(frozen=True)
class Turnaround:
    """The pieces due in one month, added up."""

    month: Month
    tally: Tally

    @property
    def n(self) -> int:
        return self.tally.submitted

    @property
    def half(self) -> int | None:
        """Return within how many days half of all had a reply; None where half had none."""
        return self.tally.days_for(0.5)

    @property
    def most(self) -> int | None:
        """Return within how many days nine in ten had a reply; None where fewer had one."""
        return self.tally.days_for(0.9)

    @property
    def days(self) -> list[Cell]:
        """Return both as a table says them."""
        return [days_for(self.tally, share) for share in (0.5, 0.9)]


def by_month(found: Iterable[Block]) -> list[Turnaround]:
    """Return the months of which anything may be shown, the first first."""
    months = grouped(found, lambda block: Month.of(block.piece.due_on))
    lines = []
    for month in sorted(months):
        tally = add_up(months[month], enough_writers).tally
        if tally is not None and tally.submitted:
            lines.append(Turnaround(month, tally))
    return lines
