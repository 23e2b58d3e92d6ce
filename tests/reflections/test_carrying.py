"""A remark in a newer version: carried, offered or left, and never on other words."""

import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from accounts import words
from reflections import anchors, carrying
from reflections.carrying import Verdict

# What is written at night on a phone: emoji of several code points, marks that combine, two
# directions, line ends of every kind, and few different letters, so that words come twice.
WRITTEN = (
    "a|b|a| |  |.|\n|\n\n|\r\n|I stayed. |she said no|7|é|e|e\u0301|A\u030a|\u0323|नि|\u00a0"
    "|🫀|👩🏽‍⚕️|👩|❤\ufe0f|🇸🇪|🇪|مرحبا|يا صديقي|ש\u05c1לום|\u200f|\u202bא\u202c"
)
PARTS = st.sampled_from(WRITTEN.split("|"))
TEXTS = st.lists(PARTS, max_size=60).map("".join)
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 9), TEXTS), max_size=4)


def stored(text: str) -> str:
    return words.normalise(text)


def placed(text: str, at: int, length: int) -> anchors.Anchor | None:
    start = at % len(text) if text else 0
    end = min(len(text), start + length)
    return anchors.anchor(text, start, end) if text[start:end].strip() else None


def edited(text: str, edits) -> tuple[str, list[int]]:
    """Return the text after the edits, and where each of its code points was before (-1: new)."""
    now, came = list(text), list(range(len(text)))
    for at, gone, new in edits:
        at %= len(now) + 1
        now[at : at + gone] = new
        came[at : at + gone] = [-1] * len(new)
    return "".join(now), came


def every(quote: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(quote, at)]


def alike(was: anchors.Anchor, text: str) -> list[int]:
    """Return every place that reads as the remark's own did, with all within 32 code points."""
    places = every(was.quote, text)
    there = [anchors.anchor(text, at, at + len(was.quote)) for at in places]
    return [one.start for one in there if (one.prefix, one.suffix) == (was.prefix, was.suffix)]


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.integers(0, 10_000), st.integers(1, 20), EDITS)
def test_whatever_is_edited_a_remark_is_never_silently_moved(text, at, length, edits):
    text = stored(text)
    was = placed(text, at, length)
    assume(was is not None)
    new, came = edited(text, [(at, gone, stored(added)) for at, gone, added in edits])
    found = carrying.find(was, new)
    same = alike(was, new)
    if found.verdict is Verdict.LEFT:
        # Gone, or at several places; or its only places would cut a character or a word.
        assert len(same) != 1
        assert (found.start, found.end) == (0, 0)
    else:
        assert new[found.start : found.end] == was.quote
    if found.verdict is Verdict.CARRIED:
        assert found.start in same
        assert len(same) == 1 or found.start == was.start
    else:
        assert was.start not in same
        assert len(same) != 1
    # Where her own hand touched nothing near the words, they are found again: these very ones.
    low, high = max(0, was.start - anchors.AROUND), min(len(text), was.end + anchors.AROUND)
    if (
        came.count(low)
        and (low > 0 or came[0] == 0)
        and (high < len(text) or came[-1:] == [high - 1])
    ):
        begin = came.index(low)
        untouched = came[begin : begin + high - low] == list(range(low, high))
        if untouched and len(same) == 1:
            assert found == carrying.Found(
                Verdict.CARRIED, begin + was.start - low, begin + was.end - low
            )


@settings(max_examples=300, deadline=None)
@example("a\n\n👩🏽‍⚕️👩🏽‍⚕️👩🏽‍⚕️", 0, 16, "", "")  # chosen up to a joiner, where the text ends now
@given(TEXTS, st.integers(0, 10_000), st.integers(1, 20), TEXTS, TEXTS)
def test_words_in_other_company_are_offered_where_there_is_one_such_place(
    text, at, length, before, after
):
    was = placed(stored(text), at, length)
    assume(was is not None)
    new = stored(before + was.quote + after)
    found, same = carrying.find(was, new), alike(was, new)
    whole = {one for one in every(was.quote, new) if carrying._stands_alike(was, new, one)}
    half = {one for one in whole if was.prefix and new[:one].endswith(was.prefix)}
    half |= {
        one for one in whole if was.suffix and new[one + len(was.quote) :].startswith(was.suffix)
    }
    only = half if len(half) == 1 else whole
    if found.verdict is Verdict.OFFERED:
        assert {found.start} == only
    else:
        assert same or len(only) != 1
    for place in whole:
        # No mark that combines, no joiner and no half of a flag stands at either edge.
        for edge in (place, place + len(was.quote)):
            beyond = new[edge : edge + 1] if edge else ""
            assert not unicodedata.category(beyond or " ").startswith("M")
            assert "\u200d" not in (beyond, new[edge - 1 : edge])


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(0, 10_000), st.integers(1, 20))
def test_other_line_ends_change_nothing(text, at, length):
    was = placed(stored(text), at, length)
    assume(was is not None)
    sent_by_a_form = stored(text).replace("\n", "\r\n")
    here = carrying.Found(Verdict.CARRIED, was.start, was.end)
    assert carrying.find(was, stored(sent_by_a_form)) == here


