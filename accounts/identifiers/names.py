"""Names of people and places: titles, relations, and capitals where English would have none."""

import re
from collections.abc import Iterator

from accounts.identifiers.plain import INNOCENT, is_word
from accounts.identifiers.spans import Span

CAPITAL = r"[^\W\d_a-zß-öø-ÿ][^\W\d_]{0,40}(?:[’'-][^\W\d_]{1,40}){0,4}"
INITIAL = r"[A-Z]\."
LINK = (
    r"(?:de la|de los|del|de|da|dos|van der|van den|van|von|el|al|bin|bint|ibn|O[’']"
    r"|of the|and the)"
)
# Bounds on every repeat keep the time for odd texts in proportion to their length.
MORE_OF_IT = rf"(?:(?: {LINK})? (?:{INITIAL}|{CAPITAL})){{0,5}}"
NAME = rf"(?:(?:{INITIAL} ?){{1,4}})?{CAPITAL}{MORE_OF_IT}|{INITIAL}"
TITLE = (
    r"(?:Mrs?|Ms|Miss|Mx|Dr|Doctor|Prof|Professor(?: Emerit(?:a|us))?|Sister|Brother|Staff Nurse"
    r"|Charge Nurse|Nurse|Matron|Father|Mother|Rev(?:erend)?|Fr|Rabbi|Imam|Pastor|Canon"
    r"|Col(?:onel)?|Capt(?:ain)?|Major|Sgt|Sergeant|Sir|Dame|Lady|Lord|Judge|Chief|Se[ñn]ora?"
    r"|Madame|Mme|Monsieur|Herr|Frau|Auntie|Aunt|Uncle|Papa|Mama|Nana|Nan|Gran|Grandma|Grandpa"
    r"|Baby|Tante)"
)
RELATION = (
    r"(?:wife|husband|partner|daughter|son|mother|father|mum|mom|dad|sister|brother|twin|aunt"
    r"|auntie|uncle|cousin|niece|nephew|grandmother|grandfather|grandson|granddaughter"
    r"|sister-in-law|brother-in-law|friend|neighbour|fianc[ée]e?|baby|child|dog|cat|boy|girl"
    r"|nurse|porter|clerk|tutor|mentor|facilitator|interpreter|midwife|patient|officer|physio"
    r"|GP|colleague|roommate|flatmate)"
)
PLACE_NOUN = (
    r"(?:Hospital|Infirmary|Hospice|Ward|Clinic|Surgery|Centre|Center|Street|Road|Lane|Avenue|Ave"
    r"|Close|Court|House|Row|Drive|Terrace|Square|Park|Hill|Green|End|Heath|Bridge|Station|School"
    r"|College|Church|Prison|Practice|Unit|surgery|care home|hospital|hospice|clinic|practice"
    r"|nursing home|school)"
)
NUMBERED = (
    r"(?:[Bb]ed|[Bb]ay|[Rr]oom|[Ww]ard|[Ss]ide room|[Cc]ubicle|[Ff]lat|[Aa]pt|[Aa]partment"
    r"|[Tt]heatre|[Uu]nit|[Cc]ell)"
)
HOW_MANY = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
CALLING = (
    r"(?:called|named|nicknamed|name is|name was|call (?:him|her|them)|calls? (?:him|her|them))"
)
SAYING = (
    r"(?:said|says|told|tells|asked|asks|whispered|laughed|cried|held|has|had|is|was|and I|never"
    r"|always|’s|'s)"
)

NUMBERED_PLACE = re.compile(rf"\b{NUMBERED} (?:\d+\w?|[A-Z]\d*|{HOW_MANY}\b)(?![\w’'])")
ADDRESS = re.compile(
    rf"\b\d{{1,6}}[A-Za-z]?,? (?:[NSEW] )?(?:{CAPITAL} ){{1,3}}{PLACE_NOUN}\b"
    r"(?:,? (?:Apt|Flat|No\.?) ?\w{1,6})?"
)
NAMED_PLACE = re.compile(
    r"\b(?:the )?(?:St\.? |Saint |Royal |Queen |King )?"
    rf"{CAPITAL}(?: {CAPITAL}){{0,4}} {PLACE_NOUN}\b"
)
SAINT = re.compile(
    rf"\b(?:St\.?|Saint|Queen|King|Royal|Isle of|Mount|Lake|Port) {CAPITAL}(?: {CAPITAL}){{0,4}}"
)
TITLED = re.compile(rf"\b(?:[Oo]ld )?{TITLE}\.? (?:{NAME})")
RELATED = re.compile(rf"\b{RELATION}(?:,| called| named)? (?P<it>{NAME})")
CALLED = re.compile(rf"\b{CALLING} (?P<it>(?:[Oo]ld |[Bb]ig |[Ll]ittle )?(?:{NAME}))")
LETTERS = re.compile(r"\b[A-Z]\. ?(?:[A-Z]\.){1,8}|\b(?:patient|Patient) [A-Z]\b\.?")
SPELLED = re.compile(r"\b[A-Z](?:-[a-z]){2,40}\b")
NAME_RULES = (TITLED, RELATED, CALLED, LETTERS, SPELLED)
PLACE_RULES = (NUMBERED_PLACE, ADDRESS, NAMED_PLACE, SAINT)

