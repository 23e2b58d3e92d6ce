"""Who changed what and when, said from the audit trail: names of fields in words, never a text."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.models import AuditEvent, Person

PER_PAGE = 50
# What a field is called where its own name says too little out of its form.
FIELDS: dict[str, str | Promise] = {
    "position": _("order"),
    "order": _("order"),
    "opens_time": _("opening time"),
    "due_time": _("due time"),
    "closes_time": _("closing time"),
}


@dataclass(frozen=True)
class Line:
    """One act: when, the sentence, the thing it was done to, and which of its fields."""

    at: datetime
    said: str
    thing: str
    fields: list[str]
    numbers: str


def events_about(row: models.Model) -> models.QuerySet[AuditEvent]:
    """Return what happened to this very row."""
    return AuditEvent.objects.filter(about_kind=row._meta.label_lower, about=str(row.pk))


def field_words(kind: str, name: str) -> str:
    """Return what people call a field: "text for students", or "steps (text)" of a part."""
    part, _dot, inner = name.partition(".")
    if inner:
        words = {"outer": _named(kind, part), "inner": str(FIELDS.get(inner, inner))}
        return say("%(outer)s (%(inner)s)") % words
    return _named(kind, name)


def _named(kind: str, name: str) -> str:
    if name in FIELDS:
        return str(FIELDS[name])
    try:
        found = apps.get_model(kind)._meta.get_field(name)
    except (FieldDoesNotExist, LookupError, ValueError):
        return name.replace("_", " ")
    return str(getattr(found, "verbose_name", name.replace("_", " ")))


def _numbers(facts: dict[str, Any]) -> str:
    """Return how many parts were added, changed and removed, or from which version to which."""
    words = {"added": say("added"), "changed": say("changed"), "removed": say("removed")}
    counted = [
        f"{facts[key]} {word}" for key, word in words.items() if isinstance(facts.get(key), int)
    ]
    if {"before", "number"} <= set(facts):
        step = say("from version %(before)s to version %(number)s")
        counted.append(step % {"before": facts["before"], "number": facts["number"]})
    return ", ".join(counted)


def _lines(events: list[AuditEvent], things: dict[tuple[str, str], str]) -> list[Line]:
    ids = {event.by for event in events if event.by}
    names = {str(pk): name for pk, name in Person.objects.filter(pk__in=ids).values_list(
        "pk", "name")}  # fmt: skip
    sentences = audit.verbs()
    found = []
    for event in events:
        by = names.get(event.by) or (say("Somebody who left") if event.by else say("The portal"))
        named = str(event.facts.get("fields", ""))
        found.append(
            Line(
                at=event.at,
                said=str(sentences.get(event.verb, event.verb)) % {"by": by},
                thing=things.get((event.about_kind, event.about), ""),
                fields=[field_words(event.about_kind, one) for one in named.split("+") if one],
                numbers=_numbers(event.facts),
            )
        )
    return found


class AuditHistory:
    """Mixed into every page of the admin: the history of a row, in place of Django's own.

    Whoever may open the row's page may read it.
    """

    def events_of(self, obj: Any) -> models.QuerySet[AuditEvent]:
        """Return the events that are the history of a row."""
        return events_about(obj)

    def things_of(self, obj: Any, events: list[AuditEvent]) -> dict[tuple[str, str], str]:
        """Return, by kind and id, what to call the things the events are about."""
        return {}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the history of a row, the newest act first."""
        row = self.row_or_404(request, object_id)
        paginator = Paginator(self.events_of(row).order_by("-at", "-pk"), PER_PAGE)
        page = paginator.get_page(request.GET.get("page"))
        events = list(page.object_list)
        context = self.admin_site.each_context(request) | {
            "title": say("History of %(row)s") % {"row": row},
            "lines": _lines(events, self.things_of(row, events)),
            "page": page,
            "original": row,
            "opts": self.opts,
            "back": self.url("change", row.pk),
        }
        return TemplateResponse(request, "admin/history.html", context | (extra_context or {}))