HERS = "I sat with her and I said nothing at all for a very long while. She said “no”. I stayed.\n"
MORE = "It was the third night of that week, and I had slept for four hours in all. "


@pytest.mark.parametrize(
    ("quote", "new", "verdict"),
    [
        ("a very long while", HERS, "carried"),
        ("said nothing", MORE + HERS, "offered"),  # the beginning of the text was its company
        ("She said “no”.", MORE + HERS, "carried"),
        ("I stayed.", HERS + MORE, "offered"),  # the end was
        ("She said “no”.", HERS.replace("She", "Then she"), "left"),
        ("nothing at all", HERS.replace("a very long while", "an hour"), "offered"),
        ("She said “no”.", HERS.replace("I stayed.", "I left."), "offered"),
        ("a very long while", HERS.replace("a very long", "a long"), "left"),
        ("I stayed.", "I stayed.\n" + HERS.replace("I stayed.", "I went."), "offered"),
        ("I s", HERS.replace("I sat with her and ", ""), "left"),  # “I said” or “I stayed”?
        ("“no”", "“no”? “no”!", "left"),
        ("while", "meanwhile, and worthwhile", "left"),
        ("said nothing", "I said nothingness", "left"),
        ("a very long while", "", "left"),
    ],
)
def test_what_becomes_of_a_remark(quote, new, verdict):
    start = HERS.index(quote)
    found = carrying.find(anchors.anchor(HERS, start, start + len(quote)), new)
    assert found.verdict == verdict
    assert new[found.start : found.end] == ("" if verdict == "left" else quote)


def test_the_same_passage_twice_is_nowhere_unless_it_is_where_it_was():
    long = MORE + HERS + MORE
    was = anchors.anchor(long, len(MORE) + 2, len(MORE) + 5)
    assert carrying.find(was, long + long).start == was.start
    assert carrying.find(was, "So: " + long + long) == carrying.LEFT


@pytest.mark.parametrize(
    ("old", "quote", "new"),
    [
        ("the e was there", "e was", "Cafe\u0301 was. The\u0301 was"),
        ("seen: 👩", "👩", "seen: 👩\u200d⚕\ufe0f"),
        ("a ❤ of hers", "❤", "it has a ❤\ufe0f now"),
        ("flag 🇸", "🇸", "flags 🇳🇸🇪"),
        ("hand 👋", "👋", "my hand 👋🏽"),
    ],
)
def test_half_a_character_is_no_place(old, quote, new):
    start = old.index(quote)
    assert carrying.find(anchors.anchor(old, start, start + len(quote)), new) == carrying.LEFT


def test_a_writing_without_spaces_may_be_cut_anywhere_as_it_was():
    old, new = "她沉默了很久", "那天夜里她沉默了一会儿"
    was = anchors.anchor(old, 1, 3)
    found = carrying.find(was, new)
    assert (found.verdict, new[found.start : found.end]) == (Verdict.OFFERED, "沉默")


# ------------------------------------------------------------------ several remarks
def remark(pk, quote, carried_from=None, text=HERS):
    start = text.index(quote)
    at = anchors.anchor(text, start, start + len(quote))
    return SimpleNamespace(
        pk=pk, start=at.start, end=at.end, text=at, carried_from_id=carried_from
    )  # fmt: skip


def test_of_a_remark_and_what_was_carried_from_it_the_last_counts():
    one, two, three = remark(1, "I sat"), remark(2, "I sat", 1), remark(3, "I sat", 2)
    other = remark(4, "she", text="she")
    assert carrying.newest([three, one, other, two]) == [three, other]


def test_the_place_is_shown_with_what_stands_around_it():
    was = remark(1, "a very long while")
    new = HERS.replace("all for", "all, I think, for")
    seen = carrying.waiting(was, new)
    assert (seen.may_move, seen.is_alike) == (True, False)
    assert (seen.before, seen.words, seen.after) == (
        "nothing at all, I think, for ", "a very long while", ". She said “no”. I stayed.\n",
    )  # fmt: skip
    assert carrying.waiting(was, HERS).is_alike
    gone = carrying.waiting(was, "Other words.")
    assert (gone.may_move, gone.words) == (False, "")


def test_words_at_thousands_of_places_are_not_looked_for_in_new_company():
    """One letter remarked on, on a page full of it, held a worker for seconds; each time anew."""
    was = anchors.anchor("Before. a After.", 8, 9)
    alone = " Here a there."
    few, many = (
        "xa " * number + alone for number in (carrying.MOST_PLACES - 10, carrying.MOST_PLACES)
    )
    assert carrying.find(was, few).verdict is Verdict.OFFERED
    assert carrying.find(was, many).verdict is Verdict.LEFT
