"""A text with the remarks on it, and the kinds of a remark, each written in one go.

A template looks up each name by name; for the pieces of a page that was most of the work. Nothing
but her words stands inside a paragraph: white space would be read as part of them.
"""

from collections.abc import Iterable

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.markup import joined, markup
from reflections.marks import Paragraph, Piece

register = template.Library()

PARAGRAPH = '<p data-row="{}" data-start="{}" data-after="{}">{}{}{}</p>'
GAP, SHORT_GAP = "<span>{}</span>", '<span class="gap">{}</span>'
BEGINS, GOES_ON = '<mark class="pencilled" id="w{}">', '<mark class="pencilled">'
ANCHOR = '<a class="anchor" href="#r{}" aria-label="{}">{}</a>'


@register.simple_tag
def page_text(paragraphs: Iterable[Paragraph], gaps: bool | str = False) -> SafeString:
    """Return the paragraphs; with ``gaps`` the blank lines between them too."""
    rows = [
        markup(
            PARAGRAPH,
            row.row,
            row.start,
            row.after,
            markup(GAP, row.before) if gaps and row.before else "",
            joined("", map(_piece, row.pieces)),
            _gap(row.after) if gaps and row.after else "",
        )
        for row in paragraphs
    ]
    return joined("\n", rows)


def _gap(lines: str) -> SafeString:
    return markup(SHORT_GAP if len(lines) < 3 else GAP, lines)


def _piece(piece: Piece) -> SafeString:
    """Return words under the same remarks throughout, and the way to each remark that ends here."""
    text = markup("{}", piece.text)
    if not piece.marks and not piece.ends:
        return text
    opened = [
        markup(BEGINS, number) if begins else markup(GOES_ON) for number, begins in piece.marks
    ]
    anchors = [
        markup(ANCHOR, number, _("Remark %(number)s") % {"number": number}, number)
        for number in piece.ends
    ]
    closed = [markup("</mark>")] * len(opened)
    return joined("", [*opened, text, *closed, *anchors])


KIND = (
    '<div class="form-check"><input class="form-check-input" type="radio" name="{name}" id="{id}"'
    ' value="{value}"{mark}><label class="form-check-label" for="{id}">{label}</label></div>'
)
OPTION = '<option value="{value}"{mark}>{label}</option>'


@register.simple_tag
def remark_kinds(field: BoundField) -> SafeString:
    """Return the kinds of a new remark as buttons of which one is chosen."""
    return joined("\n", _kinds(field, KIND, " checked"))


@register.simple_tag
def remark_options(field: BoundField) -> SafeString:
    """Return the kinds of a remark as the options of a list."""
    return joined("", _kinds(field, OPTION, " selected"))


def _kinds(field: BoundField, form: str, mark: str) -> Iterable[SafeString]:
    chosen = field.value() or ""
    for number, (value, label) in enumerate(field.field.choices):
        yield markup(
            form,
            name=field.html_name,
            id=f"{field.auto_id}_{number}",
            value=value,
            mark=mark if value == chosen else "",
            label=str(label),
        )
