"""A practice as a document: every fault of one is found, and the three that ship have none."""

import time
from dataclasses import replace

import pytest

from curriculum import encounter_map, encounter_walk
from curriculum.encounter_document import (
    MOST_CYCLES,
    RATINGS,
    SHUTS_DOOR,
    SKILLS,
    STRONG,
    TAGS,
    WORKABLE,
    Choice,
    Encounter,
    Node,
    from_json,
    longest,
    problems,
    to_json,
)
from tests.curriculum.packages import starter

BEST = {"tags": ("silence",), "rating": STRONG, "feedback": "You stayed."}


def choice(name, leads_to, **fields):
    return Choice(**({"id": name, "text": f"Say {name}.", "next": leads_to} | BEST | fields))


def moment(name, *leads_to, **fields):
    """Return a moment with a choice to each of these; the first opens the door."""
    made = [choice(f"{name}{at}", to) for at, to in enumerate(leads_to)]
    return replace(Node(name, "It happens.", choices=tuple(made)), **fields)


def ending(name="end", **fields):
    base = Node(name, says="It ends.", ending="Over", recap=("silence",), reflect="What now?")
    return replace(base, **fields)


def encounter(*nodes, start="a"):
    return Encounter("x", "X", "f", "s", 5, "", "You", start, tuple(nodes))


SOUND = encounter(moment("a", "b", "c"), moment("b", "end", "c"), moment("c", "end", "end"),
                  ending())  # fmt: skip
A = SOUND.nodes[0]


def with_choice(**fields):
    return encounter(replace(A, choices=(replace(A.choices[0], **fields), A.choices[1])),
                     *SOUND.nodes[1:])  # fmt: skip


FAULTS = {
    "no start": (replace(SOUND, start=""), "", "does not say where it starts"),
    "start away": (replace(SOUND, start="z"), "", "“z”, which is not there"),
    "twice": (encounter(*SOUND.nodes, ending()), "end", "more than one moment"),
    "same choice": (with_choice(id="b0"), "a", "Another choice is called “b0”"),
    "unreachable": (encounter(*SOUND.nodes, moment("z", "end", "end")), "z", "Nothing leads here"),
    "round": (encounter(A, moment("b", "end", "a"), *SOUND.nodes[2:]), "a", "a → b → a"),
    "itself": (encounter(A, moment("b", "end", "b"), *SOUND.nodes[2:]), "b", "b → b"),
    "no way out": (
        encounter(A, moment("b", "d", "d"), moment("c", "end", "end"), moment("d", "b", "b"),
                  moment("e", "b", "b"), ending()),
        "e", "no ending can be reached",
    ),
    "dead end": (encounter(A, moment("b"), *SOUND.nodes[2:]), "b", "two to four choices"),
    "one choice": (encounter(A, moment("b", "end"), *SOUND.nodes[2:]), "b", "two to four choices"),
    "five": (encounter(A, moment("b", *["end"] * 5), *SOUND.nodes[2:]), "b", "two to four"),
    "none strong": (
        encounter(replace(A, choices=tuple(replace(one, rating=WORKABLE) for one in A.choices)),
                  *SOUND.nodes[1:]),
        "a", "No choice here opens the door",
    ),
    "target": (with_choice(next="z"), "a", "Choice 1 leads to “z”"),
    "no target": (with_choice(next=""), "a", "Choice 1 leads nowhere"),
    "no words": (with_choice(text=""), "a", "Choice 1 has no words"),
    "no feedback": (with_choice(feedback=""), "a", "Choice 1 has no feedback"),
    "no rating": (with_choice(rating="good"), "a", "does not say whether"),
    "no tag": (with_choice(tags=()), "a", "names no skill and no trap"),
    "tag": (with_choice(tags=("wisdom",)), "a", "“wisdom” is no skill or trap"),
    "nothing": (encounter(replace(A, narration=""), *SOUND.nodes[1:]), "a", "Nothing happens"),
    "ending chooses": (
        encounter(*SOUND.nodes[:3], ending(choices=A.choices[:1])), "end", "offers no choices",
    ),
    "ending mute": (encounter(*SOUND.nodes[:3], ending(says="")), "end", "says how it ends"),
    "no recap": (encounter(*SOUND.nodes[:3], ending(recap=())), "end", "names the skills"),
    "a trap": (encounter(*SOUND.nodes[:3], ending(recap=("blunt",))), "end", "“blunt” is not"),
    "no question": (encounter(*SOUND.nodes[:3], ending(reflect="")), "end", "asks one question"),
}  # fmt: skip


def test_every_fault_is_said_beside_its_moment():
    assert problems(SOUND) == ()
    assert longest(SOUND) == 3
    for name, (broken, node, said) in FAULTS.items():
        found = [(one.node, one.said) for one in problems(broken)]
        assert any(at == node and said in words for at, words in found), (name, found)


def test_a_cycle_is_told_as_the_way_round_and_not_as_a_want_of_endings():
    found = [one.said for one in problems(FAULTS["round"][0])]
    assert found == ["It leads back to itself: a → b → a."]


def test_what_is_kept_as_plain_data_comes_back():
    assert from_json(to_json(SOUND)) == SOUND
    assert SOUND.sha256 == from_json(to_json(SOUND)).sha256
    assert SOUND.sha256 != replace(SOUND, minutes=6).sha256


