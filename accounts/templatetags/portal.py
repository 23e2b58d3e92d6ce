"""The one tag library of the portal: icons, moments, plain text, and one field of a form."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
    SelectMultiple,
)
from django.template.base import Parser, Token, TokenType, VariableNode
from django.template.defaulttags import CsrfTokenNode, ForNode, IfNode
from django.template.loader_tags import BlockNode
from django.templatetags.i18n import BlockTranslateNode
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.text import normalize_newlines
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts import device
from accounts.context import Room
from accounts.markup import joined, markup

register = template.Library()

# Drawn for the portal on a grid of 16; strokes only, so they take the colour of their words.
ICONS = {
    "arrow": "M6 3l5 5-5 5",
    "back": "M10 3L5 8l5 5",
    "check": "M3 8.5l3.2 3.2L13 4.8",
    "close": "M4 4l8 8M12 4l-8 8",
    "lock": "M3.5 7.5h9v6.5h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
    "pause": "M5.5 3v10M10.5 3v10",
    "phone": "M4.5 1.5h7v13h-7zM7 12.3h2",
    "saving": "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3",
    "two-texts": "M2 3h7v8H2zM7 5h7v8H7",
    "warning": "M8 2.2l6 11H2zM8 6.5v3M8 11.4v.1",
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Return one of our own drawings as inline SVG; the words beside it carry the meaning."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(
            f"There is no icon {name!r}. Known: {', '.join(sorted(ICONS))}."
        )
    return markup(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        ICONS[name],
    )


# ------------------------------------------------------------------ what everybody sees alike
class FixedNode(template.Node):
    """Rendered once for each language, in an empty context: nothing of a reader can get in."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self.rendered: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language() or ""
        if language not in self.rendered:
            self.rendered[language] = self.nodelist.render(context.new())
        return self.rendered[language]


PERSONAL = (VariableNode, BlockNode, CsrfTokenNode, IfNode, ForNode, BlockTranslateNode)


def _is_constant(node: template.Node) -> bool:
    """Say whether a translated block fills in nothing, or only words that stand in the template."""
    if not isinstance(node, BlockTranslateNode):
        return False
    said = [*node.singular, *node.plural]
    named = {token.contents for token in said if token.token_type == TokenType.VAR}
    filled_in = node.extra_context
    return named <= set(filled_in) and all(isinstance(f.var, str) for f in filled_in.values())


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """Mark a part of a page that is the same for everybody: words, addresses, drawings.

    Such parts are most of a page, and most of the work of showing it. TemplateSyntaxError where
    the part holds a value, a choice, a block, or the token against forged forms.
    """
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    personal = [node for kind in PERSONAL for node in nodelist.get_nodes_by_type(kind)]
    for node in personal:
        if not _is_constant(node):
            raise template.TemplateSyntaxError(f"{node!r} is not the same for everybody.")
    return FixedNode(nodelist)


# ------------------------------------------------------------------ where one can go
ROOM = '<li><a href="{}"{}>{}</a></li>'
CURRENT = {
    "": "",
    "page": SafeString(' aria-current="page"'),
    "true": SafeString(' aria-current="true"'),
}


@register.simple_tag
def rooms(links: Iterable[Room]) -> SafeString:
    """Return the main navigation's links as list items; it stands on every page."""
    return joined("\n", (markup(ROOM, r.url, CURRENT[r.is_current], r.label) for r in links))


# ------------------------------------------------------------------ days and minutes
def _local(moment: date | datetime) -> date | datetime:
    """Return the moment in the reader's zone; a plain date stays what it is."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter
def day(moment: date | datetime | None) -> str:
    """Return "today", "yesterday", "tomorrow", "Tuesday 3 March", or that with its year."""
    if not moment:
        return ""
    local = _local(moment)
    on = local.date() if isinstance(local, datetime) else local
    return _named(on, timezone.localdate(), get_language())


@lru_cache(maxsize=4096)
def _named(on: date, today: date, language: str) -> str:
    """Return a day as people of ``language`` name it ``today``; a list names few days often."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    distance = (on - today).days
    if distance in near:
        return near[distance]
    if on.year == today.year:
        return formats.date_format(on, pgettext("date format", "l j F"))
    return formats.date_format(on, pgettext("date format with year", "l j F Y"))


@register.filter
def on_day(moment: date | datetime | None) -> str:
    """Return ``day`` as it stands in a sentence: "yesterday", "on Tuesday 3 March"."""
    if not moment:
        return ""
    return _in_sentence(day(moment), get_language())


@lru_cache(maxsize=4096)
def _in_sentence(words: str, language: str) -> str:
    """Return the words for a day as they stand in a sentence of ``language``."""
    is_near = words in {_("today"), _("yesterday"), _("tomorrow")}
    return words if is_near else _("on %(day)s") % {"day": words}


@register.filter
def the_day(moment: date | datetime | None) -> str:
    """Return ``day`` as it stands after a word of its own: "since yesterday", "until Tuesday"."""
    return _after_a_word(day(moment), get_language()) if moment else ""


