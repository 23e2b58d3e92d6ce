"""A fair proposal: which student with which mentor, and why.

Pure: the same people and the same seed give the same proposal. In this order it looks for

1. as many students with a mentor as can be,
2. as many as can be with their mentor of before,
3. mentors with as even a number of students as can be,
4. and where all that is equal, what the seed draws.

Nobody gets more students than her capacity, and no two who must not be matched. It is the
cheapest way to place everybody, found student by student: each comes to a mentor by the cheapest
chain of changes among those placed before her. Costs are whole numbers, so far apart that no sum
of a later aim outweighs an earlier one.
"""

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

Key = Hashable


class Why(StrEnum):
    """Why somebody is proposed, or nobody."""

    AGAIN = "again"  # was her mentor before
    EVEN = "even"  # has as few students as anybody she could be with
    PLACED = "placed"  # so that others find a mentor, or keep theirs
    NO_MENTORS = "no_mentors"  # nobody mentors in this cohort
    NOBODY_FOR_HER = "nobody_for_her"  # with none of them may she be matched
    ALL_FULL = "all_full"  # those she could be with are full


class Before(StrEnum):
    """Why it is not her mentor of before."""

    NONE = ""
    AWAY = "away"  # mentors here no more
    FULL = "full"  # has no place left
    APART = "apart"  # the two are not to be matched


@dataclass(frozen=True)
class Student:
    """Somebody who needs a mentor; ``before`` is who mentored her last, if anybody did."""

    key: Key
    before: Key = None


@dataclass(frozen=True)
class Mentor:
    """Somebody who may take ``capacity`` students at most, and has ``load`` of them."""

    key: Key
    capacity: int
    load: int = 0


@dataclass(frozen=True)
class Choice:
    """One student, her mentor or None, and why."""

    student: Key
    mentor: Key
    why: Why
    before: Before = Before.NONE


def propose(
    students: Sequence[Student],
    mentors: Sequence[Mentor],
    forbids: Callable[[Key, Key], bool],
    seed: str,
) -> list[Choice]:
    """Return one choice for each student, in their order.

    ``forbids(mentor, student)`` says whether these two must not be matched.
    """
    board = _Board(students, mentors, forbids, seed)
    for place in board.order():
        board.seat(place)
    return [board.choice(place) for place in range(len(students))]


NOBODY = -1


class _Board:
    """Who sits with whom so far, by number: students in rows, mentors in columns."""

    def __init__(
        self,
        students: Sequence[Student],
        mentors: Sequence[Mentor],
        forbids: Callable[[Key, Key], bool],
        seed: str,
    ) -> None:
        self.students, self.mentors, self.seed = students, mentors, seed
        self.load = [mentor.load for mentor in mentors]
        self.with_whom = [NOBODY] * len(students)
        self.free = [
            [not forbids(mentor.key, student.key) for mentor in mentors] for student in students
        ]
        # Each aim costs more than all of the later ones together.
        most = max((max(m.load, m.capacity) for m in mentors), default=0) + len(students) + 1
        self.draws = 8
        self.even = self.draws * (len(students) + 1)
        self.again = self.even * 2 * most * (len(students) + 1)
        self.alone = self.again * 2 * (len(students) + 1)
        self.costs = [[self._cost(student, mentor) for mentor in mentors] for student in students]

    def _drawn(self, *said: Key) -> int:
        text = "\n".join(str(one) for one in (self.seed, *said))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def _cost(self, student: Student, mentor: Mentor) -> int:
        drawn = self._drawn(student.key, mentor.key) % self.draws
        return drawn + (0 if student.before == mentor.key else self.again)

    def order(self) -> list[int]:
        """Return the students as they are seated: drawn, so that no alphabet is first."""
        places = range(len(self.students))
        return sorted(places, key=lambda place: self._drawn(self.students[place].key))

    def _one_more(self, column: int) -> int:
        """Return what one more student with this mentor costs evenness: sums of squares grow."""
        return self.even * (2 * self.load[column] + 1)

    def seat(self, row: int) -> None:
        """Seat one more student by the cheapest chain: she comes, another moves on, and so forth.

        Being without a mentor costs ``alone``, and the chain may end with anybody of it so.
        """
        columns = range(len(self.mentors))
        cost = [self.costs[row][c] if self.free[row][c] else None for c in columns]
        came: list[tuple[int, int]] = [(row, NOBODY)] * len(self.mentors)
        sitting = [[r for r, c in enumerate(self.with_whom) if c == column] for column in columns]
        changed = True
        while changed:
            changed = False
            for here in columns:
                reached = cost[here]
                if reached is None:
                    continue
                for moved in sitting[here]:
                    for there in columns:
                        if there == here or not self.free[moved][there]:
                            continue
                        way = reached + self.costs[moved][there] - self.costs[moved][here]
                        known = cost[there]
                        if known is None or way < known:
                            cost[there], came[there] = way, (moved, here)
                            changed = True
        self._take(row, cost, came, sitting)

    def _take(
        self,
        row: int,
        cost: list[int | None],
        came: list[tuple[int, int]],
        sitting: list[list[int]],
    ) -> None:
        """Do the cheapest of the chains that were found."""
        best, price, leaves = NOBODY, self.alone, row
        for column, reached in enumerate(cost):
            if reached is None:
                continue
            if self.load[column] < self.mentors[column].capacity:
                whole = reached + self._one_more(column)
                if whole < price:
                    best, price, leaves = column, whole, NOBODY
            for other in sitting[column]:
                whole = reached - self.costs[other][column] + self.alone
                if whole < price:
                    best, price, leaves = column, whole, other
        if best == NOBODY:
            return
        if leaves == NOBODY:
            self.load[best] += 1
        else:
            self.with_whom[leaves] = NOBODY
        while best != NOBODY:
            moved, was = came[best]
            self.with_whom[moved], best = best, was

    # ------------------------------------------------------------------ why
    def choice(self, row: int) -> Choice:
        student, column = self.students[row], self.with_whom[row]
        before = self._before(row)
        if column == NOBODY:
            return Choice(student.key, None, self._why_nobody(row), before)
        mentor = self.mentors[column]
        if mentor.key == student.before:
            return Choice(student.key, mentor.key, Why.AGAIN)
        others = [
            self.load[c] for c, other in enumerate(self.mentors)
            if self.free[row][c] and self.load[c] < other.capacity
        ]  # fmt: skip
        is_even = all(self.load[column] <= load + 1 for load in others)
        return Choice(student.key, mentor.key, Why.EVEN if is_even else Why.PLACED, before)

    def _why_nobody(self, row: int) -> Why:
        if not self.mentors:
            return Why.NO_MENTORS
        return Why.ALL_FULL if any(self.free[row]) else Why.NOBODY_FOR_HER

    def _before(self, row: int) -> Before:
        before = self.students[row].before
        if before is None:
            return Before.NONE
        columns = [c for c, mentor in enumerate(self.mentors) if mentor.key == before]
        if not columns:
            return Before.AWAY
        return Before.FULL if self.free[row][columns[0]] else Before.APART
