"""The map of a practice: where its moments stand and how the lines between them run. Pure.

Moments stand in rows, each below everything that leads to it; a line that passes a row keeps a
place of its own in it, so that it runs beside the boxes and not through them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from curriculum.encounter_document import RATINGS, Encounter, Node

BOX, HIGH, BESIDE, BELOW, EDGE = 184, 58, 22, 54, 14
LINE = 20
MOST_DRAWN = 120
SWEEPS = 6
LETTERS = 25


@dataclass(frozen=True)
class Box:
    """One moment on the map. ``node`` is None where something leads to a moment not written."""

    key: str
    node: Node | None
    x: float
    y: float
    said: str = ""
    is_start: bool = False

    @property
    def middle(self) -> float:
        return self.x + BOX / 2


@dataclass(frozen=True)
class Arrow:
    """One line from a moment to another; ``does`` is the best that a choice on it does."""

    start: str
    end: str
    does: str
    path: str


@dataclass(frozen=True)
class Map:
    """A drawing: its size, its boxes in reading order, its lines."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)


Edge = tuple[str, str]


def draw(encounter: Encounter) -> Map | None:
    """Return the map of a practice; None where there is nothing to draw, or more than one reads."""
    nodes = encounter.by_id
    if not nodes or len(nodes) > MOST_DRAWN:
        return None
    does = _edges(nodes.values())
    starts = [encounter.start] if encounter.start in nodes else []
    names = list(dict.fromkeys([*starts, *nodes, *(end for _start, end in does)]))
    back = _turning_back(names, list(does))
    down = [edge for edge in does if edge not in back]
    rows = _rows(names, down)
    lanes = {edge: [edge[0], *_passing(edge, rows), edge[1]] for edge in down}
    order = _ordered(rows, lanes)
    middles = _middles(order, set(rows))
    width = max(middles.values()) + BOX / 2 + EDGE
    boxes = [
        _box(name, nodes.get(name), middles[name], at, encounter.start)
        for at, row in enumerate(order)
        for name in row
        if name in rows
    ]
    tops = {name: EDGE + at * (HIGH + BELOW) for at, row in enumerate(order) for name in row}
    arrows = [
        Arrow(*edge, best, _curve(lanes.get(edge, list(edge)), middles, tops))
        for edge, best in does.items()
    ]
    height = EDGE * 2 + len(order) * HIGH + (len(order) - 1) * BELOW
    return Map(width, height, boxes, arrows)


def _edges(nodes: Iterable[Node]) -> dict[Edge, str]:
    """Return the lines there are, each with the best that a choice on it does."""
    ranks = list(RATINGS)
    found: dict[Edge, str] = {}
    for node in nodes:
        for choice in node.choices:
            if choice.next:
                edge = (node.id, choice.next)
                both = [one for one in (found.get(edge, ""), choice.rating) if one in ranks]
                found[edge] = min(both, key=ranks.index, default="")
    return found


def _turning_back(names: list[str], edges: list[Edge]) -> set[Edge]:
    """Return the lines that close a circle: without them everything runs downwards."""
    onward: dict[str, list[str]] = {name: [] for name in names}
    for start, end in edges:
        onward[start].append(end)
    back: set[Edge] = set()
    done: set[str] = set()
    for begin in names:
        way = [(begin, iter(onward[begin]))] if begin not in done else []
        on_way = {begin}
        while way:
            here, rest = way[-1]
            name = next(rest, None)
            if name is None:
                done.add(here)
                on_way.discard(here)
                way.pop()
            elif name in on_way:
                back.add((here, name))
            elif name not in done:
                on_way.add(name)
                way.append((name, iter(onward[name])))
    return back


def _rows(names: list[str], down: list[Edge]) -> dict[str, int]:
    """Return the row of each moment: one below the lowest that leads to it."""
    before = dict.fromkeys(names, 0)
    onward: dict[str, list[str]] = {name: [] for name in names}
    for start, end in down:
        before[end] += 1
        onward[start].append(end)
    rows = dict.fromkeys(names, 0)
    waiting = [name for name in names if not before[name]]
    for name in waiting:
        for end in onward[name]:
            rows[end] = max(rows[end], rows[name] + 1)
            before[end] -= 1
            if not before[end]:
                waiting.append(end)
    return rows


def _passing(edge: Edge, rows: dict[str, int]) -> list[str]:
    """Return a name for each row that a line passes; no moment has one with a space."""
    start, end = edge
    return [f"{start} {end} {at}" for at in range(rows[start] + 1, rows[end])]


def _ordered(rows: dict[str, int], lanes: dict[Edge, list[str]]) -> list[list[str]]:
    """Return the rows from left to right so that few lines cross: each near what it hangs on."""
    order: list[list[str]] = [[] for _row in range(max(rows.values()) + 1)]
    for name, row in rows.items():
        order[row].append(name)
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for (start, _end), lane in lanes.items():
        for at, name in enumerate(lane[1:-1], rows[start] + 1):
            order[at].append(name)
        for one, other in pairwise(lane):
            above.setdefault(other, []).append(one)
            below.setdefault(one, []).append(other)
    for sweep in range(SWEEPS):
        near, along = (above, order[1:]) if sweep % 2 == 0 else (below, order[-2::-1])
        for row in along:
            places = {name: at for line in order for at, name in enumerate(line)}
            weights = {name: _mean([places[one] for one in near.get(name, [name])]) for name in row}
            row.sort(key=weights.__getitem__)
    return order


def _mean(places: list[int]) -> float:
    return sum(places) / len(places)


def _middles(order: list[list[str]], boxes: set[str]) -> dict[str, float]:
    """Return where the middle of everything in a row stands; each row is centred."""
    wide = {name: BOX if name in boxes else LINE for row in order for name in row}
    widths = [sum(wide[name] for name in row) + BESIDE * (len(row) - 1) for row in order]
    found: dict[str, float] = {}
    for row, width in zip(order, widths, strict=True):
        left = EDGE + (max(widths) - width) / 2
        for name in row:
            found[name] = left + wide[name] / 2
            left += wide[name] + BESIDE
    return found


def _box(name: str, node: Node | None, middle: float, row: int, start: str) -> Box:
    said = "" if node is None else node.ending or node.says or node.narration
    if len(said) > LETTERS:
        said = said[:LETTERS].rstrip() + "…"
    return Box(name, node, middle - BOX / 2, EDGE + row * (HIGH + BELOW), said, name == start)


def _curve(lane: list[str], middles: dict[str, float], tops: dict[str, float]) -> str:
    """Return the line through a lane as the path of an SVG."""
    first, last = lane[0], lane[-1]
    points = [(middles[first], tops[first] + HIGH)]
    for name in lane[1:-1]:
        points += [(middles[name], tops[name]), (middles[name], tops[name] + HIGH)]
    points.append((middles[last], tops[last] - 2))
    drawn = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        half = max((y1 - y0) / 2, BELOW / 2) if x0 != x1 or y1 < y0 else (y1 - y0) / 2
        drawn += f"C{x0:.0f} {y0 + half:.0f} {x1:.0f} {y1 - half:.0f} {x1:.0f} {y1:.0f}"
    return drawn
