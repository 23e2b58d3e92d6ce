"""The pages somebody threw away and can still bring back."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from accounts.models import DraftText, Person
from accounts.periods import Key, Periods
from reflections.models import Entry
from reflections.parts import beneath
from reflections.queries.own_pages import named_or


@dataclass(frozen=True)
class Thrown:
    """One of them: its title, and until when it can come back."""

    id: UUID
    title: str
    until: datetime


def thrown_pages(person: Person, periods: Periods) -> list[Thrown]:
    """Return what ``person`` threw away, the last first. Three queries."""
    mine = Entry.objects.visible_to(person, "restore").filter(
        author=person, gone_at__isnull=False, draft__isnull=False, versions__isnull=True
    )
    rows = list(mine.select_related("prompt").order_by("-gone_at"))
    newest = beneath(DraftText, draft__entry__in=rows, revision=F("draft__revision"))
    titles = dict(newest.values_list("draft__entry", "title"))
    return [
        Thrown(
            one.pk,
            named_or(titles.get(one.pk), one.prompt.name if one.prompt else one.begun_from),
            periods.end(Key.THROWN, one.gone_at),
        )
        for one in rows
        if one.gone_at
    ]
