"""Nobody can work out a group of fewer than eight from anything the evidence shows, anywhere."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.suppression import THRESHOLD
from reflections.evidence import items
from reflections.evidence.blocks import (
    BY_SUBSTANCE,
    BY_TIME,
    Block,
    Detail,
    Piece,
    Tally,
    add_up,
    blocks,
    chained,
    detail,
    enough_done,
    enough_writers,
)
from reflections.evidence.turnaround import by_month

SITES = ("", "Harbour", "Meadow")
# The students of each site for each piece, and how many of them wrote.
cells = st.integers(0, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
schools = st.lists(
    st.lists(st.dictionaries(st.sampled_from(SITES), cells, max_size=3), min_size=1, max_size=2),
    min_size=1,
    max_size=2,
)
Cell = tuple[int, str]


def _school(drawn: Any) -> tuple[list[Piece], dict[Cell, Tally]]:
    """Return the pieces of the cohorts drawn, and a tally for each piece and site."""
    pieces: list[Piece] = []
    tallies: dict[Cell, Tally] = {}
    for n, asked in enumerate(drawn):
        cohort = _Named(f"Cohort {n}")
        for sites in asked:
            number = len(pieces)
            day = date(2026, 1, 20) + timedelta(days=31 * number)
            pieces.append(Piece(number, cohort, f"Module {number}", day))
            for site, (students, writers) in sites.items():
                tallies[number, site] = Tally(
                    students, writers, due=students, submitted=writers, followed=writers
                )
    return pieces, tallies


class _Named:
    def __init__(self, name: str) -> None:
        self.name = name


def _blocks(pieces: list[Piece], tallies: dict[Cell, Tally]) -> list[Block]:
    made: list[Block] = []
    for piece in pieces:
        made += blocks(
            piece, {s: tally for (at, s), tally in tallies.items() if at == piece.release}
        )
    return made


ANSWERS = ((items.feedback, BY_SUBSTANCE), (items.timing, BY_TIME))


def _in(found: Iterable[Block], run: set[int]) -> list[Block]:
    return [one for one in found if one.piece.release in run]


def _asked(pieces: list[Piece]) -> list[tuple[set[int], str]]:
    """Return every choice there is: dates one piece apart, cohorts, and a site or none."""
    runs = [set(range(a, b)) for a, b in combinations(range(len(pieces) + 1), 2)]
    cohorts = {id(piece.cohort): piece.cohort for piece in pieces}.values()
    chosen = [[one] for one in cohorts] + [list(cohorts)]
    return [
        ({n for n in run if pieces[n].cohort in some}, site)
        for run in runs
        for some in chosen
        for site in SITES
    ]


def _shown(made: list[Block], pieces: list[Piece]) -> list[Any]:
    """Return all that any page or file says, for every choice."""
    said: list[Any] = []
    for run, site in _asked(pieces):
        mine = items.at_site([one for one in made if one.piece.release in run], site)
        said += [tuple(row.cells) for row in items.participation(mine).rows]
        for make, parted in ANSWERS:
            told = items.at_site(_in(chained(made, parted), run), site)
            said += [tuple(row.cells) for row in make(told).rows]
        said += [(str(line.month), line.n, *line.days) for line in by_month(mine)]
    return said


Vector = Sequence[Fraction]


def _solver(equations: Iterable[Vector]) -> Callable[[Vector], bool]:
    """Return what says whether a sum of unknowns follows from these equations (Gauss)."""
    rows: list[tuple[int, Vector]] = []

    def reduced(row: Vector) -> Vector:
        for at, other in rows:
            if row[at]:
                factor = row[at]
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
        return row

    for equation in equations:
        row = reduced(equation)
        at = next((n for n, value in enumerate(row) if value), None)
        if at is not None:
            rows.append((at, [value / row[at] for value in row]))
    return lambda wanted: not any(reduced(wanted))


def test_the_solver_solves() -> None:
    """Were a total shown beside one of its two parts, the other would come out."""
    one, other, both = [Fraction(1), Fraction(0)], [Fraction(0), Fraction(1)], [Fraction(1)] * 2
    assert _solver([both, one])(other)
    assert not _solver([both])(other)


@settings(max_examples=40, deadline=None)
@given(schools)
def test_no_small_group_solves_from_the_sums_of_every_choice(drawn: Any) -> None:
    """Each cell is an unknown, each figure of each choice an equation; none gives a small group."""
    pieces, tallies = _school(drawn)
    made = _blocks(pieces, tallies)
    names = sorted(tallies)

    def unknowns(cells: set[Cell]) -> tuple[Fraction, ...]:
        return tuple(Fraction(name in cells) for name in names)

    def equation(found: list[Block]) -> tuple[Fraction, ...]:
        held = {
            (block.piece.release, site)
            for block in found
            if block.tally is not None
            for site in block.sites
        }
        return unknowns(held)

    equations: set[tuple[Fraction, ...]] = set()
    for run, site in _asked(pieces):
        mine = items.at_site([one for one in made if one.piece.release in run], site)
        equations |= {equation(mine), *(equation([one]) for one in mine)}
        by_site = {one.sites for one in mine}
        equations |= {equation([o for o in mine if o.sites == sites]) for sites in by_site}
    solve = _solver(equations)
    for piece in pieces:
        own = [name for name in names if name[0] == piece.release and tallies[name].students]
        for some in chain.from_iterable(combinations(own, n) for n in range(1, len(own) + 1)):
            if sum(tallies[name].students for name in some) < THRESHOLD:
                assert not solve(unknowns(set(some))), some


# Students, and of them who wrote and who passed: also the few, and all but few.
done = st.integers(0, 24).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n)).flatmap(
        lambda one: st.tuples(st.just(one[0]), st.just(one[1]), st.integers(0, one[0] - one[1]))
    )
)
doing = st.lists(st.dictionaries(st.sampled_from(SITES), done, max_size=3), min_size=1, max_size=3)


@settings(max_examples=60, deadline=None)
@given(doing)
@example([{"Harbour": (9, 8, 0)}])  # outstanding 1 of 9
@example([{"Harbour": (20, 18, 1), "Meadow": (12, 4, 8), "": (30, 12, 9)}])
@example([{"Harbour": (20, 10, 3), "Meadow": (20, 20, 0)}, {"Harbour": (20, 10, 3)}])
def test_no_few_who_did_or_did_not_solve_from_the_cells_of_every_choice(drawn: Any) -> None:
    """Complete, passed and outstanding: none of fewer than eight follows, for no group of sites."""
    cohort, tallies = _Named("Cohort"), {}
    pieces = [Piece(n, cohort, f"Module {n}", date(2026, 1 + n, 20)) for n in range(len(drawn))]
    for n, sites in enumerate(drawn):
        for site, (students, complete, passed) in sites.items():
            tallies[n, site] = Tally(
                students, complete, due=students, submitted=complete, passed=passed
            )
    made = _blocks(pieces, tallies)
    names = [(*cell, what) for cell in sorted(tallies) for what in ("complete", "passed")]

    def sums(found: Iterable[Block], what: str) -> Vector:
        held = {(one.piece.release, site, what) for one in found for site in one.sites}
        return tuple(Fraction(name in held) for name in names)

    equations: set[Vector] = set()
    for run, site in _asked(pieces):
        mine = items.at_site([one for one in made if one.piece.release in run], site)
        groups = [mine, *([one] for one in mine)]
        groups += [[o for o in mine if o.sites == sites] for sites in {one.sites for one in mine}]
        for group in groups:
            shown = [one for one in group if one.tally and enough_done(one.tally)]
            equations.add(sums(shown, "complete"))
            if all(detail(one.tally) == Detail.EVERYTHING for one in shown):
                equations.add(sums(shown, "passed"))
            wrote = [one for one in group if one.tally and enough_writers(one.tally)]
            equations.add(sums(wrote, "complete"))  # the n of items 2 and 3
        for row in items.participation(mine).rows:
            assert all(cell == 0 or cell >= THRESHOLD for cell in row.cells[6:] if cell is not None)
    solve = _solver(equations)
    # What is due of a site is no secret: what is left of it follows from what is known.
    wholes: list[tuple[str, ...]] = [("complete",), ("passed",), ("complete", "passed")]
    for piece in pieces:
        own = [site for at, site in tallies if at == piece.release]
        for some in chain.from_iterable(combinations(own, n) for n in range(1, len(own) + 1)):
            due = sum(tallies[piece.release, site].due for site in some)
            for whats in wholes:
                wanted = {(piece.release, site, what) for site in some for what in whats}
                count = sum(
                    tallies[piece.release, site].passed
                    if what == "passed"
                    else tallies[piece.release, site].submitted
                    for site in some
                    for what in whats
                )
                few = 0 < count < THRESHOLD or ("complete" in whats and 0 < due - count < THRESHOLD)
                if few:
                    assert not solve(tuple(Fraction(name in wanted) for name in names)), some


# At each piece and site: students, and how many of what all of them wrote had a reply.
replied = st.sampled_from((8, 12, 20)).flatmap(
    lambda n: st.tuples(st.just(n), st.one_of(st.just(n), st.just(n - 1), st.integers(0, n)))
)
replying = st.lists(
    st.dictionaries(st.sampled_from(SITES), replied, max_size=2), min_size=1, max_size=5
)


@settings(max_examples=60, deadline=None)
@given(replying, st.sampled_from(ANSWERS))
@example([{"Harbour": (12, 11)}] * 5, ANSWERS[0])
@example([{"Harbour": (20, 19), "Meadow": (20, 13)}, {"Harbour": (20, 3)}] * 2, ANSWERS[1])
def test_no_few_answers_solve_from_the_sums_of_every_choice(drawn: Any, asked: Any) -> None:
    """Of what was answered, and what was not: even to whoever knows all that was submitted."""
    (make, parted), cohort, tallies = asked, _Named("Cohort"), {}
    pieces = [Piece(n, cohort, f"Module {n}", date(2026, 1 + n, 20)) for n in range(len(drawn))]
    for n, sites in enumerate(drawn):
        for site, (students, had) in sites.items():
            tallies[n, site] = Tally(
                students, students, due=students, submitted=students, substantive=had,
                followed=students, in_time=had,
            )  # fmt: skip
    made = chained(_blocks(pieces, tallies), parted)
    names = sorted(tallies)
    held = dict(zip(map(id, made), _held(made, _blocks(pieces, tallies)), strict=True))

    def sums(found: Iterable[Block]) -> Vector:
        cells = {cell for one in found if not one.spread for cell in held[id(one)]}
        return tuple(Fraction(name in cells) for name in names)

    equations: set[Vector] = set()
    for run, site in _asked(pieces):
        mine = items.at_site(_in(made, run), site)
        equations |= {sums(mine), *(sums([one]) for one in mine)}
        equations |= {sums([o for o in mine if o.sites == at]) for at in {o.sites for o in mine}}
        for row in make(mine).rows:
            n, had = row.cells[2:4]
            if isinstance(had, int):
                assert all(part == 0 or part >= THRESHOLD for part in (had, n - had))
            elif had is not None:  # between two numbers
                least, most = map(int, had.split("–"))
                assert (most - least) % (THRESHOLD - 1) == 0 < most - least
    solve = _solver(equations)
    for some in chain.from_iterable(combinations(names, n) for n in range(1, len(names) + 1)):
        had = sum(tallies[name].substantive for name in some)
        rest = sum(tallies[name].submitted for name in some) - had
        if 0 < had < THRESHOLD or 0 < rest < THRESHOLD:
            assert not solve(tuple(Fraction(name in some) for name in names)), some


def _held(chains: list[Block], found: list[Block]) -> list[set[Cell]]:
    """Return the cells of each chain: its last piece, and those before it at the same sites."""
    cells = []
    for one in chains:
        before = sorted(
            other.piece.release
            for other in found
            if other.sites == one.sites and other.piece.release <= one.piece.release
        )
        cells.append({(at, site) for at in before[-one.pieces :] for site in one.sites})
    return cells


def test_sites_that_would_tell_of_few_are_put_together_as_far_as_it_needs() -> None:
    def made(reflections: int = 1, **sites: tuple[int, int]) -> list[tuple[tuple[str, ...], str]]:
        piece = Piece(1, _Named("Cohort"), "Module", date(2026, 1, 20), reflections)
        tallies = {
            site: Tally(n, wrote, due=n * reflections, submitted=wrote)
            for site, (n, wrote) in sites.items()
        }
        found = blocks(piece, tallies)
        return sorted((one.sites, detail(one.tally).name) for one in found if one.tally)

    assert made(A=(12, 12), B=(30, 10)) == [(("A",), "EVERYTHING"), (("B",), "EVERYTHING")]
    assert made(A=(12, 8), B=(30, 26), C=(9, 9)) == [
        (("A", "B"), "EVERYTHING"), (("C",), "EVERYTHING"),
    ]  # fmt: skip
    assert made(A=(12, 8), B=(30, 20), C=(19, 11)) == [
        (("A", "C"), "EVERYTHING"), (("B",), "EVERYTHING"),
    ]  # fmt: skip
    assert made(A=(12, 11), B=(9, 9)) == [(("A", "B"), "NOTHING")]
    # Eight pieces may be four people's where two are asked at once.
    assert made(2, A=(12, 16)) == [(("A",), "NOTHING")]
    assert made(2, A=(16, 16)) == [(("A",), "EVERYTHING")]
    assert detail(Tally(20, 10, due=20, submitted=10, passed=2)) == Detail.COMPLETE
    assert detail(Tally(20, 10, due=20, submitted=10, passed=10)) == Detail.EVERYTHING


@settings(max_examples=40, deadline=None)
@given(schools, st.data())
def test_whatever_a_held_back_group_did_every_page_would_be_the_same(
    drawn: Any, data: st.DataObject
) -> None:
    """Other answers of too few writers, or other work of a cohort of too few, change nothing."""
    pieces, tallies = _school(drawn)
    made = _blocks(pieces, tallies)
    before = _shown(made, pieces)
    hidden = [one for one in made if one.tally is None or not enough_writers(one.tally)]
    for block in hidden:
        sites = block.sites or [s for at, s in tallies if at == block.piece.release]
        for site in sites:
            tally = tallies[block.piece.release, site]
            tally.substantive = data.draw(st.integers(0, tally.submitted))
            tally.in_time = data.draw(st.integers(0, tally.submitted))
            tally.days.update({data.draw(st.integers(0, 27)): tally.submitted})
            if block.tally is None:
                tally.submitted = data.draw(st.integers(0, tally.due))
                tally.passed = tally.due - tally.submitted
    assert _shown(_blocks(pieces, tallies), pieces) == before


@settings(max_examples=40, deadline=None)
@given(schools)
def test_every_sum_is_of_blocks_and_no_block_is_small(drawn: Any) -> None:
    pieces, tallies = _school(drawn)
    made = _blocks(pieces, tallies)
    for block in made:
        cells = [tallies[block.piece.release, site] for site in block.sites]
        if block.tally is None:
            whole = [t for (at, _s), t in tallies.items() if at == block.piece.release]
            assert sum(tally.students for tally in whole) < THRESHOLD
        else:
            assert block.tally.students == sum(one.students for one in cells) >= THRESHOLD
            assert block.tally.writers == sum(one.writers for one in cells)
    shown = [one.tally for one in made if one.tally and enough_writers(one.tally)]
    summed = add_up(made, enough_writers)
    assert summed.held_back == len(made) - len(shown)
    assert (summed.tally is None) == (not shown)
    if summed.tally:
        assert summed.tally.submitted == sum(tally.submitted for tally in shown)
        # People are never added up over pieces: it would be a figure about nobody.
        assert summed.tally.students == 0
