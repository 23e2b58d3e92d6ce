"""What the pieces share: the files, stable ids, and days counted from the first loading."""

import uuid
import zoneinfo
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import yaml
from django.utils import timezone

from curriculum.package import STARTER

# The same person and the same page have the same id in every demo school.
NAMES = uuid.UUID("1d0c5b0e-7f43-4a0f-8f6e-5f0c0d7b6a55")


def id_of(kind: str, key: str) -> uuid.UUID:
    """Return the id that stands for ``key`` (an address, an entry's name) in every demo school."""
    return uuid.uuid5(NAMES, f"{kind}:{key}")


@cache
def written(name: str) -> Any:
    """Return what stands in ``curriculum/starter/demo/<name>.yaml``."""
    return yaml.safe_load((STARTER / "demo" / f"{name}.yaml").read_text(encoding="utf-8"))


def day(offset: int, zone: str) -> date:
    """Return the local day that is ``offset`` days from today in ``zone``."""
    return timezone.localdate(timezone=zoneinfo.ZoneInfo(zone)) + timedelta(days=offset)


def moment(offset: int, zone: str, key: str) -> datetime:
    """Return a moment of the evening of that day; its minute follows from ``key``."""
    minutes = uuid.uuid5(NAMES, f"minute:{key}").int % 120
    at = datetime.combine(day(offset, zone), time(19, 30), tzinfo=zoneinfo.ZoneInfo(zone))
    return at + timedelta(minutes=minutes)
