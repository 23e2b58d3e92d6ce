"""Small groups: a figure that could point at a person is not shown. The one place that decides.

A figure is counted among people. Where they are fewer than eight it is held back, whatever it is:
were only some numbers held back, the gap itself would tell. Then every sum it is part of is held
back too, for a sum less its other parts is the figure. What is left shown says nothing about what
is not. Pure: no database, no clock.

Where groups of people may be put together (sites of a cohort), ``together`` does that instead: a
sum over eight people or more is shown, and no smaller part of it anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

THRESHOLD = 8


@dataclass(frozen=True)
class Figure:
    """How many, and among how many people it was counted. Among nobody there is nothing to hide."""

    count: int
    among: int

    @property
    def is_small(self) -> bool:
        return 0 < self.among < THRESHOLD


@dataclass(frozen=True)
class Table:
    """A table as it may be shown; None is a figure held back. Each list of sums adds up a side."""

    rows: list[list[int | None]]
    row_sums: list[int | None]
    column_sums: list[int | None]
    total: int | None

    @property
    def has_gaps(self) -> bool:
        """Say whether any figure is held back, so that the page can say why."""
        return any(cell is None for row in self.rows for cell in row)


def published(rows: Sequence[Sequence[Figure]]) -> Table:
    """Return what may be shown of a table of figures (rows of one length) and of its sums."""
    shown = [[None if one.is_small else one.count for one in row] for row in rows]
    return Table(
        rows=shown,
        row_sums=[_sum(row) for row in shown],
        column_sums=[_sum(column) for column in zip(*shown, strict=True)],
        total=_sum([cell for row in shown for cell in row]),
    )


def column(figures: Sequence[Figure]) -> tuple[list[int | None], int | None]:
    """Return what may be shown of one column of figures, and of its sum."""
    table = published([[one] for one in figures])
    return [row[0] for row in table.rows], table.total


def together(sizes: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Return how groups are put together so that each of what comes out has eight people or more.

    The small ones become one, with the smallest of the others where they are still too few. Empty
    groups are left out. Nothing comes out where all of them together are too few.
    """
    rest = sorted((key for key, n in sizes.items() if n), key=lambda key: (sizes[key], key))
    pool: list[str] = []
    n = 0
    while rest and (sizes[rest[0]] < THRESHOLD or 0 < n < THRESHOLD):
        n += sizes[rest[0]]
        pool.append(rest.pop(0))
    if 0 < n < THRESHOLD:
        return []
    return ([tuple(sorted(pool))] if pool else []) + [(key,) for key in rest]


def _sum(cells: Sequence[int | None]) -> int | None:
    """Return the sum, held back as soon as one of its parts is."""
    return None if any(cell is None for cell in cells) else sum(cell or 0 for cell in cells)
