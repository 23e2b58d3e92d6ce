"""Days and moments as forms take them: in years people live in."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199


def validate_year(value: date) -> None:
    """Refuse a slip such as year 9999, which has no date at all in a zone east or west of here.

    Every list with such a row in it would break for readers there.
    """
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise forms.ValidationError(
            _("Choose a year between %(first)d and %(last)d."),
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def last_day(ends_at: datetime | None) -> date | None:
    """Return the last day of what ends at this moment, in the reader's zone: it ends with it."""
    return timezone.localdate(ends_at - timedelta(seconds=1)) if ends_at else None


class DayField(forms.DateField):
    """A day in a year people live in."""

    default_validators = (validate_year,)


class MomentField(forms.DateTimeField):
    """A moment in a year people live in."""

    default_validators = (validate_year,)
