"""A proposal as people read it: each student, whom she is proposed to, and why, in a sentence."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import pairing_state
from accounts.models import Cohort, Person
from accounts.pairing_proposal import Before, Choice, Why
from accounts.roster.sheets import Someone

FIRST_DRAW, LAST_DRAW = 1, 999


@dataclass
class Line:
    """One student in a proposal. ``chosen`` is what stands in her select."""

    student: Someone
    chosen: str
    why: str
    is_placed: bool
    error: str = ""

    @property
    def name(self) -> str:
        return f"with-{self.student.id}"


class Draw:
    """One proposal for a cohort, drawn with a number: the same number draws the same again."""

    def __init__(
        self, cohort: Cohort, number: str, by: Person, said: Mapping[str, str] | None = None
    ) -> None:
        self.cohort = cohort
        self.by = by.pk
        self.number = _number(number)
        self.board = pairing_state.board(cohort, with_past=True)
        self.fingerprint = self.board.fingerprint
        load = self.board.load
        choices = self.board.propose(f"{cohort.slug}/{self.number}")
        then = load + Counter(choice.mentor for choice in choices if choice.mentor)
        self.lines = [self._line(choice, then, said) for choice in choices]
        self.mentors = [
            (str(pk), one.name, load[pk], self.board.capacity[pk])
            for pk, one in self.board.mentors.items()
        ]
        self.placed = sum(line.is_placed for line in self.lines)
        self.again = sum(choice.why is Why.AGAIN for choice in choices)

    @property
    def left(self) -> int:
        """Return how many are proposed to nobody."""
        return len(self.lines) - self.placed

    @property
    def next_number(self) -> int:
        return self.number % LAST_DRAW + 1

    def refuse(self, student: str, sentence: str) -> None:
        """Say what is wrong beside the student it is about."""
        for line in self.lines:
            if str(line.student.id) == student:
                line.error = sentence

    def _line(
        self, choice: Choice, then: Mapping[object, int], said: Mapping[str, str] | None
    ) -> Line:
        # The proposal takes any key.
        student = self.board.students[choice.student]  # type: ignore[index]  # ours are ids
        proposed = str(choice.mentor) if choice.mentor else ""
        chosen = proposed if said is None else said.get(str(student.id), "")
        words = " ".join(part for part in (self._why(choice, then), self._before(choice)) if part)
        return Line(student, chosen, words, choice.mentor is not None)

    def _why(self, choice: Choice, then: Mapping[object, int]) -> str:
        if choice.why is Why.EVEN:
            count = then[choice.mentor]
            return ngettext(
                "Then %(count)d student: as few as anybody they could be with.",
                "Then %(count)d students: as few as anybody they could be with.",
                count,
            ) % {"count": count}
        return {
            Why.AGAIN: _("Their mentor of before."),
            Why.PLACED: _("So that others find a mentor too, or keep theirs."),
            Why.NO_MENTORS: _("Nobody is a mentor in this cohort."),
            Why.NOBODY_FOR_HER: _("There is nobody here with whom they may be matched."),
            Why.ALL_FULL: _("Everybody they could be with has as many students as they take."),
        }[choice.why]

    def _before(self, choice: Choice) -> str:
        # The proposal takes any key; those of the board are ids.
        before = self.board.before
        mentor_before = before.get(choice.student)  # type: ignore[call-overload]  # ours are ids
        if choice.before is Before.APART and mentor_before == self.by:
            # The student may have said so of whoever reads this; it is not told to her face.
            return ""
        return {
            Before.NONE: "",
            Before.AWAY: _("The mentor of before is none in this cohort."),
            Before.FULL: _("The mentor of before has no place left."),
            Before.APART: _("With the mentor of before it cannot be."),
        }[choice.before]


def _number(typed: str) -> int:
    number = int(typed) if typed.isdecimal() and len(typed) < 4 else FIRST_DRAW
    return number if FIRST_DRAW <= number <= LAST_DRAW else FIRST_DRAW
