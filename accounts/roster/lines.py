"""What a plan is made of: a line of the file, what it would do in steps, and how that is said."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from django.utils.functional import Promise

from accounts.roster.known import Known, Place
from accounts.roster.rows import Row

ADD, JOIN, CHANGE, LEAVE, SAME, TWICE, ERROR = (
    "add", "join", "change", "leave", "same", "twice", "error",
)  # fmt: skip
KINDS = (ERROR, ADD, JOIN, CHANGE, LEAVE, SAME, TWICE)
# What a line may do, in the order in which it is done.
NEW, NAME, END, BEGIN, UNPAIR, PAIR = "new", "name", "end", "begin", "unpair", "pair"


@dataclass(frozen=True)
class Step:
    """One thing to be done to one person; ``value`` is a name, a role or a mentor’s address."""

    what: str
    email: str
    cohort: int = 0
    value: str = ""


@dataclass
class Line:
    """What one line of the file (or one missing from it) would do, and how it is said."""

    row: Row
    kind: str = SAME
    says: list[str | Promise] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    place: Place | None = None
    known: Known | None = None
    is_missing: bool = False

    def wrong(self, sentence: str | Promise) -> None:
        """Make this line an error: nothing of it is done."""
        self.kind, self.says, self.steps = ERROR, [sentence], []


@dataclass(frozen=True)
class Plan:
    """All lines, in the order of the file, then those who are missing from it."""

    lines: tuple[Line, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many lines there are of each kind."""
        counted = Counter(line.kind for line in self.lines)
        return {kind: counted[kind] for kind in KINDS}

    @property
    def errors(self) -> list[Line]:
        return [line for line in self.lines if line.kind == ERROR]

    @property
    def steps(self) -> list[Step]:
        """Return everything to be done, line by line."""
        return [step for line in self.lines for step in line.steps]

    @property
    def fingerprint(self) -> str:
        """Return what stays equal as long as the same would happen to the same lines."""
        told = [(line.row.line, line.kind, line.row.email, line.steps) for line in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()
