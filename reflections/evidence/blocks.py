"""The smallest parts anything is shown of, and their sums. The whole promise rests here. Pure.

A piece of work of one cohort falls into blocks: its sites, or several put together where one has
fewer than eight people (``accounts.suppression.together``), or where fewer than eight of them were
complete, or were not. A cohort of fewer than eight has no block. Sums are of blocks, so whatever is
added or subtracted, no part of a block comes out. Of answers to them several pieces are told as one
(``chained``).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import Any

from accounts.suppression import THRESHOLD, together


@dataclass
class Tally:
    """What was counted of some people's work. Sums of it are of the same kind."""

    students: int = 0  # who were there when it was due
    writers: int = 0  # of them, who submitted
    due: int = 0
    submitted: int = 0
    passed: int = 0
    substantive: int = 0
    # By whole days from submitting to the first reply; the rest were not answered in time to count.
    days: Counter[int] = field(default_factory=Counter)
    # Of the pieces after which another was due by now: how many, and answered before it.
    followed: int = 0
    in_time: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Add up. People are not added: the same ones write again and again."""
        return Tally(
            due=self.due + other.due,
            submitted=self.submitted + other.submitted,
            passed=self.passed + other.passed,
            substantive=self.substantive + other.substantive,
            days=self.days + other.days,
            followed=self.followed + other.followed,
            in_time=self.in_time + other.in_time,
        )

    def joined(self, other: "Tally") -> "Tally":
        """Put together other people's work on the same piece; nobody is at two of its sites."""
        both = self + other
        both.students = self.students + other.students
        both.writers = self.writers + other.writers
        return both

    @property
    def outstanding(self) -> int:
        return self.due - self.submitted - self.passed

    @property
    def answered(self) -> int:
        return self.days.total()

    @property
    def has_few_writers(self) -> bool:
        """Say whether what is known of the submitted ones could point at a person."""
        return 0 < self.writers < THRESHOLD

    def days_for(self, share: float) -> int | None:
        """Return within how many days this share of all that was submitted was answered."""
        needed, found = share * self.submitted, 0
        for days in sorted(self.days):
            found += self.days[days]
            if found >= needed:
                return days
        return None


@dataclass(frozen=True)
class Piece:
    """One piece of work: what one release asks of one cohort."""

    release: int
    cohort: Any
    module: str
    due_on: date
    # How many reflections it asks for.
    reflections: int = 1


@dataclass(frozen=True)
class Block:
    """One piece at some sites. ``tally`` is None where there are too few people to say anything.

    Of several ``pieces`` put together ``piece`` is the last. Where they wait for the next, what is
    told of their answers is only said to lie so many (``spread``) above what ``tally`` has.
    """

    piece: Piece
    sites: tuple[str, ...]
    tally: Tally | None
    pieces: int = 1
    spread: int = 0


def blocks(piece: Piece, by_site: Mapping[str, Tally]) -> list[Block]:
    """Return the blocks of one piece; one without figures where everybody together is too few."""
    found = together({site: tally.students for site, tally in by_site.items()})
    if not found:
        return [Block(piece, (), None)]
    made = [Block(piece, sites, _joined(by_site[site] for site in sites)) for sites in found]
    telling = [one for one in made if one.tally is not None and not enough_done(one.tally)]
    if not telling:
        return made
    # Few of a site did one thing or another: it goes with the others that tell as much, and with
    # the smallest of the rest until it does not, or the whole cohort is one.
    rest = [one for one in made if one not in telling]
    whole = _as_one(telling)
    while rest and whole.tally is not None and not enough_done(whole.tally):
        smallest = min(rest, key=lambda one: (one.tally.students if one.tally else 0, one.sites))
        rest.remove(smallest)
        whole = _as_one([whole, smallest])
    return [whole, *rest]


def _as_one(found: Sequence[Block]) -> Block:
    sites = tuple(sorted(site for one in found for site in one.sites))
    return Block(found[0].piece, sites, _joined(one.tally for one in found if one.tally))


