"""How a text is cut into words to be found again, and where they stand in it."""

import pytest

from reflections import concordance
from reflections.concordance import Piece


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Café ÉTÉ naïve", {"cafe", "ete", "naive"}),
        ("Cafe\u0301 e\u0301te\u0301", {"cafe", "ete"}),  # written with combining marks
        ("Straße Łódź smørbrød", {"strasse", "lodz", "smorbrod"}),
        ("don’t can't", {"don", "can", "t"}),
        ("慈悲 和ward", {"慈", "悲", "和", "ward"}),
        ("snake_case 3.5", {"snake", "case", "3", "5"}),
        ("† ★ — …", set()),
        ("x" * 90, {"x" * 40}),
        ("Ünïcode plain", {"unicode", "plain"}),
        ("", set()),
    ],
)
def test_words_have_neither_case_nor_accents(text, found):
    assert concordance.tokens(text) == found
    assert {token for token, _start, _end in concordance.words(text)} == found


def test_terms_are_few_and_each_once():
    assert concordance.terms("Ward, ward; a NIGHT ward") == ["ward", "a", "night"]
    assert len(concordance.terms(" ".join(f"word{n}" for n in range(30)))) == 8
    assert concordance.terms("… !") == []


def test_a_term_finds_words_that_begin_with_it_from_three_letters_on():
    for token, term, does in [
        ("teaching", "teach", True),
        ("teach", "teaching", False),
        ("an", "a", False),
        ("a", "a", True),
        ("and", "and", True),
        ("andes", "and", True),
    ]:
        assert concordance.meets(token, term) is does


@pytest.mark.parametrize(
    "text",
    [
        "The teacher was teaching; an unteachable reteach.",
        "The téacher was teaching — an unteachable reteach ß.",  # no letter for letter
        "Theé teacher was teaching; an unteachable reteach.",
    ],
)
def test_places_are_those_of_the_text_as_it_is(text):
    found = [text[start:end] for start, end, _term in concordance.places(text, ["teach", "an"])]
    assert [concordance.fold(one) for one in found] == ["teacher", "teaching", "an"]
    assert concordance.holds(text, ["teach", "an"])
    assert not concordance.holds(text, ["teach", "school"])
    pieces = concordance.marked(text, ["teach"])
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.is_found for piece in pieces].count(True) == 2


def test_a_snippet_shows_where_most_of_them_stand_together():
    text = "ward " + "nothing here. " * 40 + "The ward at night was quiet.\n\n" + "And so on. " * 40
    pieces = concordance.snippet(text, ["ward", "night"])
    assert pieces[0] == Piece("… ")
    assert pieces[-1] == Piece(" …")
    assert [piece.text for piece in pieces if piece.is_found] == ["ward", "night"]
    assert len("".join(piece.text for piece in pieces)) < 400
    assert concordance.snippet("Short.", ["absent"]) == [Piece("Short.")]
    assert concordance.snippet("", ["absent"]) == []
