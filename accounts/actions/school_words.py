"""The school's own words for the identifier check, kept by administrators."""

from typing import Any

from django.utils import timezone

from accounts.actions import rows
from accounts.models import Person, SchoolWord


def add(*, word: SchoolWord, by: Person) -> None:
    """Keep a new word. From the next look on it is looked for."""
    word.changed_at = timezone.now()
    rows.add(word, by=by, verb="school_word.changed")


def change(*, word: SchoolWord, by: Person, **fields: Any) -> None:
    """Write a word otherwise, or give it its other kind."""
    fields["changed_at"] = timezone.now()
    rows.change(word, by=by, verb="school_word.changed", fields=fields)


def remove(*, word: SchoolWord, by: Person) -> None:
    """Look for this word no more."""
    rows.remove(word, by=by, verb="school_word.changed")
