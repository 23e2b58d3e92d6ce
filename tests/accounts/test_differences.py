"""Two texts side by side: nothing lost, differences by words."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from accounts.differences import compare


def joined(stretches):
    return "".join(one.text for one in stretches)


def others(stretches):
    return [one.text for one in stretches if one.is_other]


def test_what_differs_is_marked_by_words():
    here, there = compare("I held her hand.", "I held his hand. Twice.")
    assert others(here) == ["her"]
    assert "his" in others(there)[0]
    assert "held" not in "".join(others(there))


def test_alike_texts_have_no_marks():
    here, there = compare("a b\n\nc", "a b\n\nc")
    assert others(here) == others(there) == []
    assert compare("", "") == ([], [])


@given(st.text(alphabet="ab \n\t", max_size=60), st.text(alphabet="ab \n\t", max_size=60))
def test_both_texts_stay_whole(one, other):
    here, there = compare(one, other)
    assert (joined(here), joined(there)) == (one, other)


def test_a_change_in_a_long_text_is_still_marked_by_words():
    one = "".join(f"line {n} of many words\n" for n in range(4000))
    here, there = compare(one, one.replace("line 7 ", "line seven "))
    assert joined(here) == one
    assert others(there) == ["seven"]


def test_beyond_that_whole_lines_are_marked():
    one = "".join(f"line {n} of many words\n" for n in range(2000))
    here, there = compare(one, one.replace("line 7 ", "line x ").replace("1990", "y"))
    assert joined(here) == one
    assert others(there) == ["line x of many words\n", "line y of many words\n"]


def test_no_text_holds_a_worker():
    one = "".join(f"{n % 300}\n" for n in range(30_000))
    two = "".join(f"{n % 299}\n" for n in range(30_000))
    began = perf_counter()
    here, there = compare(one, two)
    assert (joined(here), joined(there)) == (one, two)
    assert others(here)
    assert perf_counter() - began < 5
