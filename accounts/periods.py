"""How long things are kept: the periods, their bounds, and what holds now. Data, and nothing else.

A school changes a period in the admin (``RetentionRule``); what it left alone is as it is here.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import RetentionRule

Key = RetentionRule.Key
DAYS, MONTHS = "days", "months"
# Before anything that somebody wrote goes, she is told that long ahead.
WARNING = timedelta(days=30)
# A warning that led to nothing for so long counts no more: a new one is due.
STALE = timedelta(days=75)


@dataclass(frozen=True)
class Period:
    """One period: what it is about, how long, and within which bounds a school may change it."""

    key: str
    what: str | Promise
    unit: str
    default: int
    least: int
    most: int
    # Whether people are warned before it takes something.
    warns: bool = False

    def said(self, length: int) -> str:
        """Return a length in words: "12 months"."""
        if self.unit == DAYS:
            return ngettext("%(count)d day", "%(count)d days", length) % {"count": length}
        return ngettext("%(count)d month", "%(count)d months", length) % {"count": length}


PERIODS = {
    one.key: one
    for one in (
        Period(Key.UNSHARED_WRITTEN, _("Pages nobody else may read, after they were last written"),
               MONTHS, 24, 6, 120, warns=True),
        Period(Key.UNSHARED_LEFT, _("Pages nobody else may read, after their author left"),
               MONTHS, 12, 3, 60, warns=True),
        Period(Key.SUBMITTED_LEFT, _("Submitted pages and what was said about them, and answers "
               "given to a group, after their author left"), MONTHS, 24, 12, 120, warns=True),
        Period(Key.ACCOUNT_LEFT, _("The account itself, after somebody left"),
               MONTHS, 36, 12, 180, warns=True),
        Period(Key.CLOSING, _("Time to think again after asking to close an account"),
               DAYS, 14, 14, 60),
        Period(Key.THROWN, _("Time to bring back a page one threw away"), DAYS, 14, 7, 60),
        Period(Key.NOTICES, _("Notices, after they were sent"), MONTHS, 12, 3, 36),
        Period(Key.INVITATIONS, _("Invitations, after they were used or ran out"),
               MONTHS, 12, 1, 36),
        Period(Key.FEEDS, _("Ended calendar addresses"), MONTHS, 6, 1, 24),
        Period(Key.ADMIN_LOG, _("The admin’s own log"), MONTHS, 24, 6, 84),
        Period(Key.AUDIT, _("The audit trail, and settled requests"), MONTHS, 84, 24, 240),
    )
}  # fmt: skip


def before(moment: datetime, unit: str, length: int) -> datetime:
    """Return the moment that lies so many days or months before this one."""
    return _moved(moment, unit, -length)


def after(moment: datetime, unit: str, length: int) -> datetime:
    """Return the moment that lies so many days or months after this one."""
    return _moved(moment, unit, length)


def _moved(moment: datetime, unit: str, length: int) -> datetime:
    if unit == DAYS:
        return moment + timedelta(days=length)
    months = moment.year * 12 + moment.month - 1 + length
    year, month = divmod(months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


@dataclass(frozen=True)
class Periods:
    """The periods as they are now. One query, at the first question."""

    @cached_property
    def _changed(self) -> Mapping[str, int]:
        return dict(RetentionRule.objects.values_list("key", "period"))

    def length(self, key: str) -> int:
        """Return how many days or months this period has."""
        return self._changed.get(key, PERIODS[key].default)

    def cutoff(self, key: str, at: datetime) -> datetime:
        """Return the moment before which a thing's period is over at ``at``."""
        return before(at, PERIODS[key].unit, self.length(key))

    def end(self, key: str, begin: datetime) -> datetime:
        """Return when the period that began at ``begin`` is over."""
        return after(begin, PERIODS[key].unit, self.length(key))

    def said(self, key: str) -> str:
        """Return the length in words."""
        return PERIODS[key].said(self.length(key))
