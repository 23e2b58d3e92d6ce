"""Cutting a text into pieces: nothing lost, nothing doubled, however remarks overlap."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflections import marks


@dataclass
class On:
    start: int
    end: int


def on(body: str, *quotes: str) -> list[On]:
    return [On(body.index(quote), body.index(quote) + len(quote)) for quote in quotes]


def shown(rows: list[marks.Paragraph]) -> list[list[tuple[str, tuple[int, ...]]]]:
    return [[(piece.text, piece.numbers) for piece in row.pieces] for row in rows]


def test_paragraphs_are_parted_by_blank_lines_and_keep_their_line_ends():
    rows = marks.paragraphs("one\ntwo\n\n  three\n \t\n\nfour")
    assert [row.text for row in rows] == ["one\ntwo", "  three", "four"]
    assert [row.row for row in rows] == [1, 2, 3]
    assert [row.start for row in rows] == [0, 9, 21]


def test_a_remark_in_the_middle_makes_three_pieces():
    body = "I sat with her."
    (row,) = marks.paragraphs(body, on(body, "sat with"))
    assert [(p.text, p.remark_number) for p in row.pieces] == [
        ("I ", None),
        ("sat with", 1),
        (" her.", None),
    ]
    assert [(p.is_start, p.is_end) for p in row.pieces] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    assert [(one.number, one.words) for one in row.remarks] == [(1, "sat with")]


def test_overlapping_remarks_share_the_piece_in_between():
    body = "abcdef"
    (row,) = marks.paragraphs(body, [On(2, 6), On(0, 4)])
    assert shown([row]) == [[("ab", (1,)), ("cd", (1, 2)), ("ef", (2,))]]
    assert [(p.starts, p.ends) for p in row.pieces] == [((1,), ()), ((2,), (1,)), ((), (2,))]
    assert row.pieces[1].marks == [(1, False), (2, True)]


def test_two_remarks_on_the_same_words_keep_both_numbers():
    (row,) = marks.paragraphs("the same words", [On(4, 8), On(4, 8)])
    assert row.pieces[1].starts == row.pieces[1].ends == (1, 2)
    assert [one.number for one in row.remarks] == [1, 2]


def test_a_remark_across_paragraphs_starts_in_one_and_ends_in_the_other():
    body = "first end\n\nmiddle\n\nlast words"
    rows = marks.paragraphs(body, [On(6, body.index(" words"))])
    assert shown(rows) == [
        [("first ", ()), ("end", (1,))],
        [("middle", (1,))],
        [("last", (1,)), (" words", ())],
    ]
    assert [[p.is_start for p in row.pieces] for row in rows] == [
        [False, True],
        [False],
        [False] * 2,
    ]
    assert [[p.is_end for p in row.pieces] for row in rows] == [[False] * 2, [False], [True, False]]
    assert [len(row.remarks) for row in rows] == [1, 0, 0]


def test_a_remark_that_begins_in_the_blank_lines_belongs_to_the_words_after_them():
    body = "one\n\ntwo"
    rows = marks.paragraphs(body, [On(4, 8)])
    assert rows[1].pieces[0].starts == (1,)
    assert [len(row.remarks) for row in rows] == [0, 1]


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("Before 👩🏽‍⚕️ after 👩🏽‍⚕️ end", "after"),
        ("🫀🫀 she said 🫀", "said 🫀"),
        ("Zoë said “né” to A\u030asa", "A\u030asa"),
        ("مرحبا يا صديقي", "يا"),
    ],
)
def test_offsets_are_code_points_whatever_is_written(body, quote):
    (row,) = marks.paragraphs(body, on(body, quote))
    assert [p.text for p in row.pieces if p.numbers] == [quote]
    assert row.text == body


def test_blank_text_and_remarks_past_the_end_break_nothing():
    assert marks.whole(marks.paragraphs("")) == ""
    assert marks.whole(marks.paragraphs("\n \n\n")) == "\n \n\n"
    (row,) = marks.paragraphs("short", [On(40, 50)])
    assert [p.numbers for p in row.pieces] == [()]
    assert [one.number for one in row.remarks] == [1]


def test_long_quotations_are_shortened_at_a_word():
    words = marks.short("I wanted him to stop and I also wanted him not to leave.")
    assert words == "I wanted him to stop and I also…"
    assert marks.short("x" * 50) == "x" * 32 + "…"
    assert marks.short("two\nlines") == "two lines"


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: On(pair[0], sum(pair))),
    max_size=6,
)


@given(st.text(alphabet="ab \n\t🫀é\u0301\u2028", max_size=60), spans)
def test_whatever_is_written_and_remarked_comes_back_whole(body, remarks):
    rows = marks.paragraphs(body, remarks)
    assert marks.whole(rows) == body
    numbers = [one.number for row in rows for one in row.remarks]
    assert sorted(numbers) == list(range(1, len(remarks) + 1))
    pieces = [piece for row in rows for piece in row.pieces]
    for number, one in marks.numbered(remarks):
        marked = [p for p in pieces if number in p.numbers]
        words = "".join(p.text for p in marked)
        assert "".join(words.split()) == "".join(body[one.start : one.end].split())
        if marked:
            assert [p for p in pieces if number in p.starts] == marked[:1]
            assert [p for p in pieces if number in p.ends] == marked[-1:]