def test_the_three_that_ship_are_whole():
    shipped = starter().encounters
    found = {part.played.code: (longest(part.played), len(part.played.nodes)) for part in shipped}
    assert found == {
        "bench-ct": (8, 11), "how-are-you-really": (10, 13), "forwarded-video": (11, 14),
    }  # fmt: skip
    assert [part.played.code for part in shipped if part.played.needs_sign_off] == [
        "how-are-you-really"
    ]
    for part in shipped:
        assert problems(part.played) == ()
        drawn = encounter_map.draw(part.played)
        assert len(drawn.boxes) == len(part.played.nodes)
    used = {tag for part in shipped for node in part.played.nodes for one in node.choices
            for tag in one.tags}  # fmt: skip
    assert used <= set(TAGS)
    assert len(SKILLS) == 24
    assert list(RATINGS) == [STRONG, WORKABLE, SHUTS_DOOR]


@pytest.mark.parametrize("shape", ["chain", "ring", "all back to the first", "all back by half"])
def test_however_deep_it_is_it_is_judged_in_good_time(shape):
    n = 4000
    second = {
        "chain": lambda at: at + 1, "ring": lambda at: (at + 7) % n,
        "all back to the first": lambda at: 0, "all back by half": lambda at: at // 2,
    }  # fmt: skip
    last = n if shape == "chain" else n - 1
    nodes = [moment(f"n{at}", f"n{min(at + 1, last)}", f"n{second[shape](at)}") for at in range(n)]
    began = time.process_time()
    found = problems(encounter(*nodes, ending(f"n{n}"), start="n0"))
    assert time.process_time() - began < 5
    cycles = [one for one in found if "leads back" in one.said]
    assert len(cycles) <= MOST_CYCLES
    assert bool(cycles) == (shape != "chain")


# ------------------------------------------------------------------ one way through
def test_a_way_goes_on_back_and_round_again():
    take = encounter_walk.take
    first = take(SOUND, do="begin")
    assert (first.walk.node.id, first.is_over, first.last) == ("a", False, None)
    said = take(SOUND, choose="a0")
    assert (said.is_said, said.last.choice.id, said.walk.path) == (True, "a0", "a0")
    assert str(said.last.rating) == "opens the door"
    assert take(SOUND, path="a0", do="on").walk.node.id == "b"
    assert take(SOUND, path="a0", do="back").walk.path == ""
    assert take(SOUND, path="", do="back").walk.path == ""
    over = take(SOUND, path="a0 b0", do="on")
    assert over.is_over
    assert [str(one) for one in over.walk.skills] == ["leaving silence"]
    assert [str(one) for one in over.walk.recap] == ["leaving silence"]
    again = take(SOUND, path="a0 b0", do="again")
    assert [one.path for one in again.earlier] == ["a0 b0"]
    assert again.walk.path == ""
    assert take(SOUND, path="a0 b0", do="1").walk.path == "a0"
    other = take(SOUND, path="a0 b1 c0", earlier=["a0 b0"], do="on")
    (parting,) = other.partings
    assert [one.choice.id for one in parting.alike] == ["a0"]
    assert [one.choice.id for one in parting.earlier] == ["b0"]
    assert [one.choice.id for one in parting.now] == ["b1", "c0"]
    assert parting.next_number == 2
    assert parting.earlier_ending.id == "end"
    assert [one.choice.id for one in other.last.others] == ["c1"]
    # The same way twice is not laid beside itself, and one that did not end is none.
    same = take(SOUND, path="a0 b0", earlier=["a0 b0", "a0", "made up"], do="on")
    assert same.partings == []


def test_what_was_sent_and_is_not_there_ends_the_way_quietly():
    for path in ("b0", "a0 zz b0", "a0 b0 c0", "<script>"):
        cut = encounter_walk.walk(SOUND, path)
        assert cut.is_cut
        assert [step.choice.id for step in cut.steps] == path.split()[: len(cut.steps)]
    assert not encounter_walk.take(SOUND, choose="zz").is_said
    assert encounter_walk.take(SOUND, path="a0 b0", do="9" * 900).walk.path == "a0 b0"


# ------------------------------------------------------------------ the map
def test_the_map_has_every_moment_below_what_leads_to_it_and_none_over_another():
    broken = encounter(A, moment("b", "gone", "a"), moment("c", "end", "end"), ending())
    drawn = encounter_map.draw(broken)
    at = {box.key: box for box in drawn.boxes}
    assert set(at) == {"a", "b", "c", "end", "gone"}
    assert at["gone"].node is None
    assert at["a"].is_start
    for arrow in drawn.arrows:
        if (arrow.start, arrow.end) != ("b", "a"):
            assert at[arrow.start].y < at[arrow.end].y
    places = {(round(box.x), box.y) for box in drawn.boxes}
    assert len(places) == len(drawn.boxes)
    assert all(box.x >= 0 and box.x + encounter_map.BOX <= drawn.width for box in drawn.boxes)
    does = {(one.start, one.end): one.does for one in drawn.arrows}
    assert does["a", "b"] == STRONG
    assert encounter_map.draw(encounter()) is None
    many = [moment(f"n{at}", "end", "end") for at in range(encounter_map.MOST_DRAWN)]
    assert encounter_map.draw(encounter(*many, ending())) is None
