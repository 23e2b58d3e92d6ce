"""How a lesson's words reach a page."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.markup import joined, markup
from curriculum.encounter_document import RATINGS, TAGS
from curriculum.models import Lesson

register = template.Library()

STRONG = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
# One turn of a transcript: a paragraph that begins with a bold name and a colon.
TURN = re.compile(r"<p><strong>([^<>:]{1,60}):</strong>\s*(.*?)</p>", re.DOTALL)


@register.filter
def rich(html: str | None) -> SafeString:
    """Return HTML that faculty wrote, as HTML. The one place where a page trusts any.

    Safe because both doors through which it comes in (the admin's forms and a course package)
    pass it through ``curriculum.richtext.clean`` before it is stored, and a published version
    never changes. Nothing a student writes comes near this filter.
    """
    return mark_safe(html or "")  # noqa: S308 - see the docstring


@register.filter
def body_html(lesson: Lesson) -> SafeString:
    """Return the body of a lesson; the turns of a transcript are set as turns."""
    html = rich(lesson.body)
    if lesson.kind != Lesson.Kind.TRANSCRIPT:
        return html
    # Only tags are put around what is there already, so cleaned HTML stays clean.
    turn = (
        r'<p class="turn-said"><b>\1<span class="visually-hidden">:</span></b> <span>\2</span></p>'
    )
    return rich(TURN.sub(turn, html))


@register.filter
def emphasis(text: str | None) -> SafeString:
    """Return plain text, escaped, with *such words* in italics and **such words** in bold.

    Text that was made safe before (by ``paragraphs``) is not escaped twice.
    """
    escaped = conditional_escape(text or "")
    marked = STRONG.sub(r"<strong>\1</strong>", escaped)
    return mark_safe(EMPHASIS.sub(r"<em>\1</em>", marked))  # noqa: S308 - escaped above


def without_marks(text: str) -> str:
    """Return plain text without the asterisks that ``emphasis`` reads."""
    return EMPHASIS.sub(r"\1", STRONG.sub(r"\1", text))


@register.filter
def rating_words(rating: str) -> str:
    """Return what a choice of a practice does, in words."""
    return str(RATINGS.get(rating, "?"))


@register.filter
def tag_words(tags: Iterable[str]) -> list[str]:
    """Return skills and traps of a practice in words; one we do not know as it is."""
    return [str(TAGS.get(tag, tag)) for tag in tags]


# ------------------------------------------------------------------ the thread of a module
STITCH = '<li class="{}"><a href="{}"{}>{}{}</a><small>{}</small></li>'
SPOKEN = '<span class="visually-hidden">{} </span>'
CURRENT = {"page": markup(' aria-current="page"'), "step": markup(' aria-current="step"')}


@register.simple_tag
def thread_lines(rows: Iterable[Any], here: Any = "", release: Any = "") -> SafeString:
    """Return the lessons of a module as list items, written in one go.

    ``here`` is the lesson being read; without a ``release`` nobody is told what lies ahead.
    """
    done = markup(SPOKEN, _("Done:"))
    ahead = markup(SPOKEN, _("Not yet:")) if release else ""
    return joined("\n", (_stitch(row, here, done, ahead) for row in rows))


def _stitch(row: Any, here: Any, done: SafeString, ahead: SafeString | str) -> SafeString:
    if here and row.lesson.pk == here.pk:
        state, mark, spoken = "now", CURRENT["page"], done if row.is_done else ""
    elif row.is_done:
        state, mark, spoken = "done", "", done
    elif row.state == "now" and not here:
        state, mark, spoken = "now", CURRENT["step"], ""
    else:
        state, mark, spoken = "ahead", "", ahead
    return markup(STITCH, state, row.url, mark, spoken, row.lesson.title, row.said)
