"""Two states of one page brought together: nothing of either is lost."""

import pytest

from curriculum.merging import Page, Row, mark, merge, plain


def rows(**texts):
    """Return rows by pk; names are r1, r2…, new rows n1, n2…"""
    return [Row(pk[1:] if pk[0] == "r" else "", {"text": text}) for pk, text in texts.items()]


def said(merged):
    return [(row.pk, row.values["text"]) for row in merged.page.rows["steps"]]


WAS = {"r1": "one", "r2": "two", "r3": "three"}


@pytest.mark.parametrize(
    ("hers", "theirs", "kept", "taken", "both"),
    [
        ("a", "a", "a", [], []),
        ("hers", "a", "hers", [], []),
        ("a", "theirs", "theirs", ["body"], []),
        ("same", "same", "same", [], []),
        ("hers", "theirs", "hers", [], ["body"]),
        ("<p>a</p>", "a", "<p>a</p>", [], []),
    ],
)
def test_a_field_has_one_of_three_stories(hers, theirs, kept, taken, both):
    was = Page({"body": "a"}).marks()
    merged = merge(was, Page({"body": hers}), Page({"body": theirs}))
    assert merged.page.fields["body"] == kept
    assert merged.taken == taken
    assert [one.name for one in merged.meetings] == both


def test_a_choice_takes_the_others():
    was = Page({"body": "a"}).marks()
    merged = merge(was, Page({"body": "hers"}), Page({"body": "theirs"}), ["body"])
    assert (merged.page.fields["body"], merged.meetings) == ("theirs", [])


ROWS = {
    # what happened: hers, theirs, what is kept, rows both changed
    "nobody": (WAS, WAS, [("1", "one"), ("2", "two"), ("3", "three")], 0),
    "she writes": (WAS | {"r1": "ONE"}, WAS, [("1", "ONE"), ("2", "two"), ("3", "three")], 0),
    "they write": (WAS, WAS | {"r2": "TWO"}, [("1", "one"), ("2", "TWO"), ("3", "three")], 0),
    "each another": (WAS | {"r1": "ONE"}, WAS | {"r2": "TWO"},
                     [("1", "ONE"), ("2", "TWO"), ("3", "three")], 0),
    "both the same row": (WAS | {"r1": "hers"}, WAS | {"r1": "theirs"},
                          [("1", "hers"), ("2", "two"), ("3", "three")], 1),
    "they add": (WAS, WAS | {"r4": "four"},
                 [("1", "one"), ("2", "two"), ("3", "three"), ("4", "four")], 0),
    "both add": (WAS | {"n1": "mine"}, WAS | {"r4": "four"},
                 [("1", "one"), ("2", "two"), ("3", "three"), ("4", "four"), ("", "mine")], 0),
    "they take out": (WAS, {"r1": "one", "r3": "three"}, [("1", "one"), ("3", "three")], 0),
    "they take out what she changed": (
        WAS | {"r2": "TWO"}, {"r1": "one", "r3": "three"},
        [("1", "one"), ("3", "three"), ("", "TWO")], 0),
    "she takes out, they add": (
        {"r1": "one", "r3": "three"}, WAS | {"r4": "four"},
        [("1", "one"), ("3", "three"), ("4", "four")], 0),
    "she takes out what they changed": (
        {"r1": "one", "r3": "three"}, WAS | {"r2": "TWO"},
        [("1", "one"), ("3", "three"), ("2", "TWO")], 0),
    "she moves, they write": (
        {"r3": "three", "r1": "one", "r2": "two"}, WAS | {"r1": "ONE"},
        [("3", "three"), ("1", "ONE"), ("2", "two")], 0),
    "they move, she writes": (
        WAS | {"r1": "ONE"}, {"r3": "three", "r1": "one", "r2": "two"},
        [("3", "three"), ("1", "ONE"), ("2", "two")], 0),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_rows_come_together_and_none_is_lost(name):
    hers, theirs, kept, both = ROWS[name]
    was = Page(rows={"steps": rows(**WAS)}).marks()
    merged = merge(was, Page(rows={"steps": rows(**hers)}), Page(rows={"steps": rows(**theirs)}))
    found = said(merged)
    if name == "she takes out what they changed":
        assert sorted(found) == sorted(kept)
    else:
        assert found == kept
    assert len(merged.meetings) == both


def test_a_chosen_row_is_the_others():
    was = Page(rows={"steps": rows(**WAS)}).marks()
    hers, theirs = WAS | {"r1": "hers"}, WAS | {"r1": "theirs"}
    merged = merge(
        was, Page(rows={"steps": rows(**hers)}), Page(rows={"steps": rows(**theirs)}), ["steps:1"]
    )
    assert said(merged)[0] == ("1", "theirs")
    assert merged.meetings == []


@pytest.mark.parametrize("was", [{}, {"steps": "x"}, {"steps": [1]}, {"steps": [["1", 2]]}])
def test_marks_that_are_none_change_nothing(was):
    hers = Page(rows={"steps": rows(r1="hers")})
    merged = merge(was, hers, Page(rows={"steps": rows(r1="theirs")}))
    assert (merged.taken, merged.meetings) == ([], [])


def test_values_are_compared_as_a_browser_sends_them():
    assert [plain(v) for v in (None, False, True, 10, "a\r\nb", [3, 2])] == [
        "", "", "on", "10", "a\nb", ["2", "3"],
    ]  # fmt: skip
    assert mark("<p>a</p>\n<p>b </p>") == mark(" <p>a</p><p>b</p>")
    assert mark("a b") != mark("ab")
