"""Text as people type it: what is changed, what is refused, what is counted."""

import hashlib
import time

import pytest
from django.core.exceptions import ValidationError

from accounts import words
from tests.accounts.counted import BESIDE, COUNTED, HEADINGS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("a\r\n\r\nb\n", "a\n\nb\n"),
        ("  a  ", "  a  "),
        ("e\u0301 \u00e9", "e\u0301 \u00e9"),  # composed and decomposed stay what they are
        ("\u2028\x0b\x0c\u0085", "\u2028\x0b\x0c\u0085"),  # only CR is a line end of its own
        ("", ""),
    ],
)
def test_normalise_changes_line_ends_and_nothing_else(typed, kept):
    assert words.normalise(typed) == kept


@pytest.mark.parametrize(
    "text", ["", "line\nline", "👩🏽‍⚕️", "עברית", "\u202e", "\ufeff", "a" * words.LONGEST_TEXT]
)
def test_what_people_type_is_accepted(text):
    words.check(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "nul"),
        ("a\ud83d b", "surrogate"),
        ("a" * (words.LONGEST_TEXT + 1), "too_long"),
    ],
)
def test_what_no_database_keeps_is_refused_with_its_code(text, code):
    with pytest.raises(ValidationError) as caught:
        words.check(text)
    assert caught.value.code == code


def test_the_sentences_say_where_and_how_much():
    with pytest.raises(ValidationError) as caught:
        words.check("ab\udc00")
    assert "place 3" in caught.value.messages[0]
    with pytest.raises(ValidationError) as caught:
        words.check("four", longest=3)
    assert "4 characters" in caught.value.messages[0]
    assert "at most 3" in caught.value.messages[0]


def test_what_counts_as_a_word():
    """The page’s script is held to the same table in tests/browser/test_forms.py."""
    assert [(text, words.count(text)) for text, _count in COUNTED] == COUNTED
    assert [(text, words.count(text, apart=HEADINGS)) for text, _count in BESIDE] == BESIDE


def test_counting_is_quick_whatever_is_typed():
    started = time.process_time()
    for text in ("!" * words.LONGEST_TEXT, "-" * words.LONGEST_TEXT, "a–" * 100_000):
        words.count(text)
    assert time.process_time() - started < 1


def test_fingerprint_is_sha256_of_title_nul_body():
    assert words.fingerprint("T", "é") == hashlib.sha256("T\x00é".encode()).hexdigest()
    assert words.fingerprint("ab", "c") != words.fingerprint("a", "bc")
