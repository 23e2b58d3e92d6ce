"""The boxes of the library, written in one go.

A template looks up each name by name; for fifty boxes that was a third of the work of the page.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

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
    return format_html_join(
        "",
        BOX,
        (
            (
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
        ),
    )
