"""Which states of a draft need not be kept for ever. Pure: no database.

Of the last day all of them stay; of the last week the last one of each hour; before that the last
one of each day. Hours and days are those of UTC: nobody sees where one ends.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

ALL_OF = timedelta(days=1)
HOURLY_FOR = timedelta(days=7)


def to_drop(
    states: Iterable[tuple[int, datetime]], *, keep: Collection[int], now: datetime
) -> list[int]:
    """Return the revisions that may go, the newest first.

    ``states`` are revisions and when each was saved. The newest stays, and those of ``keep``.
    """
    newest_first = sorted(states, reverse=True)
    seen: set[datetime] = set()
    dropped = []
    for place, (revision, saved_at) in enumerate(newest_first):
        if now - saved_at < ALL_OF:
            continue
        is_this_week = now - saved_at < HOURLY_FOR
        start = saved_at.replace(minute=0, second=0, microsecond=0)
        start = start if is_this_week else start.replace(hour=0)
        is_last_of_its_time = start not in seen
        seen.add(start)
        if place and revision not in keep and not is_last_of_its_time:
            dropped.append(revision)
    return dropped
