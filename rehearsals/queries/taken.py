"""What somebody wrote in rehearsals, to take along: her own sheets and phrases, nobody else's.

And what her groups made together and agreed to keep: a map, on which no line has a name.
"""

from typing import Any

from django.db.models import F, OuterRef, Subquery

from accounts.models import DraftText, Person
from rehearsals.models import Dialogue, Keepsake, MapLine, Sheet
from rehearsals.queries.dialogue import columns


def rehearsals(person: Person) -> list[dict[str, Any]]:
    """Return her sheets, the phrases and the maps she kept, the oldest first. Four queries."""
    found = [*_sheets(person), *_phrases(person), *_maps(person)]
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
    title = F("rehearsal__edition__document__title")
    told = rows.values("kept_at", title=title, body=F("text__body"))
    return [
        {"scenario": row["title"], "at": row["kept_at"], "phrase": row["body"] or ""}
        for row in told
    ]


def _maps(person: Person) -> list[dict[str, Any]]:
    """Return the maps her groups kept, by column. Two queries.

    A kept map is its group's alone: the rule asks whether she sat there.
    """
    rows: Any = Dialogue.objects.visible_to(person).exclude(kept_at=None)
    kept = list(rows.annotate(title=F("group__rehearsal__edition__document__title")))
    lines: dict[int, list[MapLine]] = {}
    for line in MapLine.objects.visible_to(person).filter(group__in=[one.pk for one in kept]):
        lines.setdefault(line.group_id, []).append(line)
    return [
        {"scenario": one.title, "at": one.kept_at, "map": _by_column(lines.get(one.pk, []))}
        for one in kept
    ]


def _by_column(lines: list[MapLine]) -> list[dict[str, Any]]:
    return [
        {"column": one.key, "label": one.label, "lines": [line.text for line in one.lines]}
        for one in columns(lines)
        if one.lines
    ]
