"""What the identifier check says to a writer: each find in words, with what she could do about it.

Nothing of this is stored or logged: it is worked out anew from the text whenever it is shown.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import school_words
from accounts.errors import Refused
from accounts.identifiers import HARD, check

# How much of the text stands around the words, and how many soft finds are shown at once.
AROUND = 24
MOST_SOFT = 30

SAID: dict[str, str | Promise] = {
    "email": _("An e-mail address."),
    "url": _("A web address."),
    "ip": _("A network address."),
    "phone": _("A phone number."),
    "number": _("A number that may belong to somebody."),
    "plate": _("A number plate."),
    "date": _("A date."),
    "great_age": _("An age of ninety or more."),
    "name": _("A name."),
    "place": _("A place."),
    "age": _("An exact age."),
    "time": _("A day with its hour."),
    "occupation": _("Somebody’s work and where."),
    "count": _("An exact count."),
    "rare": _("Something that may fit one person only."),
}
LOOK = _("Something here could point to a patient. Change it, or say why it may stay.")
# Why something hard may stay. Only these words' keys are stored, by class, with the version.
REASONS: dict[str, str | Promise] = {
    "made_up": _("I made it up"),
    "mine": _("It is about me"),
    "public": _("It is public: history, a book, a law"),
    "nobody": _("It points to nobody"),
}
INSTEAD: dict[str, str | Promise] = {
    "date": _("a few weeks ago"),
    "great_age": _("very old"),
    "name": _("someone"),
    "place": _("a community hospital"),
    "time": _("one day"),
}
NUMBERED = re.compile(r"\d")
# What has a number on a ward; such a number elsewhere is better taken out.
ON_A_WARD = ("bed", "bay", "room", "ward", "side", "cubicle", "theatre", "unit")
INSTEAD_OF_TITLE: dict[str, str | Promise] = {
    "prof": _("the professor"),
    "professor": _("the professor"),
    "dr": _("a colleague"),
    "doctor": _("a colleague"),
    "sister": _("a nurse"),
    "nurse": _("a nurse"),
    "matron": _("a nurse"),
    "mr": _("a man"),
    "mrs": _("a woman"),
    "ms": _("a woman"),
    "miss": _("a woman"),
}


@dataclass(frozen=True)
class Finding:
    """One place to look at, in code points of the title or the body."""

    field: str
    start: int
    end: int
    kind: str
    is_hard: bool
    before: str
    words: str
    after: str
    # Why it may stay, as a key of REASONS; empty while nothing was said.
    reason: str = ""

    @property
    def key(self) -> str:
        """Return what names these words of this class in a form, whatever else changes."""
        return _key(self.kind, self.words)

    @property
    def said(self) -> str | Promise:
        return SAID[self.kind]

    @property
    def instead(self) -> str | Promise:
        """Return what could be written instead; empty where taking it out is better."""
        title = self.words.split()[0].lower().rstrip(".")
        if self.kind == "name" and title in INSTEAD_OF_TITLE:
            return INSTEAD_OF_TITLE[title]
        if self.kind == "place" and NUMBERED.search(self.words):
            return _("a place on the ward") if title in ON_A_WARD else ""
        return INSTEAD.get(self.kind, "")


def _key(kind: str, words: str) -> str:
    return hashlib.sha256(f"{kind}\0{words}".encode(errors="surrogatepass")).hexdigest()[:16]


def keys_of_names(*names: str) -> set[str]:
    """Return the keys of these names as soft finds: of those who write to each other."""
    return {_key("name", name) for name in names}


def find(
    *, title: str, body: str, reasons: Mapping[str, str] | None = None, fine: Collection[str] = ()
) -> list[Finding]:
    """Return the places to look at, hard and soft, the same words once.

    ``reasons`` says by key why something may stay; ``fine`` are keys of soft finds the writer has
    looked at and keeps. The school's own words are looked for as well: one query.
    """
    said, also = reasons or {}, school_words.known()
    found: dict[str, Finding] = {}
    soft = 0
    for field, text in (("title", title), ("body", body)):
        for span in check(text, also=also):
            words = text[span.start : span.end]
            key, is_hard = _key(span.kind, words), span.tier == HARD
            if key in found or (not is_hard and (key in fine or soft >= MOST_SOFT)):
                continue
            soft += not is_hard
            found[key] = Finding(
                field=field,
                start=span.start,
                end=span.end,
                kind=span.kind,
                is_hard=is_hard,
                before=_last_words(text[max(0, span.start - AROUND - 1) : span.start]),
                words=words,
                after=_first_words(text[span.end : span.end + AROUND + 1]),
                reason=said.get(key, "") if said.get(key, "") in REASONS else "",
            )
    return list(found.values())


def _last_words(text: str) -> str:
    """Return whole words from the end of ``text``, of its last line, with “…” for what is left."""
    near = text[-AROUND:].rpartition("\n")[2]
    if len(near) == AROUND < len(text):
        near = near.partition(" ")[2]
    return near if near == text else f"…{near}"


def _first_words(text: str) -> str:
    near = text[:AROUND].partition("\n")[0]
    if len(near) == AROUND < len(text):
        near = near.rpartition(" ")[0]
    return near if near == text else f"{near}…"


def kept_said(kept: Mapping[str, Collection[str]]) -> list[str]:
    """Return in words what ``kept_for`` kept: "A date: I made it up", by class."""
    return [
        gettext("%(what)s: %(why)s")
        % {
            "what": str(SAID[kind]).rstrip("."),
            "why": ", ".join(str(REASONS[reason]) for reason in reasons if reason in REASONS),
        }
        for kind, reasons in kept.items()
        if kind in SAID
    ]


def kept_for(findings: Collection[Finding]) -> dict[str, list[str]]:
    """Return the categories of the reasons given, by class: all that is stored of a check."""
    kept: dict[str, list[str]] = {}
    for one in findings:
        if one.is_hard and one.reason and one.reason not in kept.setdefault(one.kind, []):
            kept[one.kind].append(one.reason)
    return kept


def settled(
    *, title: str = "", body: str, reasons: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    """Return why hard finds stay, by class, for words that are about to reach somebody.

    Refused (field ``findings``) while one has no reason.
    """
    found = find(title=title, body=body, reasons=reasons)
    if any(one.is_hard and not one.reason for one in found):
        raise Refused(LOOK, field="findings")
    return kept_for(found)
