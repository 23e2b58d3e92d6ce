"""Small groups: what is shown of a table says nothing about what is held back."""

from hypothesis import given
from hypothesis import strategies as st

from accounts.suppression import THRESHOLD, Figure, column, published, together

figures = st.integers(0, 20).flatmap(
    lambda among: st.builds(Figure, count=st.integers(0, among), among=st.just(among))
)
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(figures, min_size=width, max_size=width), min_size=1, max_size=5
    )
)


def test_a_figure_among_fewer_than_eight_is_held_back_whatever_it_is() -> None:
    for among in range(12):
        for count in range(among + 1):
            hidden = 0 < among < THRESHOLD
            assert published([[Figure(count, among)]]).rows == [[None if hidden else count]]
    assert THRESHOLD == 8


def test_sums_of_a_table_with_nothing_to_hide_are_its_sums() -> None:
    table = published([[Figure(1, 20), Figure(2, 20)], [Figure(3, 20), Figure(4, 0)]])
    assert table.rows == [[1, 2], [3, 4]]
    assert (table.row_sums, table.column_sums, table.total) == ([3, 7], [4, 6], 10)
    assert not table.has_gaps


def test_a_sum_goes_with_its_part() -> None:
    """Otherwise the sum less what is shown would be the figure."""
    table = published([[Figure(1, 20), Figure(2, 3)], [Figure(3, 20), Figure(4, 20)]])
    assert table.rows == [[1, None], [3, 4]]
    assert (table.row_sums, table.column_sums, table.total) == ([None, 7], [4, None], None)
    assert table.has_gaps
    assert column([Figure(1, 20), Figure(0, 5)]) == ([1, None], None)
    assert column([Figure(1, 20), Figure(2, 8)]) == ([1, 2], 3)


@given(tables)
def test_no_figure_held_back_can_be_worked_out(rows: list[list[Figure]]) -> None:
    """Whatever a hidden figure were instead, on its own, the page would be the same."""
    shown = published(rows)
    for at, row in enumerate(rows):
        for place, figure in enumerate(row):
            if not figure.is_small:
                assert shown.rows[at][place] == figure.count
                continue
            for other in range(figure.among + 1):
                changed = [list(one) for one in rows]
                changed[at][place] = Figure(other, figure.among)
                assert published(changed) == shown


@given(tables)
def test_every_sum_shown_is_that_of_its_parts(rows: list[list[Figure]]) -> None:
    shown = published(rows)
    sides = [(shown.rows, shown.row_sums), (zip(*shown.rows, strict=True), shown.column_sums)]
    for lines, sums in sides:
        for line, total in zip(lines, sums, strict=True):
            assert total == (None if None in line else sum(line))
    everything = [cell for row in shown.rows for cell in row]
    assert shown.total == (None if None in everything else sum(everything))


@given(st.dictionaries(st.text("abcdef", min_size=1), st.integers(0, 30), max_size=7))
def test_groups_put_together_are_never_small_and_hold_everybody_or_nobody(
    sizes: dict[str, int],
) -> None:
    made = together(sizes)
    held = [key for keys in made for key in keys]
    everybody = {key for key, n in sizes.items() if n}
    assert set(held) == (everybody if sum(sizes.values()) >= THRESHOLD else set())
    assert len(held) == len(set(held))
    assert all(sum(sizes[key] for key in keys) >= THRESHOLD for keys in made)
    # Nobody is put together with others who need not be, but for the one who makes it eight.
    for keys in made:
        if len(keys) > 1:
            *rest, largest = sorted(sizes[key] for key in keys)
            assert sum(rest) < THRESHOLD or largest < THRESHOLD


def test_how_sites_are_put_together() -> None:
    assert together({"a": 20, "b": 9}) == [("b",), ("a",)]
    assert together({"a": 20, "b": 5, "c": 4}) == [("b", "c"), ("a",)]
    assert together({"a": 20, "b": 3, "c": 9}) == [("b", "c"), ("a",)]
    assert together({"a": 4, "b": 3}) == together({}) == []
