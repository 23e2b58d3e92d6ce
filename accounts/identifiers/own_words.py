"""Words of the school's own to look for: its places, and people everybody there knows."""

import re
from collections.abc import Collection, Iterator, Mapping

from accounts.identifiers.plain import INNOCENT, is_word
from accounts.identifiers.spans import Span

WORD = re.compile(r"\w+")


class OwnWords:
    """The list, kept so that looking takes as long for a thousand words as for ten."""

    def __init__(self, words: Mapping[str, str] | Collection[str] = ()) -> None:
        """Take words with their class (``place`` or ``name``); without one they are places."""
        kinds = dict(words) if isinstance(words, Mapping) else dict.fromkeys(words, "place")
        self.by_first: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for word, kind in kinds.items():
            parts = WORD.findall(word)
            if len(word) > 2 and parts:
                self.by_first.setdefault(parts[0].lower(), []).append((_pattern(word), kind))

    def __bool__(self) -> bool:
        return bool(self.by_first)

    def found(self, text: str) -> Iterator[Span]:
        """Yield where one of the words stands, whole."""
        for token in WORD.finditer(text):
            for pattern, kind in self.by_first.get(token[0].lower(), ()):
                if match := pattern.match(text, token.start()):
                    yield Span(*match.span(), kind)


def _pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word: in any case, unless small letters would make plain English of it.

    A town may be called Reading; who is reading is not there.
    """
    first = WORD.search(word)
    body = r"\s+".join(re.escape(part) for part in word[first.start() if first else 0 :].split())
    plain = word.lower() in INNOCENT or is_word(word.lower())
    return re.compile(rf"{body}(?!\w)", 0 if plain else re.IGNORECASE)
