"""Times and people that tests of retention and closing share."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Person
from accounts.periods import before
from reflections.models import Entry

NOW = timezone.now()


def days(number: float) -> Any:
    return NOW + timedelta(days=number)


def leave_long_ago(person: Person, *, months: int) -> None:
    """End every role of somebody so many months ago."""
    end = before(NOW, "months", months)
    for rows in (person.memberships, person.mentored):
        rows.update(starts_at=end - timedelta(days=400), ends_at=end)


def grow_old(person: Person, *, months: int) -> None:
    """Let everything of somebody have been written so many months ago."""
    then = before(NOW, "months", months)
    for entry in Entry.objects.filter(author=person):
        Entry.objects.filter(pk=entry.pk).update(started_at=then)
        if entry.draft:
            type(entry.draft).objects.filter(pk=entry.draft_id).update(updated_at=then)
