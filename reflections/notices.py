"""The notice kinds of reflections. Each asks again at send time whether it may still be told."""

from typing import Any, cast

from django.db import models
from django.urls import reverse

from accounts import notices
from accounts.models import Cohort, Person
from accounts.notices import Kind
from accounts.policy import allows
from reflections.actions.ending import still_unanswered


def _desk_or_page(person: Person, about: Any) -> str:
    """Return the desk for those who may answer, the page for the author and those who only read."""
    version = getattr(about, "version", about)
    answers = version.entry.author_id != person.pk and allows(person, "answer", version)
    return reverse("desk" if answers else "entry", args=[version.entry_id])


def _still_reads(person: Person, version: models.Model) -> bool:
    return allows(person, "read", version)


def _still_answers(person: Person, version: models.Model) -> bool:
    return allows(person, "answer", version)


def _still_unseen(person: Person, reply: Any) -> bool:
    """A reply she has read meanwhile needs no mail."""
    return reply.seen_at is None and allows(person, "read", reply)


notices.register(Kind("something_to_read", _still_reads, _desk_or_page))
notices.register(Kind("asked_to_contact", _still_answers, _desk_or_page))
notices.register(Kind("reply", _still_unseen, _desk_or_page))
notices.register(Kind("wrote_back", _still_reads, _desk_or_page))


def _ended_unanswered(person: Person, about: models.Model) -> bool:
    return still_unanswered(person, cast(Cohort, about))


def _journal(person: Person, about: models.Model) -> str:
    return reverse("journal")


notices.register(Kind("not_answered", _ended_unanswered, _journal))
