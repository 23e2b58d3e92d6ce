"""The read log as its author reads it: who opened which of her pages, when, by which door."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.models import DraftText, Person
from reflections.models import Reading, Withdrawal
from reflections.parts import beneath
from reflections.queries.own_pages import named_or


def readings(person: Person) -> QuerySet[Any]:
    """Return every reading of a page of hers, the newest first, each with its page's ``title``."""
    text = beneath(
        DraftText, draft=OuterRef("entry__draft"), revision=OuterRef("entry__draft__revision")
    )
    shown = Reading.objects.visible_to(person).filter(shown_from__lte=timezone.now())
    rows = shown.select_related("person", "entry__prompt", "version")
    return rows.annotate(title=Subquery(text.values("title")[:1])).order_by("-at", "-pk")


def page_title(row: Any) -> str:
    """Return what the page of a line in the log is called."""
    entry = row.entry
    return named_or(row.title, entry.prompt.name if entry.prompt else entry.begun_from)


def withdrawals(person: Person) -> QuerySet[Any]:
    """Return what she took back before anybody read it, the newest first."""
    text = beneath(
        DraftText, draft=OuterRef("entry__draft"), revision=OuterRef("entry__draft__revision")
    )
    rows = Withdrawal.objects.visible_to(person).select_related("entry__prompt")
    return rows.annotate(title=Subquery(text.values("title")[:1])).order_by("-withdrawn_at")
