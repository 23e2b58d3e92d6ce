"""The labelled sentences, and how well a finder does on them.

Half of the sentences (every second one) were kept aside while the rules were written. ``python -m
tests.identifiers.corpus`` shows what is missed and what is found for nothing in the other half
only; ``--aside`` prints the figures, and nothing else, of the half kept aside, ``--independent``
those of the second corpus.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from accounts.identifiers import check
from accounts.identifiers.spans import Span

_LABEL = re.compile(r"\{(\w+):([^}]*)\}")


@dataclass(frozen=True)
class Sentence:
    """A text, and the spans a perfect check would find in it."""

    text: str
    labels: tuple[Span, ...]


def parse(line: str) -> Sentence:
    """Return the sentence of one line of the corpus."""
    text, labels, at = "", [], 0
    for match in _LABEL.finditer(line):
        text += line[at : match.start()]
        labels.append(Span(len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return Sentence(text + line[at:], tuple(labels))


def sentences(name: str = "corpus.txt") -> list[Sentence]:
    """Return a whole corpus in order."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [parse(line) for line in lines if line and not line.startswith("#")]


def tuned_on() -> list[Sentence]:
    return sentences()[::2]


def kept_aside() -> list[Sentence]:
    return sentences()[1::2]


def independent() -> list[Sentence]:
    """Return the second corpus, written without sight of the rules; nothing is tuned on it."""
    return sentences("corpus_independent.txt")


@dataclass(frozen=True)
class Figures:
    """How many labels were found, and how many findings were right."""

    labels: int
    found_labels: int
    findings: int
    right_findings: int

    @property
    def recall(self) -> float:
        return self.found_labels / self.labels

    @property
    def precision(self) -> float:
        return self.right_findings / self.findings


def _met(one: Span, others: Iterable[Span]) -> bool:
    return any(one.touches(other) for other in others)


def measure(half: Sequence[Sentence]) -> Figures:
    """Return the figures of the check on ``half``; a finding counts where it touches a label."""
    answers = [(sentence.labels, check(sentence.text)) for sentence in half]
    return Figures(
        labels=sum(len(labels) for labels, _found in answers),
        found_labels=sum(_met(label, found) for labels, found in answers for label in labels),
        findings=sum(len(found) for _labels, found in answers),
        right_findings=sum(_met(span, labels) for labels, found in answers for span in found),
    )


def _report(half: Sequence[Sentence]) -> None:
    for one in half:
        found = check(one.text)
        missed = [one.text[s.start : s.end] for s in one.labels if not _met(s, found)]
        extra = [(one.text[s.start : s.end], s.kind) for s in found if not _met(s, one.labels)]
        if missed or extra:
            print(f"{one.text}\n    missed {missed} for nothing {extra}")


if __name__ == "__main__":
    chosen = {"--aside": kept_aside, "--independent": independent}.get(sys.argv[-1], tuned_on)()
    if len(sys.argv) == 1:
        _report(chosen)
    figures = measure(chosen)
    print(
        f"{len(chosen)} sentences: recall {figures.recall:.2f}, precision {figures.precision:.2f}"
    )
