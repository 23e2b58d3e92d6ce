"""Putting notices into the outbox, in the transaction of the act they tell of."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.utils import timezone

from accounts.models import Notice, Person
from accounts.notices.registry import known


def tell(
    kind: str, *, to: Person, about: models.Model, again: str = "", after: timedelta | None = None
) -> None:
    """Put one notice into the outbox, in the caller's transaction.

    The same kind about the same thing is told once; ``again`` tells a second occasion apart.
    """
    _put([_notice(kind, to, about, again, after)])


def tell_daily(
    kind: str, *, to: Person, about: models.Model, again: str = "", after: timedelta | None = None
) -> None:
    """Put one notice into the outbox, in the caller's transaction: at most one of this a day.

    For what somebody can do and undo as often as she likes. What was dropped meanwhile, because it
    was undone, is told after all.
    """
    notice = _notice(kind, to, about, f"{timezone.now():%Y%m%d}{again}", after)
    _put([notice])
    undone = Notice.objects.filter(once=notice.once, sent_at=None, dropped_at__isnull=False)
    undone.update(dropped_at=None, claim=None, claimed_at=None, tries=0, due_at=notice.due_at)


def tell_each(
    kind: str,
    *,
    people: Iterable[tuple[Person, models.Model, str]],
    after: timedelta | None = None,
) -> None:
    """Put one notice for each (person, about, again) into the outbox, all in one go."""
    _put([_notice(kind, person, about, again, after) for person, about, again in people])


def drop(kind: str, *, about: models.Model) -> None:
    """Take back what was not sent yet: what it would tell of is no longer so."""
    waiting = Notice.objects.filter(sent_at=None, dropped_at=None)
    waiting.filter(kind=kind, about_kind=about._meta.label_lower, about=str(about.pk)).update(
        dropped_at=timezone.now()
    )


def once(kind: str, to: Person, about: models.Model, again: str = "") -> str:
    """Return what is the same for two notices that would say the same."""
    return f"{kind}:{to.pk}:{about._meta.label_lower}:{about.pk}:{again}"


def _notice(
    kind: str, to: Person, about: models.Model, again: str, after: timedelta | None
) -> Notice:
    if known(kind) is None:
        raise KeyError(kind)
    now = timezone.now()
    ready_at = now + (after or timedelta())
    return Notice(
        once=once(kind, to, about, again),
        to=to,
        kind=kind,
        about_kind=about._meta.label_lower,
        about=str(about.pk),
        made_at=now,
        ready_at=ready_at,
        due_at=ready_at,
    )


def _put(notices: list[Notice]) -> None:
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
