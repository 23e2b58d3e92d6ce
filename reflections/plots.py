"""Where the marks of a plot stand. The template draws them as SVG; nothing here knows of pages.

Across, a place is a share of the width, so that a plot fits any screen; down, it is in pixels.
Every plot says the same as the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEFT, RIGHT = 1.5, 95.5
# From one row's foot to the next name, and from there to its tallest mark.
GAP, LABEL = 32, 44
# In a plot of bars: from the top of a row to its name.
NAME = 18
# How far apart marks stand, and how high they may pile up before a pile begins beside it.
SIZES = ((13, 5), (8, 3), (5, 2), (3, 1))
PILE = 78
# What a phone leaves for one day.
WIDTH = 27


@dataclass(frozen=True)
class Mark:
    """One entry, by its distance from the foot of its day."""

    cx: int
    cy: int
    is_late: bool


@dataclass(frozen=True)
class Pile:
    """The marks of one day; ``x`` is where the day stands."""

    x: str
    marks: list[Mark]


@dataclass(frozen=True)
class Row:
    """One cohort's line in a plot, from its name at ``name_y`` to its foot at ``y``."""

    name_y: int
    y: int
    piles: list[Pile]


@dataclass(frozen=True, kw_only=True)
class Plot:
    """How high a plot stands, and the days written at its foot."""

    height: int
    days: list[str]

    @property
    def foot(self) -> int:
        return self.height - 44

    @property
    def words_y(self) -> int:
        return self.height - 22


@dataclass(frozen=True)
class Dots(Plot):
    """A plot of piles: one mark for each thing counted."""

    rows: list[Row]
    radius: int


def place(n: int, of: int) -> str:
    """Return where the n-th of so many places stands, as a share of the width."""
    return f"{LEFT + (RIGHT - LEFT) * n / max(of - 1, 1):.1f}%"


def dots(counts: Sequence[Sequence[int]], late_from: int) -> Dots:
    """Lay out one mark for each thing counted; ``counts`` has a row per cohort, a column per day.

    Where there are many the marks become smaller, so that each still has one.
    """
    most = max((n for row in counts for n in row), default=0)
    pitch, radius = next(
        ((p, r) for p, r in SIZES if (PILE // p) * (WIDTH // p) >= most), SIZES[-1]
    )
    high = PILE // pitch
    rows, top = [], 4
    for row in counts:
        tallest = min(max(row, default=0), high)
        y = top + LABEL + max(tallest * pitch, 24)
        piles = [
            Pile(place(day, len(row)), _marks(n, pitch, high, radius, is_late=day >= late_from))
            for day, n in enumerate(row)
            if n
        ]
        rows.append(Row(top + GAP, y, piles))
        top = y
    width = len(counts[0]) if counts else 0
    days = [place(day, width) for day in range(width)]
    return Dots(rows, radius, height=top + 64, days=days)


def _marks(n: int, pitch: int, high: int, radius: int, *, is_late: bool) -> list[Mark]:
    foot = radius + 3
    return [
        Mark(cx=(at // high) * pitch, cy=-foot - (at % high) * pitch, is_late=is_late)
        for at in range(n)
    ]


@dataclass(frozen=True)
class Span:
    """One row of a plot of days: where half was done and where most was; "" where never."""

    name_y: int
    y: int
    half: str
    most: str
    is_late: bool


@dataclass(frozen=True)
class Spans(Plot):
    """A plot of days, a row for each thing: within how many of them half was done, and most."""

    rows: list[Span]


def spans(found: Sequence[tuple[int | None, int | None]], last: int, late_from: int) -> Spans:
    """Lay out (half, most) of each row over the days from 0 to ``last``, which stands for more."""

    def at(day: int | None) -> str:
        return "" if day is None else place(min(day, last), last + 1)

    rows = [
        Span(4 + GAP + 56 * n, 4 + GAP + 20 + 56 * n, at(half), at(most), (most or 0) >= late_from)
        for n, (half, most) in enumerate(found)
    ]
    return Spans(rows, height=56 * len(rows) + 68, days=[at(day) for day in range(last + 1)])


@dataclass(frozen=True)
class Bar:
    """One bar, from its row's foot upwards; ``n`` is what it stands for, said at ``middle``."""

    n: int
    x: str
    middle: str
    y: int
    width: str
    height: int

    @property
    def words_y(self) -> int:
        return self.y - 5


@dataclass(frozen=True)
class Bars:
    """A row of bars, one for each week."""

    name_y: int
    y: int
    bars: list[Bar]


@dataclass(frozen=True)
class Weeks:
    """A plot of bars, week by week, a row for each series."""

    rows: list[Bars]
    height: int
    most: int

    @property
    def words_y(self) -> int:
        return self.height - 10


def weeks(series: Sequence[Sequence[int]], high: int = 48) -> Weeks:
    """Lay out a row of bars for each series; all rows share one scale."""
    most = max((n for row in series for n in row), default=0)
    rows, top = [], 0
    for row in series:
        y = top + NAME + 18 + high
        step = 100 / max(len(row), 1)
        bars = []
        for at, n in enumerate(row):
            height = max(2, round(high * n / most)) if n and most else 0
            left, middle = f"{step * (at + 0.15):.2f}%", f"{step * (at + 0.5):.2f}%"
            bars.append(Bar(n, left, middle, y - height, f"{step * 0.7:.2f}%", height))
        rows.append(Bars(top + NAME, y, bars))
        top = y + 8
    return Weeks(rows, top + 30, most)


# How wide the frame of a share is, in per cent of the plot; the templates draw it so.
FRAME = 99.7


@dataclass(frozen=True)
class Share:
    """How far one module is: a bar of what was submitted in a frame of what was due.

    A full bar is as wide as its frame, which leaves room for its own line.
    """

    name_y: int
    y: int
    width: str


def shares(pairs: Sequence[tuple[int, int]]) -> tuple[list[Share], int]:
    """Lay out (part, whole) of each row as a bar in a frame; return them and the height."""
    rows = [
        Share(18 + 46 * n, 26 + 46 * n, f"{FRAME * part / whole if whole else 0:.2f}%")
        for n, (part, whole) in enumerate(pairs)
    ]
    return rows, 46 * len(rows) + 4


@dataclass(frozen=True)
class Spot:
    """One mark on a ladder of steps."""

    x: str
    y: str


@dataclass(frozen=True)
class Stretch:
    """The line from one mark to the next."""

    begin: Spot
    end: Spot


@dataclass(frozen=True)
class Ladder:
    """One thing placed on a few steps over time: marks, the line between them, others' marks."""

    marks: list[Spot]
    line: list[Stretch]
    others: list[Spot]
    rungs: list[str]


def steps(mine: Sequence[int | None], others: Sequence[Sequence[int]], most: int) -> Ladder:
    """Lay out one column for each moment; the first step is at the foot.

    ``mine`` has a step or none for each, ``others`` all that was said beside it.
    """

    def spot(n: int, step: int) -> Spot:
        return Spot(place(n, len(mine)), _rung(step, most))

    marks = [spot(n, step) for n, step in enumerate(mine) if step is not None]
    beside = [spot(n, step) for n, said in enumerate(others) for step in sorted(set(said))]
    line = [Stretch(*pair) for pair in pairwise(marks)]
    return Ladder(marks, line, beside, [_rung(step, most) for step in range(most, 0, -1)])


def _rung(step: int, most: int) -> str:
    return f"{100 - 100 * (step - 0.5) / most:.1f}%"
