"""Plain text as Markdown that shows exactly that text. Pure.

Nothing in a text becomes a heading, a link or HTML in the reader's program: every sign that
Markdown knows is escaped, indents are kept by spaces that do not break, line ends by a backslash.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

_ALWAYS = re.compile(r"([\\`*_\[\]<>&|~$])")
_FIRST = re.compile(r"^([#+\-=:])")
_LIST = re.compile(r"^(\d+)([.)])")
_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_NO_BREAK = "\u00a0"


def text(said: str) -> str:
    """Return a text of several lines as Markdown."""
    lines = [_line(one) for one in _LINE_ENDS.split(said)]
    # A blank line parts paragraphs; a line end inside one is a hard break.
    ended = [
        f"{line}\\" if line and lines[at + 1 : at + 2] not in ([], [""]) else line
        for at, line in enumerate(lines)
    ]
    return "\n".join(ended)


def line(said: str) -> str:
    """Return a text on one line as Markdown: a title, a name."""
    return _line(" ".join(said.split()))


def _line(said: str) -> str:
    bare = said.lstrip(" \t")
    indent = said[: len(said) - len(bare)].expandtabs(4).replace(" ", _NO_BREAK)
    bare = _ALWAYS.sub(r"\\\1", bare.rstrip())
    if not indent:
        bare = _LIST.sub(r"\1\\\2", _FIRST.sub(r"\\\1", bare))
    return indent + bare if bare else ""


def quoted(said: str) -> str:
    """Return a text as a quotation."""
    return "\n".join(f"> {one}".rstrip() for one in text(said).split("\n"))


def when(at: datetime) -> str:
    """Return a moment as it stands in the files."""
    return at.strftime("%Y-%m-%d %H:%M")


def document(title: str, facts: Iterable[tuple[str, Any]], parts: Iterable[str]) -> str:
    """Return a document: its title, a list of facts, and what follows."""
    listed = "\n".join(f"- {line(name)}: {line(str(said))}" for name, said in facts if said)
    return "\n\n".join(one for one in (f"# {line(title)}", listed, *parts) if one) + "\n"


def sections(rows: Iterable[tuple[str, str]], depth: int = 2) -> Iterator[str]:
    """Yield headings with the Markdown beneath them."""
    for heading, body in rows:
        yield f"{'#' * depth} {line(heading)}\n\n{body}"