# Plain words that are also given names: at the start of a sentence it depends on what follows.
ALSO_NAMES = frozenset(
    ("will", "grace", "hope", "mark", "rob", "chase", "may", "dot", "rex", "joy", "faith", "rose",
     "lily", "ivy", "dean", "guy", "bill", "art")
)  # fmt: skip
OFTENER_WORDS = frozenset({"will", "may", "hope", "grace"})
TOKEN = re.compile(CAPITAL)
BEGINS = re.compile(r"(?:^|[.!?…:;]|\n|[“\"‘(\[—–])[\s“\"‘'(\[—–•*-]*$")
DOES_SOMETHING = re.compile(rf"(?: {SAYING}\b|[’']s [a-z])")
BETWEEN = re.compile(rf"(?: {LINK})? ")
WHERE = re.compile(
    r"\b(?:in|at|from|near|around|outside|behind|to|through|called for) (?:the )?$", re.IGNORECASE
)


def found(text: str) -> Iterator[Span]:
    """Yield everything in ``text`` that looks like the name of a person or a place."""
    yield from _named_people(text)
    yield from _named_places(text)
    yield from _capitals(text)


def _named_people(text: str) -> Iterator[Span]:
    for pattern in NAME_RULES:
        group = "it" if "it" in pattern.groupindex else 0
        for match in pattern.finditer(text):
            name = [word.lower().strip(".’'") for word in match[group].split()]
            is_plain = all(word in INNOCENT for word in name)
            if not is_plain and not (pattern is RELATED and name[0] in INNOCENT):
                yield Span(*match.span(group), "name")


def _named_places(text: str) -> Iterator[Span]:
    for pattern in PLACE_RULES:
        for match in pattern.finditer(text):
            begins_plainly = is_word(match[0].split()[0]) and _begins_sentence(text, match.start())
            if not (pattern is NAMED_PLACE and begins_plainly):
                yield Span(*match.span(), "place")


def _begins_sentence(text: str, at: int) -> bool:
    return at == 0 or bool(BEGINS.search(text[max(0, at - 8) : at]))


def _is_acronym(token: str) -> bool:
    return len(token) > 1 and token.isupper() and token.isascii()


def _stands_out(text: str, match: re.Match[str]) -> bool:
    """Say whether a capitalised word is likelier a name than English."""
    token = match[0]
    if token[0].islower():
        return False
    stem = token if re.match(r"[OD][’']", token) else re.split(r"[’']", token)[0]
    if token.startswith(("I’", "I'")) or _is_acronym(stem) or len(stem) < 2:
        return False
    plain = stem.lower()
    if not _begins_sentence(text, match.start()):
        return not {plain, plain.removesuffix("s"), token.lower()} & INNOCENT
    if plain not in ALSO_NAMES:
        return not is_word(token)
    return plain not in OFTENER_WORDS and bool(DOES_SOMETHING.match(text, match.end()))


def _capitals(text: str) -> Iterator[Span]:
    """Yield runs of capitalised words that stand out."""
    begin = end = -1
    for match in TOKEN.finditer(text):
        goes_on = end >= 0 and BETWEEN.fullmatch(text, end, match.start())
        if goes_on and not _is_acronym(match[0]):
            end = match.end()
            continue
        if begin >= 0:
            yield _named(text, begin, end)
        begin, end = match.span() if _stands_out(text, match) else (-1, -1)
    if begin >= 0:
        yield _named(text, begin, end)


def _named(text: str, begin: int, end: int) -> Span:
    return Span(begin, end, "place" if WHERE.search(text[max(0, begin - 16) : begin]) else "name")
