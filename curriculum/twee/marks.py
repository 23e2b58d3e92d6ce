"""What counts as a link, a macro, a variable and so on, by the story format it is written for."""

import re

from curriculum.twee.words import CHAPBOOK, HARLOWE, SNOWMAN, SUGARCUBE, UNKNOWN

MACRO, VARIABLE, HTML, CODE, COMMENT, PICTURE, INSERT, MODIFIER, SETTER, JUMP = (
    "macro", "variable", "html", "code", "comment", "picture", "insert", "modifier", "setter",
    "jump",
)  # fmt: skip

EVERY = (HARLOWE, SUGARCUBE, CHAPBOOK, SNOWMAN, UNKNOWN)
# What each dialect marks; the first that fits at a place is taken.
MARKS = {
    "link": (r"\[\[", EVERY),
    "picture": (r"\[[<>]?img\[", (SUGARCUBE, UNKNOWN)),
    "comment": (r"<!--|/%|/\*", (SUGARCUBE, UNKNOWN)),
    "html_comment": (r"<!--", (HARLOWE, CHAPBOOK, SNOWMAN)),
    "sugar": (r"<<(?=[/\w=$-])", (SUGARCUBE, UNKNOWN)),
    "code": (r"<%", (SNOWMAN, UNKNOWN)),
    "named": (r"\|[\w-]+[>)](?=\[)|(?<=\])<[\w-]+\|", (HARLOWE,)),
    "html": (r"</?[A-Za-z][^<>]*+>", EVERY),
    "macro": (r"\((?=\$?[A-Za-z][\w-]*:)", (HARLOWE, UNKNOWN)),
    "variable": (
        r"(?:\$|(?<!\w)_)[A-Za-z]\w*+(?:\.[A-Za-z_]\w*+|\[[^\[\]\n]{0,80}\]|'s\s\w++)*+",
        (HARLOWE, SUGARCUBE),
    ),
    "plain_variable": (r"\$[A-Za-z_]\w*+", (UNKNOWN,)),
    "insert": (r"\{(?=[\w \"'])", (CHAPBOOK,)),
    "verbatim": (r"(?<!`)`{1,3}(?!`)", (HARLOWE,)),
    "brace": (r"[{}]", (HARLOWE,)),
    "bracket": (r"[\[\]]", (HARLOWE, UNKNOWN)),
}
RE = {
    dialect: re.compile(
        "|".join(f"(?P<{name}>{mark})" for name, (mark, of) in MARKS.items() if dialect in of)
    )
    for dialect in EVERY
}
# Without a story format said, only what can hardly be prose is a Harlowe macro.
_KNOWN = """
set put if unless else-if elseif else for loop print display go-to goto link link-goto
link-reveal link-repeat link-reveal-goto link-undo link-show live stop event click click-replace
click-append click-prepend click-goto mouseover mouseout replace append prepend show hide hidden
rerun undo restart reload save-game load-game saved-games open-url text-style text-colour
text-color colour color font align css background bg t8n transition t8n-time transition-time
transition-depart transition-arrive t8n-depart t8n-arrive hook alert prompt confirm input
input-box force-input cycling-link seq-link sequence-link dropdown checkbox random either a
array dm datamap ds dataset history visited move unpack enchant change border box char-style
line-style after more time mock-turns verbatim size opacity button icon-undo meter dialog
redirect forget-undos forget-visits nth cond num str
"""
HARLOWE_MACROS = frozenset(_KNOWN.split())
MACRO_NAME = re.compile(r"\((\$?[A-Za-z][\w-]*):")
SUGAR_NAME = re.compile(r"<<(/?[\w=$-]+)")
IN_MACRO = re.compile(r"[()\"]|(?<![\w)\]])'")
# What these hold is code or not for the reader.
SUGAR_CODE = ("script", "style", "widget", "silently")
HTML_CODE = re.compile(r"<(script|style|svg|iframe|audio|video)\b", re.IGNORECASE)
HTML_LINES = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|table|hr|h[1-6]|blockquote)\b", re.IGNORECASE)
QUOTED = r"(?:\"([^\"]*)\"|'([^']*)')"
SUGAR_LINK = re.compile(rf"<<(?:link|button)\s+{QUOTED}\s+{QUOTED}\s*>>")
SUGAR_LINK_MARKED = re.compile(r"<<(?:link|button)\s+\[\[([^\]\n]*)\]\]\s*>>")
SUGAR_LINK_OPEN = re.compile(rf"<<(?:link|button)\s+{QUOTED}\s*>>")
SUGAR_GOTO = re.compile(rf"<<goto\s+{QUOTED}\s*>>")
HARLOWE_LINK_OPEN = re.compile(rf"\((?:link|link-replace|link-repeat):\s*{QUOTED}\s*\)")
HARLOWE_GOTO = re.compile(rf"\((?:goto|go-to):\s*{QUOTED}\s*\)", re.IGNORECASE)
CHAPBOOK_LINK = re.compile(rf"link to:\s*{QUOTED}(?:\s*,\s*label:\s*{QUOTED})?")
HARLOWE_LINK = re.compile(rf"\((?:link-goto|click-goto):\s*{QUOTED}(?:\s*,\s*{QUOTED})?\s*\)")
MARK_BEFORE_HOOK = re.compile(r"[ \t]*(?=\[(?!\[(?!\[)))")
# What these hold is another way for it to go on: it stands on a line of its own.
OTHERWISE = frozenset({"else", "elseif", "else-if", "unless", "case", "default", "option"})
JUMPS = frozenset({"goto", "go-to", "redirect", "link-goto", "link-reveal-goto", "include",
                   "display", "actions", "click-goto", "return", "back", "undo", "link-undo",
                   "link", "button", "choice"})  # fmt: skip
