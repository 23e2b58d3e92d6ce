"""Where pages stand on the depth lenses: one version for two people, and her own line over time.

Only what the rule of a placing lets the asker see goes into any of it. The line is hers alone.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Person
from accounts.prepared import prepared
from accounts.rows_within import Rows
from reflections import lenses
from reflections.conditions import may_come_back, recallable_from
from reflections.models import Placing, Reply, Version
from reflections.parts import beneath
from reflections.queries.own_pages import named_or
from reflections.readers import formal


def is_placed() -> Exists:
    """Return "its author has placed this version": nobody else places one she has not."""
    return Exists(beneath(Placing, version=OuterRef("pk")))


def placed_here(person: Person, at: datetime) -> Rows:
    """Return what she may see of where a version was placed, as a column of it."""
    rows = Placing.objects.visible_to(person, at=at).filter(version=OuterRef("pk"))
    rows = rows.annotate(name=F("by__name")).order_by("pk")
    return Rows(rows, "by", "name", "lens", "step")


def own_lens_rows(person: Person, version: Any) -> list[lenses.Row]:
    """Return the four lenses of her own version, which knows where it was ``placed``. No query."""
    rows = [
        Placing(by=Person(pk=UUID(one["by"]), name=one["name"]), lens=one["lens"], step=one["step"])
        for one in version.placed
    ]
    return lenses.rows(*_of_both(person, person.pk, rows))


@prepared
def _on(person: Person, at: datetime, version: UUID) -> QuerySet[Placing]:
    rows = Placing.objects.visible_to(person, at=at).filter(version=version)
    return rows.select_related("by").order_by("pk")


def lens_rows(person: Person, version: Any) -> list[lenses.Row]:
    """Return the four lenses of a version as this person sees them.

    One query; none where ``version.is_placed`` says that there is nothing.
    """
    rows = _on(person, timezone.now(), version.pk) if version.is_placed else []
    mine, others = _of_both(person, version.entry.author_id, rows)
    return lenses.rows(mine, others)


Others = list[tuple[str, dict[str, int]]]


def _of_both(
    person: Person, author: UUID, rows: Iterable[Placing]
) -> tuple[dict[str, int], Others]:
    """Return this person's steps, and the others' by name: a student by her first name."""
    mine: dict[str, int] = {}
    others: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    names: dict[UUID, str] = {}
    for row in rows:
        if row.by_id == person.pk:
            mine[row.lens] = row.step
        else:
            others[row.by_id][row.lens] = row.step
            is_author = row.by_id == author
            names[row.by_id] = row.by.get_short_name() if is_author else formal(row.by.name)
    return mine, [(names[by], steps) for by, steps in others.items()]


@dataclass(frozen=True)
class Placed:
    """One version on her line: what she placed, and what was placed beside it, by name."""

    version: Version
    rows: list[lenses.Row]
    mine: dict[str, int] = field(default_factory=dict)
    others: Others = field(default_factory=list)

    @property
    def title(self) -> str:
        prompt = self.version.prompt
        name = prompt.name if prompt else self.version.entry.begun_from
        return named_or(self.version.text.title, name)


def own_line(person: Person) -> list[Placed]:
    """Return every version of hers that she placed, the first she submitted first. One query.

    What somebody placed beside it comes with the answer: not before she has read that, or it can
    no longer be taken back.
    """
    rows = Placing.objects.visible_to(person).filter(version__entry__author=person)
    since = recallable_from(timezone.now())
    settled = beneath(
        Reply,
        author=OuterRef("by"),
        version__entry=OuterRef("version__entry"),
        version__number__gte=OuterRef("version__number"),
        sent_at__isnull=False,
    )
    rows = rows.filter(Q(by=person) | Exists(settled.filter(~may_come_back(since))))
    rows = rows.select_related("by", "version__entry", "version__text", "version__prompt")
    found: defaultdict[Version, list[Placing]] = defaultdict(list)
    for row in rows.order_by("version__submitted_at", "version__number", "pk"):
        found[row.version].append(row)
    line = []
    for version, placed in found.items():
        mine, others = _of_both(person, person.pk, placed)
        line.append(Placed(version, lenses.rows(mine, others), mine, others))
    return line
