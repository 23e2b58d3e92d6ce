"""What points to one person without a name: the only one, the mayor, the seventh of something."""

from collections.abc import Iterator

from accounts.identifiers.spans import Rule, Span, rule

ORDINAL = (
    r"(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|\d{1,3}(?:rd|th|st|nd))"
)
COUNTED = (
    r"(?:miscarriages?|stillbirths?|transplants?|amputations?|strokes?|heart attacks?|operations?"
    r"|suicide attempts?|overdoses?|pregnanc(?:y|ies)|abortions?|relapses?|admissions?|bypass"
    r"|dialysis|marriages?|wi(?:fe|ves)|husbands?)"
)
WORK = (
    r"(?:headmaster|headmistress|head teacher|teacher|baker|butcher|farmer|vet|vicar|priest|imam"
    r"|rabbi|pastor|mayor|councillor|judge|lighthouse keeper(?:[’']s (?:wife|husband))?|landlord"
    r"|landlady|postman|postmistress|conductor|organist|dean|principal|captain|pilot|fisherman"
    r"|miner|worker|keeper|owner|manager|librarian|goalkeeper|footballer|boxer|jockey|dentist"
    r"|midwife|blacksmith|foundry|mill|factory|works|pit|colliery|shipyard)"
)
PLACE = r"[A-Z][\w’'-]{0,40}(?: (?:of|[A-Z][\w’'-]{0,40})){0,5}"
SUPERLATIVE = r"(?:first|only|last|youngest|oldest|tallest)"
AREA = (
    r"(?:country|county|state|world|island|region|village|town|valley|hospital’s history|province)"
)
ONE = r"(?:person|man|woman|patient|child|survivor|one)"
OFFICE = r"(?:mayor|dean|bishop|minister|ambassador|senator|governor|chancellor)"
DISASTER = (
    r"(?:disaster|crash|fire|bombing|earthquake|collapse|massacre|flood|derailment|explosion)"
)
SUPERLATIVE_CUES = "first only last est"

RULES: tuple[Rule, ...] = (
    rule("count", rf"\b{ORDINAL} {COUNTED}\b", any_case=True),
    rule("occupation", rf"\b{WORK}\b(?: \w{{1,40}}){{0,3}} (?:at|in|of|on|from) (?:the )?{PLACE}"),
    rule("occupation", rf"\bonly {WORK}\b", "only"),
    rule(
        "rare",
        rf"\b{SUPERLATIVE} (?:\w{{1,40}} ){{0,3}}?(?:in|of|on) (?:the (?:whole )?)?{AREA}\b",
        SUPERLATIVE_CUES,
        any_case=True,
    ),
    rule(
        "rare",
        rf"\b(?:first|last|youngest|oldest|only) {ONE} (?:ever|alive|left|known)\b",
        SUPERLATIVE_CUES,
        any_case=True,
    ),
    rule(
        "rare",
        r"\b(?:last|only) (?:speaker|survivor|member|descendant) of\b[^.,;]{0,120}",
        "last only",
        any_case=True,
    ),
    rule("rare", r"\bthe whole (?:county|country|island|state|region)\b", "whole"),
    rule(
        "rare",
        r"\b(?:on|in) (?:the (?:news|papers?|television|telly)|the local paper)\b",
        "news paper tele telly",
    ),
    rule("rare", rf"\b(?:the|our)(?: former| old)? {OFFICE}\b", any_case=True),
    rule("rare", rf"\b(?:18|19|20)\d\d \w{{1,40}} {DISASTER}\b"),
    rule(
        "rare",
        r"\b(?:the one )?in the [A-Z][\w’'-]{1,40} (?:trial|case|inquiry|disaster|scandal)\b",
        "trial case inquiry disaster scandal",
    ),
)


def found(text: str, lowered: str) -> Iterator[Span]:
    """Yield phrases in ``text`` by which somebody who knew this person would recognise her."""
    for one in RULES:
        yield from one.found(text, lowered)