def _joined(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole = whole.joined(tally)
    return whole


@dataclass(frozen=True)
class Sum:
    """Some blocks added up. ``tally`` is None where none of them may be shown."""

    tally: Tally | None
    held_back: int
    spread: int = 0


Open = Callable[[Tally], bool]


@dataclass(frozen=True)
class Parted:
    """In which two parts answers are told: those that are ``this``, and the rest of ``whole``."""

    this: str
    whole: str

    def is_small(self, tally: Tally) -> bool:
        """Say whether one of the parts is of a few."""
        n = getattr(tally, self.this)
        return is_few(n) or is_few(getattr(tally, self.whole) - n)

    def least(self, tally: Tally) -> Tally:
        """Return it with the least that ``this`` may be; it is less than eight above that.

        Of either part this says that it may be a few, and no more: the smaller one is.
        """
        n, whole = getattr(tally, self.this), getattr(tally, self.whole)
        return replace(tally, **{self.this: 0 if 2 * n < whole else whole - THRESHOLD + 1})


BY_SUBSTANCE = Parted("substantive", "submitted")
BY_TIME = Parted("in_time", "followed")


def is_few(n: int, most: int = THRESHOLD) -> bool:
    """Say whether a count is not shown. None is no count: nobody is singled out by it."""
    return 0 < n < most


def chained(found: Iterable[Block], parted: Parted) -> list[Block]:
    """Put pieces of the same sites together, as they fell due, until neither part is of a few.

    What is left over waits for the next; until then it is only told between which numbers it lies.
    So what is told exactly never changes, if ``found`` holds all that ever was due of a cohort,
    and does not depend on what is asked.
    """
    made: list[Block] = []
    for of_cohort in grouped(found, lambda block: block.piece.cohort).values():
        few = [one for one in of_cohort if one.tally is None or not enough_writers(one.tally)]
        made += [replace(one, tally=None) for one in few]
        rest = (one for one in of_cohort if one not in few)
        for mine in grouped(rest, lambda block: block.sites).values():
            made += _chain(mine, parted)
    return made


def _chain(found: Iterable[Block], parted: Parted) -> Iterator[Block]:
    whole, pieces, block = Tally(), 0, None
    for block in sorted(found, key=lambda one: (one.piece.due_on, one.piece.release)):
        whole, pieces = whole + (block.tally or Tally()), pieces + 1
        if not parted.is_small(whole):
            yield replace(block, tally=whole, pieces=pieces)
            whole, pieces = Tally(), 0
    if block is not None and pieces:
        yield replace(block, tally=parted.least(whole), pieces=pieces, spread=THRESHOLD - 1)


class Detail(IntEnum):
    """How much of who did what a block shows."""

    NOTHING = 0  # how many were there, and what was due of them
    COMPLETE = 1  # and how many were complete, so that also how many were not
    EVERYTHING = 2


def detail(tally: Tally) -> Detail:
    """Return how much may be shown of a block without telling of fewer than eight.

    What was due is known. So each of complete, passed and outstanding is shown only where all are
    none or eight people at least; else complete alone, where the other two together are. Somebody
    asked for two pieces at once counts twice: eight people are sixteen pieces then.
    """
    most = THRESHOLD * max(1, math.ceil(tally.due / max(1, tally.students)))

    rest = tally.due - tally.submitted
    if is_few(tally.submitted, most) or is_few(rest, most):
        return Detail.NOTHING
    if is_few(tally.passed, most) or is_few(tally.outstanding, most):
        return Detail.COMPLETE
    return Detail.EVERYTHING


def enough_done(tally: Tally) -> bool:
    """Say that how many were complete may be shown of a block."""
    return detail(tally) >= Detail.COMPLETE


def enough_writers(tally: Tally) -> bool:
    """Say that a block's answers may be shown: how many wrote is shown with them."""
    return not tally.has_few_writers and enough_done(tally)


def add_up(found: Iterable[Block], may_show: Open = lambda _tally: True) -> Sum:
    """Add up those blocks that may be shown; the others are in no sum, and said to be left out."""
    whole, shown, held_back, spread = Tally(), False, 0, 0
    for block in found:
        if block.tally is None or not may_show(block.tally):
            held_back += 1
        else:
            whole, shown, spread = whole + block.tally, True, spread + block.spread
    return Sum(whole if shown else None, held_back, spread)


def grouped(found: Iterable[Block], key: Callable[[Block], Any]) -> dict[Any, list[Block]]:
    """Return the blocks by ``key``, in the order in which they came."""
    groups: dict[Any, list[Block]] = {}
    for block in found:
        groups.setdefault(key(block), []).append(block)
    return groups
