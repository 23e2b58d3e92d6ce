"""When somebody may be written to: quiet hours and the mornings of collected mail, in her zone.

Pure but for the zone's own rules: no database, no clock.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from accounts.models import NoticeChoice

EVENING, MORNING = time(22), time(6)
COLLECTED = time(7)
MONDAY = 0
DAY = timedelta(days=1)


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(datetime.combine(day, at, tzinfo=zone).timestamp(), tz=UTC)


def quiet_until(moment: datetime, zone: tzinfo) -> datetime | None:
    """Return when the night that holds ``moment`` is over; None by day."""
    local = moment.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return None
    ends_on = local.date() + (DAY if local.time() >= EVENING else timedelta())
    return _instant(ends_on, MORNING, zone)


def collected_at(how: str, ready_at: datetime, zone: tzinfo) -> datetime:
    """Return when what was ready at ``ready_at`` is sent to somebody who chose ``how``.

    Daily is the next seven in the morning after it, weekly the next Monday's.
    """
    if how not in {NoticeChoice.How.DAILY, NoticeChoice.How.WEEKLY}:
        return ready_at
    day = ready_at.astimezone(zone).date()
    while True:
        morning = _instant(day, COLLECTED, zone)
        if morning > ready_at and (how == NoticeChoice.How.DAILY or day.weekday() == MONDAY):
            return morning
        day += DAY
