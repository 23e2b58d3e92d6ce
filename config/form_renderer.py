"""Form controls and their labels, written without a template each.

Django renders every control through three or four nested templates; on a page with fifty of them
that is most of the work. The plain ones are written here instead, byte for byte what Django's own
templates give (a test compares them); whatever is not known here goes the usual way.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from accounts.markup import escaped

OF_INPUT = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number",
    "password", "search", "tel", "text", "time", "url",
)  # fmt: skip
LABEL = "django/forms/label.html"
LISTS_OF_ERRORS = {f"django/forms/errors/list/{name}.html" for name in ("default", "ul")}
OPTION = "django/forms/widgets/select_option.html"


def _shown(value: Any) -> str:
    """Return a value as a template shows it: in the reader's notation, and escaped."""
    if isinstance(value, Promise):
        value = str(value)
    return escaped(value if isinstance(value, str) else localize(value))


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {escaped(name)}" if value is True else f' {escaped(name)}="{escaped(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    shown = "" if value is None else f' value="{escaped(value)}"'
    kind, name = escaped(widget["type"]), escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{shown}{_attributes(widget["attrs"])}>'


def _textarea(widget: Mapping[str, Any]) -> str:
    name, value = escaped(widget["name"]), widget["value"]
    words = _shown(value) if value else ""
    return f'<textarea name="{name}"{_attributes(widget["attrs"])}>\n{words}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    name = escaped(widget["name"])
    lines = [f'<select name="{name}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            lines.append(f'  <optgroup label="{_shown(group)}">')
        lines += [f"  {_option(option)}" for option in options]
        if group:
            lines.append("  </optgroup>")
    return "\n".join([*lines, "</select>"])


def _option(option: Mapping[str, Any]) -> str:
    value, label = escaped(option["value"]), _shown(option["label"])
    # With the end of line that ends Django's template of an option.
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n'


def _label(said: Mapping[str, Any]) -> str:
    label = _shown(said["label"])
    if not said["use_tag"]:
        return label
    tag = escaped(said["tag"])
    return f"<{tag}{_attributes(said['attrs'])}>{label}</{tag}>"


WRITTEN = {
    **{f"django/forms/widgets/{name}.html": _input for name in OF_INPUT},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class PlainRenderer(TemplatesSetting):
    """Django's renderer for a project's own templates, with a short way for the plain controls."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Return the HTML of one control, form or list of errors."""
        write = WRITTEN.get(template_name)
        if write is not None and _is_plain(context["widget"]):
            return mark_safe(write(context["widget"]))  # noqa: S308 - each value is escaped above
        if template_name == LABEL:
            return mark_safe(_label(context))  # noqa: S308 - likewise
        if template_name in LISTS_OF_ERRORS and not context["errors"]:
            return SafeString("")
        return super().render(template_name, context, request)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Say whether every option of a list is Django's own; a project may draw its own."""
    groups = widget.get("optgroups", ())
    return all(option["template_name"] == OPTION for group in groups for option in group[1])