@lru_cache(maxsize=4096)
def _after_a_word(words: str, language: str) -> str:
    """Return the words for a day as ``language`` says them after "since", "until" or "due"."""
    is_near = words in {_("today"), _("yesterday"), _("tomorrow")}
    return words if is_near else pgettext("after since, until or due", "%(day)s") % {"day": words}


@register.filter
def minute(moment: datetime | None) -> str:
    """Return the time of day as "21:14", in the reader's zone."""
    return formats.date_format(_local(moment), pgettext("time format", "H:i")) if moment else ""


@register.simple_tag
def when(moment: date | datetime | None, show: str = "both") -> str:
    """Return a <time> element: "both", the "day", "on" it (in a sentence), or the "minute".

    After words such as "since", "until" or "due": "the" for both, "the day" for the day.
    """
    if not moment:
        return ""
    if show == "on":
        words = on_day(moment)
    elif show == "the day" or (show == "the" and not isinstance(moment, datetime)):
        words = the_day(moment)
    elif show == "day" or not isinstance(moment, datetime):
        words = day(moment)
    elif show == "minute":
        words = minute(moment)
    else:
        named = the_day(moment) if show == "the" else day(moment)
        words = _("%(day)s, %(minute)s") % {"day": named, "minute": minute(moment)}
    local = _local(moment)
    exact = local.isoformat(timespec="minutes") if isinstance(local, datetime) else str(local)
    return markup('<time datetime="{}">{}</time>', exact, words)


# ------------------------------------------------------------------ plain text
def _broken_lines(part: str) -> SafeString:
    return joined(SafeString("<br>"), part.split("\n"))


@register.filter
def paragraphs(text: str | None) -> SafeString:
    """Return plain text as <p> elements: blank lines part them, single line ends become <br>.

    Everything is escaped. What people wrote is never trusted as HTML (product.md, decision 5).
    """
    parts = re.split(r"\n(?:[^\S\n]*\n)+", normalize_newlines(text or "").strip("\n"))
    return joined("\n", (markup("<p>{}</p>", _broken_lines(p)) for p in parts if p.strip()))


# ------------------------------------------------------------------ one field of a form
def _classes(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        name = "form-check-input"
    elif isinstance(widget, Select | SelectMultiple):
        name = "form-select"
    else:
        name = "form-control"
    own = widget.attrs.get("class", "")
    return " ".join(filter(None, [own, name, "is-invalid" if bound.errors else ""]))


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, **said: Any) -> dict[str, Any]:
    """Show one field with the words of its page, in the markup crispy-bootstrap5 gives a field.

    ``label`` and ``help_text`` replace the form's; ``aside_url`` and ``aside`` put a link beside
    the label; every other name becomes an attribute of the control (``_`` is written ``-``).
    Groups of radio buttons or boxes belong to the ``crispy`` filter.
    """
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        raise template.TemplateSyntaxError("Use the crispy filter for a group of choices.")
    label = said.pop("label", bound.label)
    if "help_text" in said:
        bound.help_text = said.pop("help_text")
    aside = {"aside": said.pop("aside", ""), "aside_url": said.pop("aside_url", "")}
    attrs = {name.replace("_", "-"): value for name, value in said.items()}
    if _is_first_wrong(bound):
        attrs["autofocus"] = True  # what a screen reader says first is the field and its sentence
    control = bound.as_widget(attrs={"placeholder": False, "class": _classes(bound), **attrs})
    return aside | {
        "field": bound,
        "label": label,
        "control": control,
        "is_box": isinstance(bound.field.widget, CheckboxInput),
    }


def _is_first_wrong(bound: BoundField) -> bool:
    """Return whether this is where to go on; what is wrong with the whole form comes before it."""
    errors = bound.form.errors
    wrong = next((name for name in bound.form.fields if name in errors), "")
    return bound.name == wrong and not bound.form.non_field_errors()


# ------------------------------------------------------------------ words kept on this device
@register.simple_tag(takes_context=True)
def on_device(context: template.Context, place: str, page: str) -> SafeString:
    """Return what keeps a form's unsent words here: ``place`` saves them, ``page`` shows them."""
    keys = device.keys_for(context["request"].user, place)
    return markup('data-locks="{}" data-page="{}" {}', keys, page, device_door())


@register.simple_tag
@cache
def device_door() -> SafeString:
    """Return where a page asks about words on this device, and how it shows that it may."""
    said = 'data-device="{}" data-csrf-cookie="{}"'
    return markup(said, reverse("device"), settings.CSRF_COOKIE_NAME)


# ------------------------------------------------------------------ a browser, in two words
BROWSERS = [
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
]


@register.filter
def browser(user_agent: str | None) -> str:
    """Return "Firefox on Windows" for what a browser says of itself; it may say anything."""
    said = user_agent or ""
    name = next((name for sign, name in BROWSERS if sign in said), "")
    system = next((system for sign, system in SYSTEMS if sign in said), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser we do not know")
