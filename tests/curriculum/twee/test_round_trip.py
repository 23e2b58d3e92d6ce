"""What is exported comes back equal, whatever anybody wrote in it."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from curriculum.encounter_document import RATINGS, TAGS, Choice, Encounter, Node
from curriculum.twee import read, write

# Whatever could be taken for mark-up, next to plain words and white space.
_MARKS = """
[[ ]] [ ] { } << >> <% %> <b> </b> -> <- | :: ** * __ _ '' // ~~ ^^ == @@ ` \\ # ! --- (set: ) $name
& &amp; &#91; &lt; /* */ /% %/ **Bo:** **Bo** . “so” ’ é 世 😀
"""
MARKS = [*_MARKS.split(), " ", "\n", "\n\n\n", "\t", "\r", ""]
words = st.lists(
    st.one_of(st.sampled_from([*MARKS, " ", "word", "\n", "\n\n"]), st.text(max_size=3)),
    max_size=12,
).map("".join)
# A database takes neither NUL nor half of a pair; the reader leaves out what Unicode says is no
# character, since it marks places with two of these.
NO_CHARACTERS = str.maketrans("", "", "\0" + "".join(map(chr, range(0xFDD0, 0xFDF0))))
texts = words.map(lambda said: said.translate(NO_CHARACTERS).encode("utf-8", "ignore").decode())
lines = texts.map(lambda said: said.replace("\n", " ").replace("\r", " "))
filled = lines.filter(bool)
keys = st.from_regex(r"[-a-zA-Z0-9_]{1,12}", fullmatch=True)
skills = st.lists(st.sampled_from(sorted(TAGS)), max_size=3, unique=True).map(tuple)


@st.composite
def encounters(draw: st.DrawFn) -> Encounter:
    ids = draw(st.lists(keys, min_size=1, max_size=4, unique_by=str.casefold))
    places = st.sampled_from([*ids, "nowhere", ""])
    choice_ids = draw(st.lists(keys, min_size=12, max_size=12, unique=True))
    nodes = []
    for name in ids:
        choices = [
            Choice(
                choice_ids.pop(), draw(filled), draw(skills),
                draw(st.sampled_from([*RATINGS, ""])), draw(places), draw(texts),
            )
            for _ in range(draw(st.integers(0, 3)))
        ]  # fmt: skip
        node = Node(
            name, draw(texts), draw(lines), draw(texts), tuple(choices), draw(lines),
            draw(skills), draw(lines),
        )  # fmt: skip
        nodes.append(node)
    return Encounter(
        draw(keys), draw(lines.filter(str.strip)).strip(), draw(lines), draw(lines),
        draw(st.integers(0, 999)), draw(lines), draw(lines), draw(st.sampled_from(ids)),
        tuple(nodes), draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(encounters())
def test_an_export_comes_back_equal(encounter: Encounter) -> None:
    assert read(write(encounter).encode()).encounter == encounter


@pytest.mark.parametrize("speaker", ["Bo (nurse", "To think about", "Bo ", "**Bo", "(set", "Bo:**"])
def test_a_name_is_read_back_as_it_was(speaker: str) -> None:
    node = Node("one", "It rains.", speaker, "Well?", (), "", (), "Why?")
    told = Encounter("A1", "Rain", "", "", 5, "", "", "one", (node,), needs_sign_off=False)
    assert read(write(told).encode()).encounter == told
