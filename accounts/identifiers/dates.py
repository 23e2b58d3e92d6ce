"""Dates, ages, and a weekday with a clock time."""

import re
from collections.abc import Iterator

from accounts.identifiers.spans import Rule, Span, rule

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
MONTH_CUES = "jan feb mar apr may jun jul aug sep oct nov dec"
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
UNITS = "one|two|three|four|five|six|seven|eight|nine"
HOURS = rf"(?:{UNITS}|ten|eleven|twelve)"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
NUMBER_WORD = rf"(?:(?:{TENS})(?:[- ](?:{UNITS}))?|{TEENS}|{UNITS})"

DAY = r"(?:3[01]|[12]\d|0?[1-9])"
MONTH = r"(?:1[0-2]|0?[1-9])"
FULL_YEAR = r"(?:19|20)\d\d"
YEAR = rf"(?:{FULL_YEAR}|\d\d)"
TH = r"(?:st|nd|rd|th)"
ORDINAL_DAY = rf"{DAY}{TH}"
# After “on the 14th”: the end of the sentence or a new clause, not “on the 14th floor”.
CLAUSE_GOES_ON = r"(?=\s?(?:[.,;:!?)]|$|(?:I|we|she|he|they|and|when|at)\b))"

DATES: tuple[Rule, ...] = (
    rule("date", rf"(?<![\d/.-]){DAY}(?P<sep>[/.-]){MONTH}(?P=sep){YEAR}(?![\d/-])", "/ . -"),
    rule("date", rf"(?<![\d/.-]){FULL_YEAR}(?P<sep>[/.-]){MONTH}(?P=sep){DAY}(?![\d/-])", "/ . -"),
    rule(
        "date",
        rf"(?:the )?(?<!\d){DAY}{TH}?(?: of)? (?:{MONTHS})\b(?:\.?,? {FULL_YEAR})?",
        MONTH_CUES,
    ),
    rule(
        "date",
        rf"\b(?:{MONTHS})\.? (?:the )?{DAY}{TH}?(?![\d:])(?:,? {FULL_YEAR})?",
        MONTH_CUES,
    ),
    rule("date", rf"\b(?:{WEEKDAYS}),? the {ORDINAL_DAY}\b", "day"),
    rule(
        "date",
        rf"\b(?:on|of|until|by|since|before|from) the (?P<it>{ORDINAL_DAY}){CLAUSE_GOES_ON}",
        "st nd rd th",
    ),
)

OLD = r"[- ](?:years?|yrs?)[- ]old|[- ]?y/?o"
END_OF_AGE = r"(?=\s{0,3}(?:[.,;:!?—–]|(?:and|but|when)\b|$))"
NINETY_UP = r"(?:9\d|1[01]\d)"
YOUNG = r"(?:boy|girl|child|man|woman|lad|son|daughter)"
WHO_IS = r"(?:he|she|they|who|patient)(?: is| was|’s|'s| turned| were| are)"
IS = r"(?:aged?|was|is|turned|be|nearly|almost|only)"
# Ages: ninety and above stand out in any town, the others when they are exact.
AGES_IN_FIGURES: tuple[Rule, ...] = (
    rule(
        "great_age",
        rf"\b{NINETY_UP}(?=[- ](?:years?|yrs?)\b|[- ]?y/?o\b|[FM]\b)(?:{OLD}|[FM])?",
        "9 10 11",
    ),
    rule("great_age", rf"\b{IS} (?P<it>{NINETY_UP}){END_OF_AGE}", "9 10 11", any_case=True),
    rule("age", r"\b[1-8]?\d ?(?:yo|y/o|[FM])\b(?!\d)"),
    rule("great_age", rf"\b[A-Z][\w’'-]{{1,40}}, (?P<it>{NINETY_UP}),", "9 10 11"),
    rule("age", r"\b[A-Z][\w’'-]{1,40}, (?P<it>\d{1,2}),", ","),
)
AGES_IN_WORDS: tuple[Rule, ...] = (
    rule(
        "great_age",
        rf"\b(?:ninety[- ](?:{UNITS})|(?:a )?hundred and (?:{UNITS}))"
        r"(?= and\b|,|\.|$| years?\b|-year)",
        "ninety hundred",
        any_case=True,
    ),
    rule("great_age", r"\b(?:early|mid|late)[- ]nineties\b", "nineties", any_case=True),
    rule(
        "age",
        rf"\b(?:\d{{1,3}}|{NUMBER_WORD})[- ](?:year|month|week|day)s?[- ]old\b",
        "old",
        any_case=True,
    ),
    rule("age", rf"\b(?:aged|age of) (?P<it>\d{{1,2}}|{NUMBER_WORD})\b", "age", any_case=True),
    rule(
        "age",
        rf"\b{YOUNG} of (?P<it>\d{{1,2}}|{NUMBER_WORD})\b(?! (?:them|us|the))",
        "boy girl child man lad son daughter",
        any_case=True,
    ),
    rule(
        "age",
        rf"\b{WHO_IS} (?P<it>\d{{1,2}}|{NUMBER_WORD}){END_OF_AGE}",
        "he she they who patient",
        any_case=True,
    ),
)

FEAST = r"(?:New Year[’']s (?:Eve|Day)|Christmas (?:Eve|Day)|Boxing Day|Shrove Tuesday|Good Friday)"
CLOCK = (
    r"(?:\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?"
    rf"|(?:half|quarter|twenty|twenty-five|ten|five) (?:past|to) {HOURS}"
    rf"|{HOURS} (?:o[’']clock|fifteen|thirty|forty-five)|noon|midnight)"
)
A_DAY = rf"(?:{WEEKDAYS}|{FEAST})"
PART_OF_DAY = r"(?:morning|afternoon|evening|night)"
DAY_CUES = "day eve"
TIMES: tuple[Rule, ...] = (
    rule(
        "time",
        rf"\b{CLOCK}(?: in the {PART_OF_DAY})?,?(?: at night)? on {A_DAY}"
        rf"(?: (?:the )?{ORDINAL_DAY})?",
        DAY_CUES,
        any_case=True,
    ),
    rule("time", rf"\b{A_DAY}(?: {PART_OF_DAY})?,? at {CLOCK}", DAY_CUES, any_case=True),
)

IN_WORDS = (*AGES_IN_WORDS, *TIMES)
ALL = (*IN_WORDS, *DATES, *AGES_IN_FIGURES)

SHORT_DATE = re.compile(rf"(?<![\d/.]){DAY}/{MONTH}(?![\d/%])")
FRACTIONS = frozenset({"24/7", "1/2", "1/3", "2/3", "1/4", "3/4"})
SCORED = re.compile(r"pain|score|sats|mood|power|murmur|then $")


def _is_score(text: str, match: re.Match[str]) -> bool:
    """Say whether a figure such as 8/10 is rather pain, pressure or a fraction."""
    before = text[max(0, match.start() - 24) : match.start()].lower()
    out_of = match[0].endswith(("/10", "/5"))
    return match[0] in FRACTIONS or out_of or bool(SCORED.search(before))


def found(text: str, lowered: str, *, has_digit: bool) -> Iterator[Span]:
    """Yield everything in ``text`` that looks like a date, an age or an hour of a known day."""
    for one in ALL if has_digit else IN_WORDS:
        yield from one.found(text, lowered)
    if "/" in text:
        for match in SHORT_DATE.finditer(text):
            if not _is_score(text, match):
                yield Span(*match.span(), "date")
