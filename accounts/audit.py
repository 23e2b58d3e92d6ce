"""The audit trail: one row per act, written in the act's own transaction.

Rows hold ids and verbs. A fact is an id, a number, a date or a code; names and words are refused.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

from accounts.models import AuditEvent, Person

_sentences: dict[str, str | Promise] = {}
# An id, a code, a number, a moment: nothing with a space in it, nothing long.
FACT = re.compile(r"^[\w.:+\-/@]{0,64}$")
# The fact "fields" names fields of a row, as the code calls them.
FIELDS = re.compile(r"^[a-z0-9_.+]{0,600}$")


def register(verb: str, sentence: str | Promise) -> None:
    """Make ``verb`` known. ``sentence`` says it to people, with ``%(by)s`` for who did it."""
    if verb in _sentences:
        raise ValueError(f"The verb {verb!r} is registered already.")
    _sentences[verb] = sentence


def sentence(verb: str) -> str | Promise:
    """Return the registered sentence of a verb; KeyError when there is none."""
    return _sentences[verb]


def verbs() -> dict[str, str | Promise]:
    """Return all registered verbs with their sentences."""
    return dict(_sentences)


def _check(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    text = str(value)
    allowed = FIELDS if name == "fields" else FACT
    if "@" in text or not allowed.match(text):
        raise ValueError(f"The fact {name!r} could carry words; record an id or a code.")
    return text


def record_later(
    verb: str, *, at: datetime, by: str, about: models.Model, facts: Mapping[str, Any]
) -> AuditEvent:
    """Write one event of before, with a time that says no more than it may; ``by`` is an id or "".

    For what an exact time would give away by what stands beside it. Errors as in ``record``.
    """
    event = _event(verb, None, about, facts)
    event.at, event.by = at, _check("by", by)
    event.save(force_insert=True)
    return event


def record(
    verb: str, *, by: Person | None, about: models.Model | None = None, **facts: Any
) -> AuditEvent:
    """Write one event and return it.

    ``by`` is None for the portal itself (a command). ``facts`` are ids, codes and numbers.
    KeyError for an unknown verb, ValueError for a fact that could carry words.
    """
    event = _event(verb, by, about, facts)
    event.save(force_insert=True)
    return event


def record_each(
    verb: str, *, by: Person | None, rows: Iterable[tuple[models.Model, Mapping[str, Any]]]
) -> None:
    """Write one event for each (row, facts), all in one go. Errors as in ``record``."""
    AuditEvent.objects.bulk_create([_event(verb, by, row, facts) for row, facts in rows])


def _event(
    verb: str, by: Person | None, about: models.Model | None, facts: Mapping[str, Any]
) -> AuditEvent:
    sentence(verb)
    return AuditEvent(
        verb=verb,
        by=str(by.pk) if by else "",
        about_kind=about._meta.label_lower if about is not None else "",
        about=str(about.pk) if about is not None else "",
        facts={name: _check(name, value) for name, value in facts.items()},
    )
