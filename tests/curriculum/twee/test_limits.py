"""Files made to hang a reader: read in time that grows as they do, or refused before that."""

import time

import pytest

from curriculum.twee import MOST_BYTES, read

HEAD = ':: StoryData\n{"ifid":"D674C58C-DEFA-4F70-B7A2-27742230C0FC","format":"%s"}\n\n:: Start\n'
# Openings that are never closed, nested or side by side.
_PIECES = """
[[ [[[a]] (if: (set:" (set:' (link-goto:" << <<a <<link" <script> <a <!-- /% /* <% {a { $a. ''a //a
**a __a _a @@a:b; &# &#1 |a>[ ]<a| \\ ` :: \\:: [img[ [a->b|c<-d]] --- (a:(b: '
"""
PIECES = _PIECES.split()
MEGA = 1_000_000
FILES = {
    "50,000 passages": "".join(f":: p{n}\n[[p{n + 1}]]\n" for n in range(50_000)),
    "headers and nothing else": "::\n" * 200_000,
    "10 MB of metadata": ':: Start {"a":"' + "x" * 10 * MEGA + '"}\nhi',
    "deep metadata": ":: Start " + '{"a":' * MEGA + "\nhi",
    "deep lists": ':: Start {"a":' + "[" * 10 * MEGA + "\nhi",
    "a number without end": ':: Start {"a":' + "9" * MEGA + "}\nhi",
    "deep story data": ":: StoryData\n" + '{"a":' * MEGA + "\n:: Start\nhi",
    "a name without end": ":: " + "[" * MEGA + "\\" * MEGA + "\nhi",
    "a million links": ":: Start\n" + "[[Start]]\n" * MEGA,
    "deep JSON": '{"passages":' + "[" * 3 * MEGA,
    "HTML without an end": "<tw-storydata " + "a" * MEGA + "><tw-passagedata '" * 1000,
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_or_refused_at_once(name: str) -> None:
    began = time.process_time()
    found = read(FILES[name].encode())
    found.problems()
    assert time.process_time() - began < 5
    assert bool(found.refused) != bool(found.encounter)
    if name in ("50,000 passages", "a million links"):
        assert "too many" in found.refused
    if "metadata" in name or "deep l" in name or "number" in name:
        assert found.encounter.nodes[0].says == "hi"


@pytest.mark.parametrize("dialect", ["Harlowe", "SugarCube", "Chapbook", "Snowman", "other"])
def test_time_grows_with_the_text_and_no_faster(dialect: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        for piece in PIECES:
            read((HEAD % dialect + piece * (size // len(piece))).encode())
        return time.process_time() - began

    small, large = seconds(4_000), seconds(32_000)
    # Eight times the text; a reader that looked twice would take 64 times as long.
    assert large < 24 * small + 0.5


def test_many_moments_in_a_ring_are_judged_at_once() -> None:
    ring = "".join(f":: p{n}\n[[p{(n + 1) % 900}]] [[p{n * 7 % 900}]]\n" for n in range(900))
    began = time.process_time()
    found = read(ring.encode())
    assert any("leads back to itself" in one.said for _line, one in found.problems())
    assert time.process_time() - began < 5


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    assert "larger than 16 MB" in read(b"x" * (MOST_BYTES + 1)).refused
