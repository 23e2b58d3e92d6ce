"""What the identifier check finds, the rules that find it, and how overlapping finds become one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HARD, SOFT = "hard", "soft"
# Must be changed, or kept for a reason, before submitting; the others are the writer's to decide.
# Of two finds in the very same place the class that comes first here says what it is.
HARD_CLASSES = ("email", "url", "ip", "phone", "plate", "date", "great_age", "number")
SOFT_CLASSES = ("time", "age", "count", "occupation", "rare", "name", "place")
RANK = {kind: rank for rank, kind in enumerate(HARD_CLASSES + SOFT_CLASSES)}


@dataclass(frozen=True, order=True)
class Span:
    """A place in a text, in code points from ``start`` up to ``end``, and what it may give away."""

    start: int
    end: int
    kind: str

    @property
    def tier(self) -> str:
        return HARD if self.kind in HARD_CLASSES else SOFT

    def touches(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Rule:
    """A pattern for one class. Where it has a group ``it``, that is the find, the rest its cue.

    Without one of ``cues`` in the lower-cased text the pattern is not tried: that is most rules in
    most sentences, and what makes the check quick.
    """

    kind: str
    pattern: re.Pattern[str]
    cues: tuple[str, ...] = ()

    def found(self, text: str, lowered: str) -> Iterator[Span]:
        if self.cues and not any(cue in lowered for cue in self.cues):
            return
        group = "it" if "it" in self.pattern.groupindex else 0
        for match in self.pattern.finditer(text):
            yield Span(*match.span(group), self.kind)


def rule(kind: str, pattern: str, cues: str = "", *, any_case: bool = False) -> Rule:
    """Return a rule; ``cues`` are words with spaces between."""
    compiled = re.compile(pattern, re.IGNORECASE if any_case else 0)
    return Rule(kind, compiled, tuple(cues.split()))


def without_overlaps(found: Iterable[Span]) -> list[Span]:
    """Return the spans in reading order; of two that overlap the hard, then the longer stays."""
    kept: list[Span] = []
    taken: set[int] = set()
    best_first = sorted(
        found, key=lambda s: (s.tier == SOFT, s.start - s.end, s.start, RANK[s.kind])
    )
    for span in best_first:
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            kept.append(span)
            taken.update(places)
    return sorted(kept)
