"""The lines of a form in the admin and the cells of its rows, each written in one go.

Django's own template asks some thirty questions of every field, by name; on a form with fifty that
is most of the work of the page. The markup is Django's, line for line; help is escaped,
as everything is.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from accounts.markup import joined, markup

register = template.Library()

LINE = '<div class="form-row{}{}{}">\n{}{}{}</div>\n'
FIELD = '<div>{}<div class="flex-container{}{}">{}</div>{}</div>\n'
HELP = '<div class="help{}"{}>\n<div>{}</div>\n</div>'
CELL = '<td class="{}" data-label="{}">{}</td>\n'
NOTHING = markup("")
MANY, END = markup('<div class="flex-container form-multiline">'), markup("</div>")


def _said(field: Any, name: str) -> Any:
    """Return what a field says of itself; one that is only shown is a dictionary to Django."""
    return field.field.get(name) if field.is_readonly else getattr(field.field, name)


def _named(field: Any, before: str) -> str:
    name = _said(field, "name")
    return f"{before}{name}" if name else ""


@register.simple_tag(takes_context=True)
def form_lines(context: Context, fieldset: Iterable[Any]) -> SafeString:
    """Return the lines of a fieldset.

    Where nothing can be changed nothing is said of how to fill it in, and what is empty is empty.
    """
    is_read = not (context.get("add") or context.get("has_change_permission", True))
    return joined("", (_line(line, is_read) for line in fieldset))


def _line(line: Any, is_read: bool) -> SafeString:
    fields, is_alone = list(line), len(line.fields) == 1
    errors = line.errors() if is_alone else NOTHING
    return markup(
        LINE,
        " errors" if errors else "",
        "" if line.has_visible_field else " hidden",
        "".join(_named(field, " field-") for field in fields),
        errors if is_alone else MANY,
        joined("", (_field(field, is_alone, is_read) for field in fields)),
        NOTHING if is_alone else END,
    )


def _field(field: Any, is_alone: bool, is_read: bool) -> SafeString:
    if is_read and field.is_readonly:
        field.empty_value_display = ""
    errors = NOTHING if is_alone or field.is_readonly else field.errors()
    place = ""
    if not is_alone:
        hidden = " hidden" if _said(field, "is_hidden") else ""
        place = f" fieldBox{_named(field, ' field-')}{' errors' if errors else ''}{hidden}"
    label = field.label_tag()
    if field.is_checkbox:
        control = joined("", [str(field.field), label])
    elif field.is_readonly:
        control = markup('{}\n<div class="readonly">{}</div>', label, field.contents())
    else:
        control = joined("\n", [label, str(field.field)])
    box = " checkbox-row" if field.is_checkbox else ""
    return markup(FIELD, errors, place, box, control, NOTHING if is_read else _help(field))


def _help(field: Any) -> SafeString:
    text = _said(field, "help_text")
    if not text:
        return NOTHING
    of = "" if field.is_readonly else field.field.id_for_label
    place = markup(' id="{}_helptext"', of) if of else NOTHING
    return markup(HELP, " hidden" if _said(field, "is_hidden") else "", place, text)


@register.simple_tag
def row_cells(row: Iterable[Iterable[Iterable[Any]]]) -> SafeString:
    """Return the cells of one row of an inline."""
    return joined("", (_cell(field) for fieldset in row for line in fieldset for field in line))


def _cell(field: Any) -> SafeString:
    shown = (
        field.contents()
        if field.is_readonly
        else joined("\n", [field.field.errors.as_ul(), str(field.field)])
    )
    label = capfirst(str(_said(field, "label")))
    return markup(CELL, _named(field, "field-"), label, shown)
