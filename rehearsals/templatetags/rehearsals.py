"""How a brief reaches a page: what its holder says when, and what makes them harder or softer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.scenario_document import Brief

register = template.Library()

CUES: dict[str, str | Promise] = {
    "escalates": gettext_lazy("Harder"),
    "softens": gettext_lazy("Softer"),
    "body": gettext_lazy("How you sit and move"),
    "phrase": gettext_lazy("Words you use"),
}


@dataclass(frozen=True)
class Said:
    """Lines of a brief under one label."""

    label: str
    texts: tuple[str, ...]


def _gathered(pairs: Iterable[tuple[str, str]]) -> list[Said]:
    """Put what has the same label under it once, in the order in which labels first come."""
    found: dict[str, list[str]] = {}
    for label, text in pairs:
        found.setdefault(label, []).append(text)
    return [Said(label, tuple(texts)) for label, texts in found.items()]


@register.filter
def told(brief: Brief) -> list[Said]:
    """Return what the role knows, by when it may be said: freely, when asked, only when earned."""
    rules = [
        ("freely", _("Say freely"), ""),
        ("if_asked", _("If asked"), _("When: %(when)s")),
        ("earned", _("Only once it was earned"), _("Only when: %(when)s")),
    ]
    return _gathered(
        (said % {"when": fact.when} if fact.when and said else label, fact.text)
        for rule, label, said in rules
        for fact in brief.facts
        if fact.rule == rule
    )


@register.filter
def cues(brief: Brief) -> list[Said]:
    """Return what makes the role harder and softer, and how it shows."""
    return _gathered(
        (str(label), one.text)
        for kind, label in CUES.items()
        for one in brief.cues
        if one.kind == kind
    )
