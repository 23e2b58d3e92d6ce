"""The lines of the journal, written in one go, as those of a mentor's queue are."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.markup import joined, markup
from accounts.templatetags.portal import icon, when
from reflections.queries.lists import Line
from reflections.states import State

register = template.Library()

LINE = (
    '<li>\n<h3 class="name"><a href="{}">{}</a></h3>\n<p class="meta">{}{}{}, {} {}.</p>\n{}</li>'
)
WHO = '<p class="meta">{}</p>'
UNREAD = '<span class="unread">{}</span> '
ANSWERED = '<span class="said calm">{}{}</span> {}. '


@register.simple_tag
def journal_lines(lines: Iterable[Line]) -> SafeString:
    """Return these lines of the journal as list items: titles and states, never a text."""
    return joined("\n", (markup(LINE, *_parts(line)) for line in lines))


def _parts(line: Line) -> tuple[object, ...]:
    words = ngettext("%(words)s word", "%(words)s words", line.words) % {"words": line.words}
    return (
        line.url,
        line.title,
        _standing(line),
        _("A new draft is begun.") + " " if line.standing.is_revising else "",
        words,
        *_moment(line),
        markup(WHO, line.who) if line.version_id or line.shared else "",
    )


def _standing(line: Line) -> str:
    """Return where a page stands, as a sentence with the space after it."""
    stands = line.standing
    if stands.is_unread:
        return markup(UNREAD, _("You have a reply."))
    if stands.state is State.ANSWERED:
        return markup(ANSWERED, icon("check"), stands.said, when(stands.answered_at, "on"))
    if stands.state is State.WAITING:
        return _("Not answered yet.") + " "
    return f"{stands.said}. "


def _moment(line: Line) -> tuple[str, SafeString]:
    """Return what was last done to a page, and when."""
    if line.standing.submitted_at:
        return _("sent"), when(line.standing.submitted_at, "on")
    if line.changed_at:
        return _("last written"), when(line.changed_at, "on")
    return _("begun"), when(line.started_at, "on")
