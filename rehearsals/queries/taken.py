"""What somebody wrote in rehearsals, to take along: her own sheets and phrases, nobody else's."""

from typing import Any

from django.db.models import F, OuterRef, Subquery

from accounts.models import DraftText, Person
from rehearsals.models import Keepsake, Sheet


def rehearsals(person: Person) -> list[dict[str, Any]]:
    """Return her sheets and the phrases she kept, the oldest first. Two queries."""
    found = [*_sheets(person), *_phrases(person)]
    return sorted(found, key=lambda one: one["at"])


def _sheets(person: Person) -> list[dict[str, Any]]:
    newest = DraftText.objects.filter(draft=OuterRef("draft"), revision=OuterRef("draft__revision"))
    rows: Any = (
        Sheet.objects.visible_to(person)
        .filter(observer=person)
        .annotate(
            words=Subquery(newest.values("body")[:1]), moment=Subquery(newest.values("title")[:1])
        )
        .select_related("group__rehearsal__edition")
    )
    return [
        {
            "scenario": row.group.rehearsal.document.title,
            "at": row.begun_at,
            "given_at": row.given_at,
            "marks": _marks(row),
            "words": row.words or "",
            "moment": row.moment or "",
        }
        for row in rows
    ]


def _marks(row: Sheet) -> list[dict[str, str]]:
    lines = row.group.rehearsal.document.checklist
    said = sorted((int(place), mark) for place, mark in row.marks.items())
    return [{"line": lines[place].text, "mark": mark} for place, mark in said if place < len(lines)]


def _phrases(person: Person) -> list[dict[str, Any]]:
    rows = Keepsake.objects.visible_to(person).filter(person=person)
    told = rows.values("kept_at", title=F("rehearsal__scenario__title"), body=F("text__body"))
    return [
        {"scenario": row["title"], "at": row["kept_at"], "phrase": row["body"] or ""}
        for row in told
    ]
