"""The boxes of the library and its rows, each written in one go.

A template looks up each name by name; for fifty boxes and 25 rows that was half of the work of the
page.
"""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.markup import joined, markup
from curriculum.models import Scenario
from curriculum.queries.facets import Choice, Facet

register = template.Library()

BOX = (
    '<div class="form-check{}">'
    '<input class="form-check-input" type="checkbox" id="{}" name="{}" value="{}"'
    ' autocomplete="off"{}>'
    '<label class="form-check-label" for="{}"><span class="box-name">{}</span>'
    ' <span class="box-count" data-count>{}</span></label></div>\n'
)


@register.simple_tag
def boxes(facet: Facet, choices: Iterable[Choice], fold: str = "") -> SafeString:
    """Return these boxes of a facet; ``fold`` stands before the numbers in their ids."""
    rows = (
        markup(
            BOX,
            "" if one.count or one.is_chosen else " none-left",
            f"{facet.name}-{fold}{number}",
            facet.name,
            one.value,
            " checked" if one.is_chosen else "",
            f"{facet.name}-{fold}{number}",
            one.label,
            one.count,
        )
        for number, one in enumerate(choices, 1)
    )
    return joined("", rows)


ROW = (
    '<li>\n<div><h3 class="name"><a href="{url}">{title}</a></h3>\n'
    '<p class="meta">{summary}{unpublished}</p>{note}</div>\n'
    '<dl><div><dt class="visually-hidden">{setting_name}</dt><dd>{setting}</dd></div>\n'
    '<div><dt class="visually-hidden">{level_name}</dt><dd>{level}</dd></div>\n'
    '<div><dt class="visually-hidden">{minutes_name}</dt><dd class="minutes">{minutes}</dd></div>'
    "</dl>\n</li>\n"
)
UNPUBLISHED = ' <span class="said late">{}</span>'
NOTE = '<p class="meta row-note">{} {}</p>'


@register.simple_tag
def index_rows(scenarios: Iterable[Scenario]) -> SafeString:
    """Return one page of the library's index as list items."""
    names = {
        "setting_name": _("Setting"),
        "level_name": _("Level"),
        "minutes_name": _("Minutes in all"),
    }
    unpublished = markup(UNPUBLISHED, _("Not in the library yet"))
    rows = [
        markup(
            ROW,
            url=reverse("scenario", args=[one.slug]),
            title=one.title,
            summary=one.summary,
            unpublished="" if one.is_published else unpublished,
            note=markup(NOTE, _("Content note:"), one.content_note) if one.content_note else "",
            setting=one.setting,
            level=one.get_level_display(),
            minutes=ngettext("%(minutes)s minute", "%(minutes)s minutes", one.minutes)
            % {"minutes": one.minutes},
            **names,
        )
        for one in scenarios
    ]
    return joined("", rows)
