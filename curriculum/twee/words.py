"""Words in a passage: plain ones out of marked-up ones, and plain ones kept safe from any mark-up.

What a story format would read as mark-up is written as a character reference (``&#91;``), which
every format shows as the character itself and no reader takes for anything else.
"""

import re
from html.entities import html5

HARLOWE, SUGARCUBE, CHAPBOOK, SNOWMAN, UNKNOWN = "harlowe", "sugarcube", "chapbook", "snowman", ""
REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
AT_RISK = re.compile(
    r"&(?=#?\w{1,32};)|[\[\]{}<>|_`\\\r]|\$(?=\w)|\((?=[\w$-]+:)|/(?=[/*%])|'(?=')"
    r"|([~^=@])(?=\1)|^[#!=:]|^-(?=-)|^\*(?=\*)",
    re.MULTILINE,
)
EDGES = re.compile(r"^[^\S\n]|[^\S\n]$|\A\n+|\n+\Z|\n{3,}", re.MULTILINE)

# Marks of emphasis, and what they become: ours are *such* and **such**, or none.
_MARKS = {
    HARLOWE: {"''": "**", "//": "*", "~~": "", "^^": ""},
    SUGARCUBE: {"''": "**", "//": "*", "__": "", "==": "", "~~": "", "^^": ""},
    CHAPBOOK: {"__": "**", "_": "*", "~~": ""},
    SNOWMAN: {"__": "**", "_": "*", "~~": ""},
    UNKNOWN: {"''": "**", "//": "*", "__": "**", "_": "*", "~~": ""},
}
_AT_START = {
    HARLOWE: r"#{1,6}[ \t]*|[=<>|]{3,}\s*$|-{3,}\s*$",
    SUGARCUBE: r"!{1,6}|-{4,}\s*$|(?:\{\{\{|\}\}\})\s*$",
    CHAPBOOK: r"#{1,6}[ \t]+|(?:-{3,}|={3,}|\*{3,})\s*$",
    SNOWMAN: r"#{1,6}[ \t]+|(?:-{3,}|={3,}|\*{3,})\s*$",
    UNKNOWN: r"#{1,6}[ \t]+|-{3,}\s*$",
}
MARKDOWN_ESCAPE = re.compile(r"\\(?=[*_`#\[\]{}~])")
STYLED = re.compile(r"@@(?:[#.][^;@\n]*;|[^:;@\n]++:[^;@\n]*;)*+([^@\n]*+)@@")


def _pair(mark: str) -> re.Pattern[str]:
    one = re.escape(mark[0])
    edge = r"(?<!\w)" if mark[0] == "_" else r"(?<!:)" if mark[0] == "/" else ""
    after = r"(?!\w)" if mark[0] == "_" else ""
    twice = re.escape(mark)
    # A class without the mark itself: a mark that is never closed costs no second look.
    return re.compile(rf"{edge}{twice}(?=[^\s{one}])([^{one}\n]*[^\s{one}]){twice}{after}")


PAIRS = {
    dialect: [(_pair(mark), rf"{ours}\1{ours}") for mark, ours in marks.items()]
    for dialect, marks in _MARKS.items()
}
STARTS = {dialect: re.compile(rf"^\s*(?:{start})") for dialect, start in _AT_START.items()}


def plain(text: str, dialect: str = UNKNOWN) -> str:
    """Return words with no mark-up but ours for emphasis, character references read."""
    return unreferenced("\n".join(_plain_line(line, dialect) for line in text.split("\n")))


def _plain_line(line: str, dialect: str) -> str:
    line = STARTS[dialect].sub("", line, count=1)
    if dialect == SUGARCUBE and "@@" in line:
        line = STYLED.sub(r"\1", line)
    if dialect in (CHAPBOOK, SNOWMAN):
        line = MARKDOWN_ESCAPE.sub("", line)
    for pair, ours in PAIRS[dialect]:
        line = pair.sub(ours, line)
    return line.strip()


def unreferenced(text: str) -> str:
    """Return a text with its character references read; those that mean nothing stay."""
    return REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3]:
        return html5.get(f"{found[3]};", found[0])
    code = int(found[1]) if found[1] else int(found[2], 16)
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return found[0]
    return chr(code)


def safe(text: str) -> str:
    """Return plain words so that ``plain`` gives back just these, whatever is in them."""
    text = AT_RISK.sub(lambda found: _referenced(found[0]), text)
    return EDGES.sub(lambda found: "".join(map(_referenced, found[0])), text)


def safe_line(text: str) -> str:
    """Return the same on one line."""
    return safe(text).replace("\n", "&#10;").replace("*", "&#42;")


NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _referenced(character: str) -> str:
    return NAMED.get(character, f"&#{ord(character)};")


def in_one_line(text: str) -> str:
    """Return a text on one line."""
    return text.replace("\n", " ").strip()
