"""How our own facts stand in a Twee story, so that any tool keeps them and any player shows them.

Twee knows passages, tags and links, and nothing else survives every editor. So a choice that has
feedback is a passage: the link to it is what is said, its tags are its rating and its skills, its
text is the feedback, and its own link leads on. Played in any story format it is the practice.
What the practice is about stands in a passage of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curriculum.twee.words import plain, safe, safe_line

ABOUT, CHOICE, ENDING, UNRATED, RECAP = (
    "encounter-about", "choice", "ending", "unrated", "recap",
)  # fmt: skip
ABOUT_NAME = "About this practice"
GO_ON = "Go on"
QUESTION = "To think about"
# Lines of the passage about it, by the names of the document.
FACTS = {
    "code": "Address",
    "focus": "Focus",
    "setting": "Setting",
    "minutes": "Minutes",
    "content_note": "Content note",
    "you_are": "You are",
    "needs_sign_off": "Needs sign-off",
}
LABEL = re.compile(r"\*\*([^*\n]*):\*\*(.*)")
TITLE = re.compile(r"\*\*([^*\n]*)\*\*\s*")
# With the colon after a name this would be read as the beginning of a macro.
LIKE_A_MACRO = re.compile(r"\((?=[\w$-]+\Z)")
YES = "yes"


@dataclass
class Body:
    """What a moment says, before its choices."""

    narration: str = ""
    speaker: str = ""
    says: str = ""
    ending: str = ""
    reflect: str = ""


def fact_lines(facts: dict[str, str]) -> str:
    """Return the text of the passage about it."""
    lines = (
        f"{label}: {safe_line(facts[name])}".rstrip()
        for name, label in FACTS.items()
        if facts.get(name)
    )
    return "\n".join(lines)


def facts_of(text: str, dialect: str) -> dict[str, str]:
    """Return the facts again; lines that are none of them do not matter."""
    names = {label.casefold(): name for name, label in FACTS.items()}
    found: dict[str, str] = {}
    for line in text.split("\n"):
        label, colon, said = line.partition(":")
        name = names.get(label.strip().casefold())
        if colon and name:
            found.setdefault(name, plain(said, dialect))
    return found


def body_text(body: Body) -> str:
    """Return what a moment says, as the text of its passage.

    Words without a label are what happens; of an ending, where no other words are, how it ends.
    """
    parts = [f"**{safe_line(body.ending)}**"] if body.ending else []
    if body.narration:
        parts.append(safe(body.narration))
    has_label = body.speaker or (body.narration if body.ending else body.says)
    if has_label:
        parts.append(f"**{_name(body.speaker)}:** {safe(body.says)}".rstrip())
    elif body.says:
        parts.append(safe(body.says))
    if body.reflect:
        parts.append(f"**{QUESTION}:** {safe(body.reflect)}")
    return "\n\n".join(parts)


def _name(speaker: str) -> str:
    said = LIKE_A_MACRO.sub("&#40;", safe_line(speaker))
    return f"&#{ord(said[0])};{said[1:]}" if said == QUESTION else said


def body_of(text: str, dialect: str, *, is_ending: bool) -> Body:
    """Return what a moment says, from the text of its passage without the links."""
    body = Body()
    lines = text.strip().split("\n")
    titled = TITLE.fullmatch(lines[0]) if is_ending else None
    if titled is not None:
        body.ending, lines = plain(titled[1], dialect), lines[1:]
    spoke = False
    for label, said in _sections(lines):
        words = tidied(said, dialect)
        if label is None:
            body.narration = words
        elif label == QUESTION:
            body.reflect = words
        else:
            spoke = True
            body.speaker, body.says = plain(label, dialect), words
    if is_ending and not spoke:
        body.narration, body.says = "", body.narration
    return body


def _sections(lines: list[str]) -> Iterator[tuple[str | None, str]]:
    label: str | None = None
    held: list[str] = []
    for line in lines:
        found = LABEL.fullmatch(line.strip())
        if found is None:
            held.append(line)
            continue
        yield label, "\n".join(held)
        label, held = found[1].strip(), [found[2]]
    yield label, "\n".join(held)


def tidied(text: str, dialect: str) -> str:
    """Return plain words in paragraphs: no more than one blank line between two."""
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return plain(re.sub(r"\n{3,}", "\n\n", lines).strip(), dialect)
