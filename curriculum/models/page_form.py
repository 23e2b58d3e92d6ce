"""The forms a page may have. A prompt may propose one; who writes chooses."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_DELIVERIES = 4
LONGEST_WAIT = 3650
_DAYS = re.compile(r"\s*[0-9]{1,5}\s*(?:,\s*[0-9]{1,5}\s*)*")


class PageForm(models.TextChoices):
    """What shape a page has."""

    FREE = "free", pgettext_lazy("form of a page", "Free")
    FIFTY_FIVE = "fifty_five", _("Exactly 55 words")
    LETTER = "letter", _("Letter")
    PARALLEL = "parallel", _("Parallel page")


def days_in(text: str) -> list[int]:
    """Return the numbers of days in "30, 180", in order, each once."""
    return sorted({int(one) for one in text.split(",") if one.strip()})


def days_text(days: Iterable[int]) -> str:
    """Return numbers of days as they are kept: "30, 180"."""
    return ", ".join(str(day) for day in sorted(set(days)))


def check_days(text: str) -> None:
    """Refuse what is no list of days."""
    if not _DAYS.fullmatch(text):
        raise ValidationError(_("Write numbers of days with commas between them, such as 30, 180."))
    days = days_in(text)
    if len(days) > MOST_DELIVERIES or not all(1 <= one <= LONGEST_WAIT for one in days):
        raise ValidationError(
            _("At most %(most)s days, each between 1 and %(longest)s."),
            params={"most": MOST_DELIVERIES, "longest": LONGEST_WAIT},
        )
