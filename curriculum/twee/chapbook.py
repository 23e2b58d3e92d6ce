"""What Chapbook keeps in a passage on lines of its own: variables at its head, and modifiers."""

import re

from curriculum.twee.marks import CODE, COMMENT, MODIFIER, VARIABLE
from curriculum.twee.scanning import Left

SETS = re.compile(r"[\w.\[\]'\" ]{1,80}?(?:\s\(.{1,200}\))?\s*:.*")
MODIFIES = re.compile(r"\[[^\[\]]*\]")
# After these comes what no reader sees, until the next modifier.
CODES = ("javascript", "css", "js")
# Chapbook's own names for such a comment: data of that dialect, not marks of ours.
COMMENTS = ("note", "n.b.", "nb", "fixme", "todo")


def without_lines(text: str, first_line: int) -> tuple[str, list[Left]]:
    """Return the text with such lines empty, so that all others keep their number."""
    lines = text.split("\n")
    left: list[Left] = []
    end = lines.index("--") if "--" in lines else 0
    if end and all(SETS.fullmatch(line) for line in lines[:end] if line.strip()):
        names = [line.partition(":")[0].strip() for line in lines[:end] if line.strip()]
        left += [
            Left(VARIABLE, name[:40], first_line and first_line + at)
            for at, name in enumerate(names)
        ]
        lines[: end + 1] = [""] * (end + 1)
    hidden = ""
    for at, line in enumerate(lines):
        if MODIFIES.fullmatch(line.strip()):
            said = line.strip()[1:-1].strip()
            first = said.lower().split(" ")[0].rstrip(":,;")
            hidden = CODE if first in CODES else COMMENT if first in COMMENTS else ""
            left.append(Left(hidden or MODIFIER, f"[{said[:40]}]", first_line and first_line + at))
            lines[at] = ""
        elif hidden:
            lines[at] = ""
    return "\n".join(lines), left
