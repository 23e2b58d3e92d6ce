"""What somebody wants to see evidence of: which months, which of her cohorts, which site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils import timezone

from accounts.models import Cohort, Person
from reflections.evidence.periods import Month, Period, known, usual
from reflections.queries.glance import cohorts_in_charge


@dataclass(frozen=True)
class Choice:
    """Cohorts she may see the progress of, and a period; ``site`` narrows what has sites."""

    person: Person
    mine: Sequence[Cohort]
    cohorts: Sequence[Cohort]
    months: list[Month]
    period: Period
    site: str

    @property
    def query(self) -> str:
        """Return what comes after the question mark in the address of the same choice."""
        said: list[tuple[str, str]] = [
            ("from", str(self.period.begins)),
            ("to", str(self.period.ends)),
        ]
        if len(self.cohorts) < len(self.mine):
            said += [("cohort", cohort.slug) for cohort in self.cohorts]
        return urlencode([*said, *([("site", self.site)] if self.site else [])])

    @property
    def file_part(self) -> str:
        """Return the part of a file's name that says of when it is."""
        return f"{self.period.begins}-to-{self.period.ends}"


def choice(person: Person, asked: QueryDict) -> Choice:
    """Return what was asked for; 404 for what is not hers, or was never a month. One query."""
    mine = list(cohorts_in_charge(person).order_by("-first_day", "name", "pk"))
    if not mine:
        raise Http404
    wanted = set(asked.getlist("cohort")) - {""}
    if wanted - {cohort.slug for cohort in mine}:
        raise Http404
    months = known(min(cohort.first_day for cohort in mine), timezone.localdate())
    return Choice(
        person,
        mine,
        [one for one in mine if not wanted or one.slug in wanted],
        months,
        _period(months, asked),
        asked.get("site", ""),
    )


def _period(months: list[Month], asked: QueryDict) -> Period:
    by_name: dict[str, Any] = {str(month): month for month in months}
    start = usual(months)
    try:
        begins = by_name[asked.get("from") or str(start.begins)]
        ends = by_name[asked.get("to") or str(start.ends)]
    except KeyError:
        raise Http404 from None
    return Period(min(begins, ends), max(begins, ends))
