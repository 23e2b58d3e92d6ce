"""Names the writer declares to be made up, as in “Mr B. is not his name”: those are left alone."""

import re

from accounts.identifiers.names import NAME
from accounts.identifiers.spans import Span

WHOSE = r"(?:his|her|their|the patient[’']s)"
I_WILL = r"(?:I[’']ll|I will|I shall|I[’']m going to|let me|let us|let[’']s)"
SAID = (
    rf"(?P<it>{NAME}),? (?:\()?(?:is|was) not {WHOSE}(?: real| true| own)? name",
    rf"(?P<it>{NAME}) \((?:not {WHOSE}(?: real)? name|a made-up name|name changed)\)",
    rf"\b{I_WILL} call (?:him|her|them|(?:this|my) \w{{1,40}}) (?P<it>{NAME})",
    rf"\b(?:whom|who) I(?:[’']ll| will| shall)? call (?P<it>{NAME})",
)
DECLARED = tuple(re.compile(pattern) for pattern in SAID)
LETTERS = re.compile(r"[^\W\d_]+")


def declared(text: str) -> set[str]:
    """Return the words of names the writer says she made up."""
    if "name" not in text and "call" not in text:
        return set()
    return {
        word
        for pattern in DECLARED
        for match in pattern.finditer(text)
        for word in _words(match["it"])
    }


def is_made_up(words: str, span: Span, names: set[str]) -> bool:
    """Say whether ``span``, which reads ``words``, holds nothing but made-up names."""
    return span.kind == "name" and bool(names) and _words(words) <= names


def _words(name: str) -> set[str]:
    return {word for word in LETTERS.findall(name) if word != "s"}
