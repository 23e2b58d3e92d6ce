"""Tying remarks to words: code points, exact or not at all."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reflections import anchors

HER_TEXT = "I sat with her 🫀. She said “no”, then nothing. Dr Ekdal left.\n\nI stayed."


def texts():
    return st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def test_an_anchor_keeps_the_words_and_what_stands_around_them():
    start = HER_TEXT.index("She said")
    made = anchors.anchor(HER_TEXT, start, start + 8)
    assert made == anchors.Anchor(
        start, start + 8, "She said", "I sat with her 🫀. ", " “no”, then nothing. Dr Ekdal le"
    )
    assert anchors.find(made, HER_TEXT) == (start, start + 8)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 10_000), (10_000, 10_001)])
def test_a_place_outside_the_text_is_refused(start, end):
    with pytest.raises(ValueError, match="not in the text"):
        anchors.anchor(HER_TEXT, start, end)


def test_white_space_alone_is_no_place():
    at = HER_TEXT.index("\n\n")
    with pytest.raises(ValueError, match="no words"):
        anchors.anchor(HER_TEXT, at, at + 2)


def test_the_same_words_elsewhere_are_not_the_place():
    made = anchors.anchor("again and again", 0, 5)
    assert anchors.find(made, "again and again") == (0, 5)
    assert anchors.find(made, "not again, again") is None
    assert anchors.find(made, "again, but otherwise") is None


def test_sentences_of_her_text():
    assert [one.text for one in anchors.sentences(HER_TEXT)] == [
        "I sat with her 🫀.",
        "She said “no”, then nothing.",
        "Dr Ekdal left.",
        "I stayed.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mr. Achterberg wept. I did not.", ["Mr. Achterberg wept.", "I did not."]),
        ("“Why?” he asked.", ["“Why?”", "he asked."]),
        ("no stop at all", ["no stop at all"]),
        ("a list\nof lines", ["a list", "of lines"]),
        ("Wait… what?! Oh.", ["Wait…", "what?!", "Oh."]),
        ("It was 3.5 mg. Enough.", ["It was 3.5 mg.", "Enough."]),
        ("  indented.  ", ["indented."]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_sentences(text, said):
    assert [one.text for one in anchors.sentences(text)] == said


@given(texts(), st.integers(0, 200), st.integers(1, 80))
def test_what_was_anchored_is_found_again(text, start, length):
    end = min(start + length, len(text))
    assume(start < end and text[start:end].strip())
    made = anchors.anchor(text, start, end)
    assert made.quote == text[start:end]
    assert (text[:start] + text[start:end] + text[end:]).count(made.prefix + made.quote) >= 1
    assert len(made.prefix) <= anchors.AROUND
    assert len(made.suffix) <= anchors.AROUND
    assert anchors.find(made, text) == (start, end)


@given(texts(), st.integers(0, 40), st.integers(1, 40))
def test_words_before_the_place_unmake_it(text, start, length):
    end = min(start + length, len(text))
    assume(start < end and text[start:end].strip())
    made = anchors.anchor(text, start, end)
    moved = anchors.find(made, "z" + text)
    assert moved is None or ("z" + text)[start:end] == made.quote


@given(st.text(alphabet="aB .!?…“”\n🫀é\u0301", max_size=80))
def test_sentences_hold_every_word_once_and_in_order(text):
    found = anchors.sentences(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.text == one.text.strip() != "" for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join("".join(one.text.split()) for one in found) == "".join(text.split())
