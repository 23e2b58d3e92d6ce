"""The lines of a mentor's queue, written in one go.

A template looks up each name by name; for fifty lines that is most of the work of the page. What
stands in a line is escaped here as it is there.
"""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.markup import joined, markup
from accounts.templatetags.portal import icon, minute, on_day, the_day, when
from reflections.mentor_queries import Waiting

register = template.Library()

LINE = (
    '<li><p class="days{late}"><b>{days}</b> {unit}</p>'
    '<div><h3 class="name"><a href="{url}">{title}</a></h3>'
    '<p class="meta"><strong>{student}</strong>{place}. {about}</p>{notes}</div>'
    '<p class="when">{told}</p></li>'
)
HIDDEN = '<span class="visually-hidden">{}</span>'
BUTTON = (
    '<button class="btn" form="acknowledge" formaction="{}" name="do" value="{}">{}'
    '<span class="visually-hidden">: {}</span></button>'
)
TOLD = (
    '<span class="said calm">{} {}</span> {}. {} '
    '<button class="btn btn-link" form="acknowledge" formaction="{}" name="do" value="undo">{}'
    '<span class="visually-hidden">: {}</span></button>'
)


@lru_cache(maxsize=512)
def _unit(days: int, unit: str, late: bool, language: str) -> SafeString:
    """Return what stands beside the figure, and what a screen reader is told with it."""
    if not days:
        return markup(HIDDEN + "{}", _("days") + ", ", unit)
    return markup("{}" + HIDDEN, unit, ", " + _("five or more")) if late else markup("{}", unit)


@register.simple_tag
def queue_lines(rows: Iterable[Waiting]) -> SafeString:
    """Return these lines of the queue as list items."""
    language = get_language() or ""
    tell, read = _("Acknowledge"), _("Read and acknowledge")
    lines = [
        markup(
            LINE,
            late=" late" if row.is_late else "",
            days=row.days,
            unit=_unit(row.days, row.unit, row.is_late, language),
            url=row.url,
            title=row.title,
            student=row.student,
            place=row.place,
            about=row.about,
            notes=queue_notes(row),
            told=_told(row) if row.told_at else _button(row, tell if row.is_opened else read),
        )
        for row in rows
    ]
    return joined("", lines)


def _button(row: Waiting, label: str) -> SafeString:
    act = "tell" if row.is_opened else "read"
    return markup(BUTTON, row.acknowledge_url, act, label, row.first_name)


def _told(row: Waiting) -> SafeString:
    promised = _("You said you would write by %(day)s.") % {"day": the_day(row.answer_by)}
    said, back = _("Acknowledged"), _("Take that back")
    at, url = when(row.told_at, "on"), row.acknowledge_url
    return markup(TOLD, icon("check"), said, at, promised, url, back, row.first_name)


@register.simple_tag
def queue_notes(row: Waiting) -> SafeString:
    """Return what is special about one line: who writes, what she asks, where they left off."""
    parts = []
    if row.writer:
        about = {"name": row.writer, "at": minute(row.writing_since)}
        said = _("%(name)s has been writing an answer since %(at)s.") % about
        parts.append(markup('<p class="meta writer">{}</p>', said))
    if row.ask:
        asks = '<p class="ask"><span class="meta">{}</span> <q lang="">{}</q></p>'
        parts.append(markup(asks, _("Asks for:"), row.ask))
    if row.notes:
        parts.append(markup('<p class="meta">{}</p>', row.notes))
    if row.last:
        about = {"title": row.last.title, "day": on_day(row.last.at)}
        said = pgettext("a page, and a day", "You last answered “%(title)s”, %(day)s.") % about
        where = f" {row.last.where}." if row.last.where else ""
        parts.append(markup('<p class="meta last">{}{}</p>', said, where))
    return joined("", parts)
