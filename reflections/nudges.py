"""What a mentor may want to look at before she sends a reply. Pure: no database, no clock, no log.

Nothing of it is ever stored about anybody, and nothing waits for it: each nudge is one sentence
beside the reply, and the reply can be sent as it is.

The measures, all on words without case, accents and punctuation:

- What she quotes is not hers: lines that begin with ">" and words between quotation marks that
  stand in the student's text are left out wherever her own words count.
- A phrase is quoted when it stands between quotation marks or behind ">" and in the student's
  text, or when ``RUN`` words in a row are the student's without any marks. Remarks lie on the
  student's words already: a reply that brings some quotes.
- "I" and "you" are counted by the lists below, those of every language together: nobody has to
  say in which language she answers. No word may be on one side in one language and on the other
  in another. Spanish leaves the pronoun out more often than not, so a few frequent forms of verbs
  that say who acts stand in its lists.
- Two replies are alike by twice their longest common subsequence of words, divided by the words of
  both: 1.0 is the same text, and a name, a title or a sentence put in between leaves the rest in
  place. It does not matter which of the two comes first.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import words
from reflections import concordance

FEWEST_WORDS = 25
MOST_ALIKE = 0.8
# So many replies of hers are looked at.
RECENT = 20
# So many words in a row are the student's phrase, with or without quotation marks.
RUN = 4
# Longer replies are compared by their beginnings.
LONGEST_COMPARED = 2_000
# So many quotations are looked up in the student's text; nobody's reply has more.
MOST_QUOTED = 200
# What a starter leaves open. It stands in static/portal/js/desk_insert.js too.
GAP = "[…]"

ME, YOU = "me", "you"


def _forms(said: str) -> frozenset[str]:
    return frozenset(said.split())


PERSONS = {
    "en": {
        ME: _forms("i me my mine myself"),
        YOU: _forms("you your yours yourself yourselves"),
    },
    "es": {
        ME: _forms(
            "yo me mi mis mio mia mios mias conmigo "
            "creo pienso quiero recuerdo tengo estoy soy fui estuve tuve hice"
        ),
        YOU: _forms(
            "tu tus te ti tuyo tuya tuyos tuyas contigo vos usted ustedes "
            "eres tienes piensas quieres dices "
            "viste hiciste dijiste escribiste pensaste pudiste quisiste estuviste fuiste"
        ),
    },
}
QUESTION = re.compile("[?\uff1f\u061f\u037e]")  # also full width, Arabic and Greek
QUOTED_LINE = re.compile(r"^[ \t]*>(.*)$", re.MULTILINE)
MARKED = re.compile(r"[“„”«‹\"]([^“„”«»‹›\"]{1,2000})[“”»›\"]|‘([^‘’]{3,2000})’(?!\w)")


@dataclass(frozen=True)
class Nudge:
    """One thing to look at, in one sentence."""

    key: str
    said: str | Promise


UNFINISHED = Nudge("unfinished", _("A starter is not finished yet: fill in “[…]”, or take it out."))
SHORT = Nudge("short", _("This is under 25 words. Is there more you could give back?"))
NO_QUESTION = Nudge("question", _("There is no question in it yet. What do you really wonder?"))
NO_PHRASE = Nudge("phrase", _("Nothing they wrote is quoted yet. Which phrase stayed with you?"))
MORE_I = Nudge("persons", _("There is more “I” than “you” in this. Whose story is it?"))
ALIKE = Nudge("alike", _("This is nearly what you wrote in a reply not long ago. What is theirs?"))


def nudges(
    body: str, *, text: str, remarks: Sequence[str] = (), recent: Iterable[str] = ()
) -> list[Nudge]:
    """Return what to look at in a reply to ``text`` with these remarks; nothing for an empty one.

    ``recent`` are earlier replies of the same mentor.
    """
    said = "\n\n".join(one for one in (body, *remarks) if one.strip())
    if not said:
        return []
    theirs = _words(text)
    own = _own(said, _line(theirs))
    persons = _persons(_words(own))
    found = [
        (UNFINISHED, GAP in said),
        (SHORT, words.count(said) < FEWEST_WORDS),
        (NO_QUESTION, not QUESTION.search(own)),
        (NO_PHRASE, not remarks and not _quotes(body, theirs)),
        (MORE_I, persons[ME] > persons[YOU]),
        (ALIKE, _is_alike(body, recent)),
    ]
    return [nudge for nudge, is_so in found if is_so]


# ------------------------------------------------------------------ words
def _words(text: str) -> list[str]:
    """Return the words of a text without case, accents and punctuation."""
    return [token for token, _start, _end in concordance.words(text)]


def _persons(said: Iterable[str]) -> dict[str, int]:
    """Return how often the writer and the reader are spoken of."""
    counts = {ME: 0, YOU: 0}
    for word in said:
        for side in counts:
            counts[side] += any(word in language[side] for language in PERSONS.values())
    return counts


# ------------------------------------------------------------------ what is quoted
def _line(said: Iterable[str]) -> str:
    """Return words as one line that can be searched for whole words."""
    return f" {' '.join(said)} "


def _stands_in(phrase: str, theirs: str) -> bool:
    """Say whether the words of ``phrase`` stand in the student's text one after another."""
    said = _words(phrase)
    return bool(said) and _line(said) in theirs


def _own(said: str, theirs: str) -> str:
    """Return what is left of a reply without the student's own words in it."""
    left = QUOTED_LINE.sub("", said)
    return MARKED.sub(
        lambda found: " " if _stands_in(found.group(), theirs) else found.group(),
        left,
        count=MOST_QUOTED,
    )


def _quotes(body: str, theirs: Sequence[str]) -> bool:
    line = _line(theirs)
    for marks in (QUOTED_LINE, MARKED):
        marked = islice(marks.finditer(body), MOST_QUOTED)
        if any(_stands_in(one.group(), line) for one in marked):
            return True
    return not _runs(theirs).isdisjoint(_runs(_words(body)))


def _runs(said: Sequence[str]) -> set[tuple[str, ...]]:
    """Return every ``RUN`` words that stand in a row."""
    return {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}


# ------------------------------------------------------------------ how alike two replies are
def _is_alike(body: str, recent: Iterable[str]) -> bool:
    return any(alike(body, one) > MOST_ALIKE for one in recent)


def alike(one: str, other: str) -> float:
    """Return how alike two replies are, from 0 to 1; two without a word are not alike."""
    mine, others = _beginning(one), _beginning(other)
    both = len(mine) + len(others)
    return 2 * common(mine, others) / both if both else 0.0


def _beginning(text: str) -> list[str]:
    return [token for token, _start, _end in islice(concordance.words(text), LONGEST_COMPARED)]


def common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return the length of the longest common subsequence.

    Bit by bit (Hyyrö 2004): a zero at place ``i`` says that the sequence grows with word ``i`` of
    ``one``. A long reply against twenty others takes milliseconds.
    """
    at: dict[str, int] = {}
    for place, word in enumerate(one):
        at[word] = at.get(word, 0) | 1 << place
    every = (1 << len(one)) - 1
    row = every
    for word in other:
        here = row & at.get(word, 0)
        row = ((row + here) | (row - here)) & every
    return len(one) - row.bit_count()
