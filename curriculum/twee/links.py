"""Links: the four forms, and which mark divides a link when it holds several."""

import re
from dataclasses import dataclass

from curriculum.twee.words import CHAPBOOK, HARLOWE

EXTERNAL = re.compile(r"(?:\w+://|mailto:|javascript:)", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    """What stands between ``[[`` and ``]]``, taken apart. ``line`` is that of the file.

    ``target`` is kept as it stands: names may begin or end with a space.
    """

    text: str
    target: str
    line: int = 0
    setter: str = ""

    @property
    def is_external(self) -> bool:
        return bool(EXTERNAL.match(self.target.strip()))


def link(inside: str, dialect: str, line: int = 0) -> Link:
    """Return the link of what stands between the brackets."""
    inside, bracket, setter = inside.partition("][")
    text, target = _divided(inside, dialect)
    return Link(text.strip(), target, line, setter if bracket else "")


def _divided(inside: str, dialect: str) -> tuple[str, str]:
    """Return text and target.

    Harlowe: the last ``->``, else the first ``<-``, else the bar. Chapbook: the bar, then ``->``,
    then ``<-``, the first of each. Others: whichever of them stands first.
    """
    if dialect == HARLOWE:
        return (
            _at(inside, "->", last=True) or _at(inside, "<-") or _at(inside, "|") or (inside,) * 2
        )
    if dialect == CHAPBOOK:
        return _at(inside, "|") or _at(inside, "->") or _at(inside, "<-") or (inside,) * 2
    first = re.search(r"->|<-|\|", inside)
    return (first and _at(inside, first[0])) or (inside, inside)


def _at(inside: str, mark: str, *, last: bool = False) -> tuple[str, str] | None:
    before, found, after = inside.rpartition(mark) if last else inside.partition(mark)
    if not found:
        return None
    return (after, before) if mark == "<-" else (before, after)
