"""Who waits for this mentor, in the order in which they are to be read."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Cover, Mentoring, Person
from accounts.prepared import filled, prepared
from curriculum.models import PageForm
from reflections import conditions
from reflections.models import Version

WORDS_A_MINUTE = 200
LATE_AFTER_DAYS = 5


@dataclass(frozen=True)
class Waiting:
    """One line of the queue."""

    entry_id: uuid.UUID
    title: str
    student_id: uuid.UUID
    student: str
    cohort: str
    module: str
    prompt: str
    form: str
    words: int
    since: datetime
    wants_contact: bool
    is_message: bool
    cover_for: str

    @property
    def first_name(self) -> str:
        return first_name(self.student)

    @property
    def url(self) -> str:
        return reverse("desk", args=[self.entry_id])

    @property
    def minutes(self) -> int:
        return minutes_for(self.words)

    @property
    def place(self) -> str:
        """Return the cohort, and for whom she reads: ", M3 Meadow, for Dr Vell, who is away"."""
        parts = ["", self.cohort] if self.cohort else [""]
        if self.cover_for:
            parts.append(_("for %(name)s, who is away") % {"name": self.cover_for})
        return ", ".join(parts)

    @property
    def about(self) -> str:
        """Return "Module 4, sit in the other chair. Letter, 187 words, 1 minute."."""
        words = ngettext("One word", "%(words)s words", self.words) % {"words": self.words}
        time = ngettext("1 minute", "%(minutes)s minutes", self.minutes) % {"minutes": self.minutes}
        length = f"{', '.join(filter(None, [form_word(self.form), words, time]))}."
        where = ", ".join(filter(None, [self.module, self.prompt]))
        back = _("Wrote back to your reply.") if self.is_message else ""
        # A prompt of the shelf is a sentence and brings its own full stop.
        where = where if not where or where.endswith((".", "?", "!", "…")) else f"{where}."
        return " ".join(filter(None, [back, where, length]))

    @property
    def unit(self) -> str:
        """Return what stands beside the figure of days."""
        return ngettext("day", "days", self.days) if self.days else _("today")

    @cached_property
    def days(self) -> int:
        """Return how many midnights she has waited through, in the reader's zone."""
        return (timezone.localdate() - timezone.localdate(self.since)).days

    @property
    def is_late(self) -> bool:
        return self.days >= LATE_AFTER_DAYS


@dataclass(frozen=True)
class Queue:
    """What waits for one person: those to ring first, then the oldest first."""

    rows: Sequence[Waiting]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ring_first(self) -> list[Waiting]:
        return [row for row in self.rows if row.wants_contact]

    @property
    def others(self) -> list[Waiting]:
        return [row for row in self.rows if not row.wants_contact]

    @property
    def people(self) -> int:
        return len({row.student_id for row in self.rows})

    @property
    def minutes(self) -> int:
        return minutes_for(sum(row.words for row in self.rows))

    @property
    def oldest(self) -> int:
        return max((row.days for row in self.rows), default=0)

    def _place(self, entry_id: uuid.UUID) -> int | None:
        return next((i for i, row in enumerate(self.rows) if row.entry_id == entry_id), None)

    def row(self, entry_id: uuid.UUID) -> Waiting | None:
        """Return the line of this entry, or None when it does not wait."""
        at = self._place(entry_id)
        return None if at is None else self.rows[at]

    def previous(self, entry_id: uuid.UUID) -> Waiting | None:
        """Return the line before this entry."""
        at = self._place(entry_id)
        return self.rows[at - 1] if at else None

    def next(self, entry_id: uuid.UUID) -> Waiting | None:
        """Return the line after this entry; after the last one, the first that still waits."""
        at = self._place(entry_id)
        after = self.rows if at is None else [*self.rows[at + 1 :], *self.rows[:at]]
        return next(iter(after), None)


def minutes_for(words: int) -> int:
    """Return the minutes it takes to read this many words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


def first_name(name: str) -> str:
    """Return what a friendly page calls somebody of this name."""
    return Person(name=name).get_short_name()


def covered_for(person: Any, at: datetime) -> Subquery:
    """Return the name of the mentor this person covers for with the version's author."""
    covers = Cover.objects.current(at).filter(
        cover=person,
        mentoring__student=OuterRef("entry__author"),
        mentoring__cohort=OuterRef("cohort"),
    )
    return Subquery(covers.values("mentoring__mentor__name")[:1])


def is_own_mentor(person: Any, at: datetime) -> Exists:
    pairing = Mentoring.objects.current(at).filter(
        mentor=person, student=OuterRef("entry__author"), cohort=OuterRef("cohort")
    )
    return Exists(pairing)


def queue(person: Any, at: datetime | None = None) -> Queue:
    """Return what waits for this person to answer. Two queries, one where nothing waits.

    Given the few rows by their ids, the database need not guess that they are few.
    """
    ids = [pk for (pk,) in _may_wait(person)]
    rows = _queue(person, at or timezone.now(), *filled(ids)) if ids else []
    found = [_waiting(row) for row in rows]
    return Queue(sorted(found, key=lambda row: (not row.wants_contact, row.since)))


@prepared
def _may_wait(person: Any) -> QuerySet[Any]:
    return conditions.may_wait_for(person).values_list("pk")


@prepared
def _queue(person: Any, moment: datetime, *versions: uuid.UUID) -> QuerySet[Any]:
    return (
        Version.objects.visible_to(person, "answer", moment)
        .filter(pk__in=versions)
        .order_by()
        .values(
            "entry_id",
            "submitted_at",
            "words",
            "wants_contact",
            title=F("text__title"),
            student_id=F("entry__author_id"),
            student=F("entry__author__name"),
            form=F("entry__form"),
            in_cohort=F("cohort__name"),
            prompt_name=Coalesce(F("prompt__name"), F("entry__begun_from")),
            module=F("prompt__lesson__version__label"),
            module_title=F("prompt__lesson__version__title"),
            is_answered=conditions.is_answered(),
            asked_at=conditions.last_message_at(),
            is_own=is_own_mentor(person, moment),
            cover_for=covered_for(person, moment),
        )
    )


def _waiting(row: Any) -> Waiting:
    is_message = row["is_answered"]
    return Waiting(
        entry_id=row["entry_id"],
        title=title_of(row["title"] or "", row["prompt_name"] or ""),
        student_id=row["student_id"],
        student=row["student"],
        cohort=row["in_cohort"] or "",
        module=module_name(row["module"], row["module_title"]),
        prompt=row["prompt_name"] or "",
        form=row["form"],
        words=row["words"],
        since=row["asked_at"] if is_message else row["submitted_at"],
        wants_contact=row["wants_contact"] and not is_message,
        is_message=is_message,
        cover_for="" if row["is_own"] else row["cover_for"] or "",
    )


def title_of(title: str, prompt: str) -> str:
    """Return what to call an entry: its title, else its prompt, else a plain name."""
    return title.strip() or prompt or _("A page without a title")


def form_word(form: str) -> str:
    """Return what form a page has, in a word; nothing for a free one, as most are."""
    return "" if form == PageForm.FREE else str(PageForm(form).label)


def module_name(label: str | None, title: str | None) -> str:
    """Return "Module 4", or its title where it has no number."""
    return _("Module %(label)s") % {"label": label} if label else title or ""
