"""Addresses of the net, telephone and record numbers: what has a shape of its own."""

from collections.abc import Iterator

from accounts.identifiers.spans import Rule, Span, rule

BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
RECORD = (
    r"(?:MRN|NHS|SSN|hospital|chart|record|case|file|account|policy|passport|insurance"
    r"|licen[cs]e|serial|badge|card|certificate|registration|ID|reference|ref)"
)
RECORD_CUES = (
    "mrn nhs ssn hospital chart record case file account policy passport insurance licen serial "
    "badge card certificate registration id ref"
)
OF_SOMETHING_ELSE = r"(?:ml|mg|kg|cm|people|times|beds)"

IN_WORDS: tuple[Rule, ...] = (
    rule("email", r"(?<![\w.+-])[\w.+-]{1,80}@[\w-]{1,80}(?:\.[\w-]{1,80})+", "@"),
    rule(
        "url",
        r"(?:https?://|www\.)[^\s<>“”\"]{0,400}[^\s<>“”\".,;:!?)]",
        "http www.",
        any_case=True,
    ),
    rule(
        "ip",
        r"(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])",
        ":",
        any_case=True,
    ),
)
IN_FIGURES: tuple[Rule, ...] = (
    rule("ip", rf"(?<![\d.])(?:{BYTE}\.){{3}}{BYTE}(?![\d.]{{0,20}}\d)", "."),
    rule("phone", r"(?<![\w.,/-])(?:\+\d|\(\d|0\d)[\d ().-]{5,24}\d(?![\w/])"),
    rule("plate", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
    # An account (IBAN), a code in groups, a letter and many figures, many figures.
    rule("number", r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b"),
    rule("number", r"\b[A-Z]{1,4}[- ]?\d{2,20}(?:[ -]\d{2,20}){1,8}\b"),
    rule("number", r"\b[A-Z]{1,4}-?\d{4,20}(?:-[A-Z0-9]{1,20}){0,8}\b"),
    rule("number", r"(?<![\w.,/£$€+-])\d(?:[ -]?\d){5,30}(?![\w/%])"),
    rule(
        "number",
        rf"\b{RECORD}\b[\w ]{{0,14}}?(?:no\.?|number|#|:|is|ends in)? ?"
        rf"(?P<it>…?[A-Z]{{0,3}}-?\d{{3,20}})(?!\w| ?{OF_SOMETHING_ELSE})",
        RECORD_CUES,
        any_case=True,
    ),
    rule("number", r"#\s?(?P<it>\d{3,20})", "#"),
)


def found(text: str, lowered: str, *, has_digit: bool) -> Iterator[Span]:
    """Yield everything in ``text`` that looks like an address or a number of somebody's."""
    for one in (*IN_WORDS, *IN_FIGURES) if has_digit else IN_WORDS:
        yield from one.found(text, lowered)
