"""The fair draw: nobody plays who is not ready, everybody sits somewhere, turns are fair."""

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rehearsals.drawing import Present, Seat, TooFew, draw, fill, groups_for, rotate

CHAIRS = ("intern", "patient", "nurse")
# On a machine with other things to do.
UNHURRIED = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def a_dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a test that comes out the same each time


@st.composite
def rooms(draw_: st.DrawFn) -> tuple[list[Present], tuple[str, ...], int, int]:
    chairs = CHAIRS[: draw_(st.integers(1, 3))]
    groups = draw_(st.integers(1, 4))
    had = st.lists(st.sampled_from(chairs), max_size=2).map(tuple)
    ready = draw_(st.lists(had, min_size=len(chairs) * groups, max_size=len(chairs) * groups + 5))
    others = draw_(st.lists(had, max_size=5))
    people = [Present(f"r{n}", may_play=True, had=h) for n, h in enumerate(ready)]
    people += [Present(f"w{n}", may_play=False, had=h) for n, h in enumerate(others)]
    return people, chairs, groups, draw_(st.integers(0, 10**6))


@UNHURRIED
@given(room=rooms(), mirrors=st.booleans())
def test_draw_is_fair(room, mirrors: bool) -> None:
    people, chairs, groups, seed = room
    seats = draw(people, chairs, groups=groups, dice=a_dice(seed), mirrors=mirrors)
    at = {one.id: one for one in people}
    # Everybody present sits exactly once, and nobody else does.
    assert sorted(seat.person for seat in seats) == sorted(at)
    # Nobody plays, nor sits behind a player, who did not say to be ready.
    assert all(at[seat.person].may_play for seat in seats if seat.role)
    # Each group has each role exactly once; mirrors come on top, and only where asked for.
    playing = [seat for seat in seats if seat.role and not seat.is_mirror]
    wanted = Counter((group, role) for group in range(1, groups + 1) for role in chairs)
    assert Counter((seat.group, seat.role) for seat in playing) == wanted
    behind = Counter((seat.group, seat.role) for seat in seats if seat.is_mirror)
    assert mirrors or not behind
    assert max(behind.values(), default=0) <= 1
    # Groups are as large as each other, give or take one.
    sizes = Counter(seat.group for seat in seats).values()
    assert max(sizes) - min(sizes) <= 1
    # Whoever played least comes first.
    chosen = {seat.person for seat in playing}
    spare = [one for one in people if one.may_play and one.id not in chosen]
    most = max(len(at[person].had) for person in chosen)
    assert all(len(one.had) >= most for one in spare)


@UNHURRIED
@given(room=rooms())
def test_no_role_comes_twice_where_an_exchange_would_spare_it(room) -> None:
    people, chairs, groups, seed = room
    seats = draw(people, chairs, groups=groups, dice=a_dice(seed))
    had = {one.id: one.had for one in people}
    playing = [seat for seat in seats if seat.role]
    for one, other in combinations(playing, 2):
        again = one.role in had[one.person]
        spared = other.role not in had[one.person] and one.role not in had[other.person]
        assert not (again and spared)


@UNHURRIED
@given(
    chairs=st.integers(1, 3),
    ready=st.integers(1, 7),
    watching=st.integers(0, 2),
    seed=st.integers(),
)
def test_after_as_many_rounds_as_people_each_had_each_role_once(
    chairs: int, ready: int, watching: int, seed: int
) -> None:
    if ready < chairs:
        return
    roles, dice = CHAIRS[:chairs], a_dice(seed)
    had: dict[str, tuple[str, ...]] = {f"r{n}": () for n in range(ready)}
    had |= {f"w{n}": () for n in range(watching)}

    def people() -> list[Present]:
        return [Present(name, name.startswith("r"), had[name]) for name in had]

    seats = draw(people(), roles, groups=1, dice=dice)
    for _round in range(ready):
        for seat in seats:
            had[seat.person] += (seat.role,) if seat.role else ()
        dice.shuffle(seats)  # a database returns them in any order
        seats = rotate(seats, roles, people())
        assert sorted(seat.person for seat in seats) == sorted(had)
    assert all(sorted(had[name]) == sorted(roles) for name in had if name.startswith("r"))
    assert all(not had[name] for name in had if name.startswith("w"))


@pytest.mark.parametrize(
    ("people", "ready", "chairs", "smallest", "groups"),
    [(30, 30, 2, 3, 10), (30, 30, 2, 4, 7), (31, 12, 2, 3, 6), (5, 5, 2, 4, 1), (3, 1, 2, 3, 0),
     (2, 2, 2, 4, 1), (12, 0, 0, 6, 2)],
)  # fmt: skip
def test_number_of_groups(people: int, ready: int, chairs: int, smallest: int, groups: int) -> None:
    assert groups_for(people, ready, chairs, smallest) == groups


def test_too_few_are_ready() -> None:
    people = [Present("a", True), Present("b", False), Present("c", True)]
    with pytest.raises(TooFew) as few:
        draw(people, CHAIRS, groups=1, dice=a_dice(1))
    assert few.value.lack == 1
    with pytest.raises(TooFew):
        draw(people, (), groups=0, dice=a_dice(1))


def test_two_who_are_kept_apart_sit_apart_where_they_can() -> None:
    people = [Present(name, True) for name in "abcdef"]
    apart = frozenset({frozenset("ab"), frozenset("cd")})
    for seed in range(30):
        dice = a_dice(seed)
        seats = draw(people, CHAIRS[:2], groups=2, dice=dice, apart=apart)
        where = {seat.person: seat.group for seat in seats}
        assert where["a"] != where["b"]
        assert where["c"] != where["d"]
    # In a single group there is no other way, and all are drawn.
    assert len(draw(people, CHAIRS[:2], groups=1, dice=a_dice(1), apart=apart)) == 6


def test_an_empty_chair_is_filled_by_its_mirror_then_by_who_played_least() -> None:
    watching = [
        Present("mirror", True),
        Present("often", True, ("intern", "nurse")),
        Present("fresh", True, ("nurse",)),
        Present("never asks", False),
    ]
    mirrors = [Seat("mirror", 1, "patient", True)]
    taken = fill(("patient", "intern"), watching, mirrors, a_dice(3))
    assert taken == {"mirror": "patient", "fresh": "intern"}
    # More chairs than people who are ready: the last stays empty, and nobody is pressed.
    assert fill(CHAIRS, watching[2:], [], a_dice(3)) == {"fresh": "intern"}
