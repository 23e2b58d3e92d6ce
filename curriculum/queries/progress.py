"""Which reflections the releases of some cohorts ask for, and until when. Titles and dates only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Person
from curriculum.models import Lesson, Release


@dataclass(frozen=True)
class Required:
    """One release with a due date: its module, and the lasting keys of its reflections."""

    release: int
    cohort: int
    label: str
    title: str
    block: str
    opens_at: datetime
    due_at: datetime
    keys: frozenset[UUID]

    @property
    def name(self) -> str:
        """Return the title, with its block where the module is repeated."""
        return f"{self.title} · {self.block}" if self.block else self.title


def required_reflections(person: Person, cohorts: Iterable[Any], at: datetime) -> list[Required]:
    """Return what ``person`` may know to be due in these cohorts, the first due first.

    One query.
    """
    rows: Any = (
        Release.objects.visible_to(person, at=at)
        .filter(
            cohort__in=[cohort.pk for cohort in cohorts],
            due_at__isnull=False,
            version__lessons__kind=Lesson.Kind.REFLECTION,
        )
        .order_by("due_at", "pk")
        .values_list(
            "pk",
            "cohort_id",
            "version__label",
            "version__title",
            "block",
            "opens_at",
            "due_at",
            "version__lessons__key",
        )
    )
    found: dict[int, Required] = {}
    for pk, cohort, label, title, block, opens_at, due_at, key in rows:
        before = found[pk].keys if pk in found else frozenset()
        keys = before | {key}
        found[pk] = Required(pk, cohort, label, title, block, opens_at, due_at, keys)
    return list(found.values())
