"""The fair draw: who sits where, and who plays whom. Pure; the dice are given.

Nobody plays who did not say to be ready: not saying is not consent, and nobody is asked why. Of
those who are ready, whoever has played least comes first, and nobody is given the role she had
before if another can take it. Everybody who is left over watches, or sits behind a player as a
mirror. Whoever is not in the room is not in the draw.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

# What tells people apart; it must be hashable.
Key = Any
Pairs = frozenset[frozenset[Key]]
# So many deals are tried for one in which no two sit together who are kept apart.
DEALS = 24


class TooFew(ValueError):
    """Fewer are ready to play than there are chairs; ``lack`` says by how many."""

    def __init__(self, lack: int) -> None:
        super().__init__(lack)
        self.lack = lack


@dataclass(frozen=True)
class Present:
    """Somebody in the room: whether she is ready, and the roles she had here before."""

    id: Key
    may_play: bool = False
    had: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seat:
    """Who sits in which group, and on which chair; no ``role``: she watches."""

    person: Key
    group: int
    role: str = ""
    is_mirror: bool = False


@dataclass
class _Deal:
    """One way to deal, and what speaks against it."""

    seats: list[Seat] = field(default_factory=list)
    together: int = 0
    again: int = 0

    @property
    def cost(self) -> tuple[int, int]:
        return self.together, self.again


def groups_for(people: int, ready: int, chairs: int, smallest: int) -> int:
    """Return how many groups there can be: each with all its players, and none below its size."""
    size = max(smallest, chairs, 1)
    fit = max(1, people // size)
    return min(fit, ready // chairs) if chairs else fit


def draw(
    present: Sequence[Present],
    chairs: Sequence[str],
    *,
    groups: int,
    dice: random.Random,
    apart: Pairs = frozenset(),
    mirrors: bool = False,
) -> list[Seat]:
    """Return a seat for everybody present, in groups numbered from 1. TooFew when too few play.

    ``chairs`` are the roles of one group, one for each who plays it. ``apart``: two who are not put
    into the same group while there is another way.
    """
    ready = [one for one in present if one.may_play]
    needed = len(chairs) * groups
    if len(ready) < needed or groups < 1:
        raise TooFew(max(1, needed - len(ready)))
    best: _Deal | None = None
    for _turn in range(DEALS):
        deal = _deal(present, ready, chairs, groups, dice, mirrors)
        _judge(deal, present, apart)
        if best is None or deal.cost < best.cost:
            best = deal
        if best.cost == (0, 0):
            break
    return best.seats if best else []


def _deal(
    present: Sequence[Present],
    ready: Sequence[Present],
    chairs: Sequence[str],
    groups: int,
    dice: random.Random,
    mirrors: bool,
) -> _Deal:
    """Deal once: chairs to those who played least, then the rest evenly over the groups."""
    order = sorted(ready, key=lambda one: (len(one.had), dice.random()))
    players = order[: len(chairs) * groups]
    dice.shuffle(players)
    roles = [(group, role) for group in range(1, groups + 1) for role in chairs]
    deal = _Deal([Seat(p.id, group, role) for p, (group, role) in zip(players, roles, strict=True)])
    _spare_repeats(deal.seats, {one.id: one.had for one in players})
    playing = {one.id for one in players}
    rest = [one for one in present if one.id not in playing]
    dice.shuffle(rest)
    # Those who may sit behind a player come first, so that each group has some.
    rest.sort(key=lambda one: not one.may_play)
    for place, one in enumerate(rest):
        group, turn = place % groups + 1, place // groups
        behind = mirrors and one.may_play and turn < len(chairs)
        deal.seats.append(Seat(one.id, group, chairs[turn] if behind else "", behind))
    return deal


def _spare_repeats(seats: list[Seat], had: dict[Key, tuple[str, ...]]) -> None:
    """Exchange two players wherever that spares one a role she had and costs the other nothing."""
    for i, one in enumerate(seats):
        if one.role not in had[one.person]:
            continue
        for j, other in enumerate(seats):
            fits = other.role not in had[one.person] and one.role not in had[other.person]
            if fits:
                seats[i] = Seat(other.person, one.group, one.role)
                seats[j] = Seat(one.person, other.group, other.role)
                break


def _judge(deal: _Deal, present: Sequence[Present], apart: Pairs) -> None:
    had = {one.id: one.had for one in present}
    where = {seat.person: seat.group for seat in deal.seats}
    for pair in apart:
        rooms = [where[one] for one in pair if one in where]
        deal.together += len(rooms) == 2 and rooms[0] == rooms[1]
    deal.again = sum(bool(seat.role) and seat.role in had[seat.person] for seat in deal.seats)


def fill(
    empty: Sequence[str],
    watching: Iterable[Present],
    mirrors: Iterable[Seat],
    dice: random.Random,
) -> dict[Key, str]:
    """Return who of a group takes which empty chair: its mirror first, then who played least.

    Chairs nobody is ready for stay empty.
    """
    taken: dict[Key, str] = {}
    behind = list(mirrors)
    ready = sorted(
        (one for one in watching if one.may_play), key=lambda one: (len(one.had), dice.random())
    )
    for role in empty:
        mirror = next((m for m in behind if m.role == role and m.person not in taken), None)
        if mirror is not None:
            taken[mirror.person] = role
            continue
        free = [one for one in ready if one.id not in taken]
        fresh = [one for one in free if role not in one.had]
        if free:
            taken[(fresh or free)[0].id] = role
    return taken


def rotate(sitting: Sequence[Seat], chairs: Sequence[str], people: Sequence[Present]) -> list[Seat]:
    """Return the next round of one group: everybody who is ready goes on by one chair.

    From the last chair one goes to watch, and of those who watch whoever played least comes in. So
    after as many rounds as there are people ready, each of them has had each role once.
    """
    place = {role: at for at, role in reversed(list(enumerate(chairs)))}
    played = {one.id: len(one.had) for one in people if one.may_play}

    def order(seat: Seat) -> tuple[int, int]:
        watches = seat.is_mirror or seat.role not in place
        return (len(chairs), -played[seat.person]) if watches else (place[seat.role], 0)

    ring = sorted((seat for seat in sitting if seat.person in played), key=order)
    seats = [
        Seat(seat.person, seat.group, chairs[at] if at < len(chairs) else "")
        for at, seat in enumerate([*ring[-1:], *ring[:-1]])
    ]
    others = [Seat(seat.person, seat.group) for seat in sitting if seat.person not in played]
    return seats + others
