"""What faculty may write in a lesson, as HTML: one allow-list, applied in one place.

``Lesson.save`` and ``ModuleVersion.save`` call ``clean``, so that the admin, a loaded course
package and a command all pass it. nh3 takes time quadratic in the depth of nesting (security.md,
LB13), so size and depth are capped first.
"""

import re

import nh3
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused

MOST_CHARACTERS = 120_000
DEEPEST = 50

# Exactly what the editor keeps (curriculum/admin/editor.py): a tag it did not know would vanish
# when somebody opens the lesson and saves it.
TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "strong", "em", "u", "s", "sub", "sup",
    "ul", "ol", "li", "blockquote", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# No class, no style, no image: a picture from elsewhere would tell a stranger who reads what.
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style", "template", "textarea", "title"},
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer",
    strip_comments=True,
)

_VOID = {"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed"}
# A tag as an editor writes it: every value quoted, no angle bracket inside a tag.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*+)"
    r"(?:\s++[\w:-]++(?:\s*+=\s*+(?:\"[^\"<>]*+\"|'[^'<>]*+'))?+)*+\s*+/?>"
)
_OPENING = re.compile(r"<[a-zA-Z!?/]")
_EMPTY = re.compile(r"(?:<p>(?:\s|<br>|&nbsp;)*</p>\s*)*")


def depth(html: str) -> int:
    """Return how deeply elements are nested, at most.

    Where tags are not written plainly nothing is trusted to close: the count is then too high,
    never too low.
    """
    deepest, open_tags, end = 0, [], 0
    for tag in _TAG.finditer(html):
        if _OPENING.search(html, end, tag.start()):
            return _openings(html)
        end = tag.end()
        name = tag["name"].lower()
        if tag["end"]:
            if open_tags and open_tags[-1] == name:
                open_tags.pop()
        elif name not in _VOID:
            open_tags.append(name)
            deepest = max(deepest, len(open_tags))
    return _openings(html) if _OPENING.search(html, end) else deepest


def _openings(html: str) -> int:
    return len(_OPENING.findall(html))


def clean(html: str) -> str:
    """Return ``html`` with nothing in it but the tags, attributes and links allowed here.

    Refused when it is too long or nested too deeply to be looked at safely.
    An editor's empty paragraph becomes the empty string. Cleaning twice changes nothing.
    """
    if len(html) > MOST_CHARACTERS:
        raise Refused(
            _("This text is too long. A lesson takes up to %(most)d characters.")
            % {"most": MOST_CHARACTERS}
        )
    if depth(html) > DEEPEST:
        raise Refused(_("This text is nested too deeply. Paste it again as plain text."))
    cleaned = _cleaner.clean(html)
    return "" if _EMPTY.fullmatch(cleaned.strip()) else cleaned
