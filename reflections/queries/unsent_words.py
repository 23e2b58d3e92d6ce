"""What a mentor wrote and did not send about pages she may not answer any more. Only her words."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import DraftText, Person
from reflections.models import Pencil, Remark, RemarkText, Reply, Version


@dataclass
class Left:
    """Her unsent words about one page: to whom, since when, the reply and the remarks."""

    entry_id: uuid.UUID
    student: str
    begun_at: datetime
    body: str = ""
    remarks: list[str] = field(default_factory=list)


def _answerable(person: Person) -> QuerySet[Any]:
    return Version.objects.visible_to(person, "answer").values("pk")


def left_to(
    person: Person, entry_id: uuid.UUID
) -> tuple[QuerySet[Reply], QuerySet[Remark], QuerySet[Pencil]]:
    """Return the rows of what ``person`` did not send about one page she may not answer."""
    gone = {"version__entry": entry_id}
    return (
        _replies(person).filter(**gone),
        _remarks(person).filter(**gone),
        _pencils(person).filter(**gone),
    )


def _replies(person: Person) -> QuerySet[Reply]:
    return Reply.objects.visible_to(person, "copy").exclude(version__in=_answerable(person))


def _remarks(person: Person) -> QuerySet[Remark]:
    return Remark.objects.visible_to(person, "copy").exclude(version__in=_answerable(person))


def _remark_texts(person: Person) -> QuerySet[RemarkText]:
    texts = RemarkText.objects.visible_to(person, "copy")
    return texts.exclude(remark__version__in=_answerable(person))


def _pencils(person: Person) -> QuerySet[Pencil]:
    return Pencil.objects.visible_to(person, "copy").exclude(version__in=_answerable(person))


def _words(of: str) -> Subquery:
    """Return the newest words of a row's draft. Drafts are their writer's alone, and she asks."""
    texts = DraftText.objects.filter(draft=OuterRef(of), revision=OuterRef(f"{of}__revision"))
    return Subquery(texts.values("body")[:1])


def unsent_words(person: Person) -> list[Left]:
    """Return what ``person`` did not send about pages she may not answer, the newest first.

    Never a word of the page itself: no title, no quotation. Three queries.
    """
    facts = "version__entry_id", "version__entry__author__name"
    found: dict[uuid.UUID, Left] = {}
    said: dict[uuid.UUID, list[str]] = defaultdict(list)

    def place(entry: uuid.UUID, student: str, at: datetime) -> Left:
        left = found.setdefault(entry, Left(entry, student, at))
        left.begun_at = min(left.begun_at, at)
        return left

    replies = _replies(person).annotate(words=_words("draft"))
    for entry, student, at, body in replies.values_list(*facts, "begun_at", "words"):
        place(entry, student, at).body = body or ""
    about = [f"remark__{one}" for one in (*facts, "made_at")]
    # One that was carried stands twice, with the same words: the newer one is read.
    remarks = _remark_texts(person).filter(remark__carried_to=None)
    for entry, student, at, body in remarks.values_list(*about, "body"):
        place(entry, student, at)
        said[entry].append(body)
    pencils = _pencils(person).annotate(words=_words("draft"))
    for entry, student, at, body in pencils.values_list(*facts, "draft__created_at", "words"):
        place(entry, student, at)
        said[entry].append(body or "")
    for left in found.values():
        left.remarks = [body for body in said[left.entry_id] if body.strip()]
    with_words = [one for one in found.values() if one.body.strip() or one.remarks]
    return sorted(with_words, key=lambda one: one.begun_at, reverse=True)
