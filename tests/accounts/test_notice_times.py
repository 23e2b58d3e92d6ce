"""When somebody is written to: nights, mornings of collected mail, changes of the clock."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from accounts.notices.hours import collected_at, quiet_until

# Zone, moment in it, until when it is quiet there ("" is not at all), in UTC.
NIGHTS = (
    ("Europe/London", "2026-11-23 21:59", "", ""),
    ("Europe/London", "2026-11-23 22:00", "2026-11-24 06:00", "2026-11-24 06:00"),
    ("Europe/London", "2026-11-24 00:00", "2026-11-24 06:00", "2026-11-24 06:00"),
    ("Europe/London", "2026-11-24 05:59", "2026-11-24 06:00", "2026-11-24 06:00"),
    ("Europe/London", "2026-11-24 06:00", "", ""),
    # The night an hour is left out, and the one that has an hour twice.
    ("Europe/London", "2026-03-28 22:00", "2026-03-29 06:00", "2026-03-29 05:00"),
    ("Europe/London", "2026-10-24 22:00", "2026-10-25 06:00", "2026-10-25 06:00"),
    ("Europe/London", "2026-10-25 01:30", "2026-10-25 06:00", "2026-10-25 06:00"),
    ("America/New_York", "2026-03-07 23:30", "2026-03-08 06:00", "2026-03-08 10:00"),
    ("America/New_York", "2026-10-31 23:30", "2026-11-01 06:00", "2026-11-01 11:00"),
    # Half an hour of summer, midnight that does not exist, the last day of a year.
    ("Australia/Lord_Howe", "2026-10-03 22:10", "2026-10-04 06:00", "2026-10-03 19:00"),
    ("Africa/Cairo", "2026-04-23 23:00", "2026-04-24 06:00", "2026-04-24 03:00"),
    ("Asia/Kolkata", "2026-12-31 22:00", "2027-01-01 06:00", "2027-01-01 00:30"),
    ("Pacific/Kiritimati", "2026-02-28 23:59", "2026-03-01 06:00", "2026-02-28 16:00"),
)


def at(zone: str, said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(("zone", "moment", "local", "utc"), NIGHTS)
def test_nights(zone, moment, local, utc):
    until = quiet_until(at(zone, moment), ZoneInfo(zone))
    assert (f"{until:%Y-%m-%d %H:%M}" if until else "") == utc
    if until:
        assert f"{until.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == local
        assert quiet_until(until, ZoneInfo(zone)) is None


# 2026-11-23 is a Monday.
MORNINGS = (
    ("at_once", "2026-11-23 06:59", "2026-11-23 06:59"),
    ("off", "2026-11-23 06:59", "2026-11-23 06:59"),
    ("daily", "2026-11-23 06:59", "2026-11-23 07:00"),
    ("daily", "2026-11-23 07:00", "2026-11-24 07:00"),
    ("daily", "2026-11-23 23:00", "2026-11-24 07:00"),
    ("weekly", "2026-11-23 06:59", "2026-11-23 07:00"),
    ("weekly", "2026-11-23 07:00", "2026-11-30 07:00"),
    ("weekly", "2026-11-29 23:59", "2026-11-30 07:00"),
    ("weekly", "2026-11-22 08:00", "2026-11-23 07:00"),
    ("daily", "2026-03-28 12:00", "2026-03-29 07:00"),
    ("daily", "2026-10-25 01:30", "2026-10-25 07:00"),
    ("weekly", "2026-10-20 12:00", "2026-10-26 07:00"),
)


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/St_Johns"])
@pytest.mark.parametrize(("how", "ready", "sent"), MORNINGS)
def test_mornings_of_collected_mail(zone, how, ready, sent):
    assert collected_at(how, at(zone, ready), ZoneInfo(zone)) == at(zone, sent)


def test_a_year_of_days_has_a_morning_each():
    zone = ZoneInfo("Europe/London")
    morning = at("Europe/London", "2026-01-01 00:00")
    mornings = []
    while len(mornings) < 365:
        morning = collected_at("daily", morning, zone)
        mornings.append(morning.astimezone(zone))
    assert {f"{one:%H:%M}" for one in mornings} == {"07:00"}
    assert all((b.date() - a.date()).days == 1 for a, b in pairwise(mornings))
