"""What is kept of those who rehearsed, for a time: sheets, and phrases they took along.

A room somebody forgot to close is closed by the portal, so that its code opens nothing any more.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts import audit
from accounts.holdings import Holding, Line, left_before, register, register_tidy
from accounts.models import Draft, Person
from accounts.periods import Key, Periods
from rehearsals.actions.opening import shut
from rehearsals.models import Keepsake, KeepsakeText, Rehearsal, Sheet, SheetText

Things = Collection[UUID]
# No rehearsal takes longer.
FORGOTTEN = timedelta(hours=24)


def _long_ago(periods: Periods, at: datetime, moment: str, person: str) -> Q:
    """Return "touched long ago, or less long ago by somebody who has left"."""
    cutoff = periods.cutoff(Key.UNSHARED_LEFT, at)
    gone = Q(**{f"{moment}__lte": cutoff, f"{person}__in": left_before(cutoff)})
    return gone | Q(**{f"{moment}__lte": periods.cutoff(Key.UNSHARED_WRITTEN, at)})


def _own_sheets(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    old = _long_ago(periods, at, "draft__updated_at", "observer")
    return _sheets(Sheet.objects.filter(old, given_at=None))


def _given_sheets(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    cutoff = periods.cutoff(Key.SUBMITTED_LEFT, at)
    return _sheets(Sheet.objects.filter(given_at__lte=cutoff, observer__in=left_before(cutoff)))


def _sheets(rows: QuerySet[Sheet]) -> Iterable[tuple[UUID, UUID]]:
    return rows.order_by("begun_at").values_list("observer", "pk")


def _phrases(periods: Periods, at: datetime) -> Iterable[tuple[UUID, UUID]]:
    old = _long_ago(periods, at, "kept_at", "person")
    return Keepsake.objects.filter(old).order_by("kept_at").values_list("person", "pk")


def _erase_sheets(things: Things) -> None:
    drafts = list(Sheet.objects.filter(pk__in=things).values_list("draft", flat=True))
    SheetText.objects.filter(sheet__in=things).delete()
    Sheet.objects.filter(pk__in=things).delete()
    Draft.objects.filter(pk__in=drafts).delete()


def _erase_phrases(things: Things) -> None:
    KeepsakeText.objects.filter(keepsake__in=things).delete()
    Keepsake.objects.filter(pk__in=things).delete()


def _lock_sheets(things: Things) -> None:
    len(Sheet.objects.select_for_update().filter(pk__in=things))
    len(Draft.objects.select_for_update().filter(sheet__in=things))


def _lock_phrases(things: Things) -> None:
    len(Keepsake.objects.select_for_update().filter(pk__in=things))


def _sheet_lines(person: Person, things: Things) -> list[Line]:
    """Return her sheets among these by the scenario they were written in. One query."""
    mine = Sheet.objects.visible_to(person).filter(observer=person, pk__in=things)
    titles = mine.order_by("begun_at").values_list(
        "pk", "group__rehearsal__edition__document__title"
    )
    return [Line(str(pk), _("An observer’s sheet: %(title)s") % {"title": t}) for pk, t in titles]


def _phrase_lines(person: Person, things: Things) -> list[Line]:
    """Return her phrases among these by the scenario they are from. One query."""
    mine = Keepsake.objects.visible_to(person).filter(person=person, pk__in=things)
    titles = mine.order_by("kept_at").values_list("pk", "rehearsal__edition__document__title")
    return [Line(str(pk), _("A phrase to keep: %(title)s") % {"title": t}) for pk, t in titles]


def close_forgotten(periods: Periods, at: datetime) -> None:
    """Close every room that has been open for a day."""
    with transaction.atomic():
        rows = Rehearsal.objects.select_for_update(of=("self",)).select_related("edition")
        for room in rows.filter(closed_at=None, opened_at__lte=at - FORGOTTEN):
            shut(room)
            audit.record("rehearsal.closed", by=None, about=room)


for _due, _rule in ((_own_sheets, Key.UNSHARED_WRITTEN), (_given_sheets, Key.SUBMITTED_LEFT)):
    register(
        Holding(
            _rule,
            due=_due,
            take=_erase_sheets,
            lines=_sheet_lines,
            lock=_lock_sheets,
            is_told_of=_rule == Key.SUBMITTED_LEFT,
        )
    )
register(
    Holding(
        Key.UNSHARED_WRITTEN,
        due=_phrases,
        take=_erase_phrases,
        lines=_phrase_lines,
        lock=_lock_phrases,
        is_told_of=False,
    )
)
register_tidy(close_forgotten)
