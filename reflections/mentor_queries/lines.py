"""The lines of a queue, and the queue they make: what a mentor's list and her desk say of them."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import Leave, Person
from curriculum.models import PageForm

WORDS_A_MINUTE = 200
LATE_AFTER_DAYS = 5


@dataclass(frozen=True)
class Answered:
    """What this mentor answered last of a student's: so that she knows where they left off."""

    entry_id: uuid.UUID
    title: str
    where: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """One line of the queue. What stands below ``cover_for`` only the queue itself asks for."""

    entry_id: uuid.UUID
    title: str
    student_id: uuid.UUID
    student: str
    cohort: str
    cohort_slug: str
    module: str
    prompt: str
    form: str
    words: int
    since: datetime
    wants_contact: bool
    is_message: bool
    cover_for: str
    number: int = 1
    is_first: bool = False
    ask: str = ""
    is_opened: bool = False
    # When she was told "read, thank you", and the day that was promised.
    told_at: datetime | None = None
    answer_by: date | None = None
    # Who else writes the answer at this moment, or may.
    writer: str = ""
    writing_since: datetime | None = None
    also: str = ""
    last: Answered | None = None
    # The cohort the list is narrowed to, carried from one desk to the next.
    narrowed: str = ""

    @property
    def first_name(self) -> str:
        return first_name(self.student)

    @property
    def url(self) -> str:
        at = url_of("desk", self.entry_id)
        return f"{at}?cohort={self.narrowed}" if self.narrowed else at

    @property
    def acknowledge_url(self) -> str:
        return url_of("acknowledge", self.entry_id)

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
        form, long = form_word(self.form), length(self.words, get_language() or "")
        said = f"{form}, {long}." if form else f"{long}."
        where = where_of(self.module, self.prompt)
        # A prompt of the shelf is a sentence and brings its own full stop.
        where = where if not where or where.endswith((".", "?", "!", "…")) else f"{where}."
        return f"{where} {said}" if where else said

    @cached_property
    def notes(self) -> str:
        """Return what is special about it, in short sentences; mostly nothing."""
        said = []
        if self.is_first:
            said.append(_("First page from %(name)s.") % {"name": self.first_name})
        if self.is_message:
            said.append(_("Wrote back to your reply."))
        elif self.number > 1:
            said.append(_("Sent anew, version %(number)s.") % {"number": self.number})
        if self.also and not self.writer:
            said.append(_("%(name)s may answer it too.") % {"name": self.also})
        return " ".join(said)

    @property
    def unit(self) -> str:
        """Return what stands beside the figure of days."""
        return unit_of(self.days, get_language() or "")

    @cached_property
    def days(self) -> int:
        """Return how many midnights she has waited through, in the reader's zone."""
        return (timezone.localdate() - timezone.localdate(self.since)).days

    @property
    def is_late(self) -> bool:
        return self.days >= LATE_AFTER_DAYS


@dataclass(frozen=True)
class Narrowing:
    """One cohort a queue can be narrowed to; the one without a slug is all of them."""

    slug: str
    name: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Queue:
    """What waits for one person: those to ring first, then the oldest first."""

    rows: Sequence[Waiting]
    # The cohort it is narrowed to, and what waits in all.
    cohort: str = ""
    everything: Sequence[Waiting] = ()
    # The leave she is on herself.
    away: Leave | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, cohort: str) -> "Queue":
        """Return what waits in the cohort with this slug; all of it without one."""
        if not cohort:
            return self
        rows = [replace(row, narrowed=cohort) for row in self.rows if row.cohort_slug == cohort]
        return Queue(rows, cohort, self.rows, self.away)

    def around(self, entry_id: uuid.UUID, cohort: str) -> "Queue":
        """Return what waits in this cohort, if the entry does too; else all of it."""
        narrowed = self.of(cohort)
        return self if narrowed.row(entry_id) is None else narrowed

    @property
    def query(self) -> str:
        """Return what an address carries to be narrowed like this."""
        return f"?cohort={self.cohort}" if self.cohort else ""

    @property
    def url(self) -> str:
        return reverse("queue") + self.query

    @property
    def ways(self) -> list[Narrowing]:
        """Return what it can be narrowed to; nothing where it all comes from one cohort."""
        rows = self.everything or self.rows
        names = {row.cohort_slug: row.cohort for row in rows if row.cohort_slug}
        if len(names) < 2 and not self.cohort:
            return []
        many = Counter(row.cohort_slug for row in rows)
        each = [
            Narrowing(slug, name, many[slug], slug == self.cohort)
            for slug, name in sorted(names.items(), key=lambda one: one[1])
        ]
        return [Narrowing("", _("All"), len(rows), not self.cohort), *each]

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

    @cached_property
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


@lru_cache(maxsize=1024)
def unit_of(days: int, language: str) -> str:
    """Return "day", "days" or "today", as ``language`` counts."""
    return ngettext("day", "days", days) if days else _("today")


@lru_cache(maxsize=8)
def _pattern(name: str) -> tuple[str, str]:
    """Return what stands before and after the id in the address of such a page."""
    nobody = uuid.UUID(int=0)
    before, _id, after = reverse(name, args=[nobody]).partition(str(nobody))
    return before, after


def url_of(name: str, entry_id: uuid.UUID) -> str:
    """Return the address of a page about an entry; for a list the pattern is asked for once."""
    before, after = _pattern(name)
    return f"{before}{entry_id}{after}"


def minutes_for(words: int) -> int:
    """Return the minutes it takes to read this many words, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))


@dataclass(frozen=True)
class _Named:
    """As much of a person as her short name needs; a whole one costs much more to make."""

    name: str
    email: str = ""


def first_name(name: str) -> str:
    """Return what a friendly page calls somebody of this name."""
    return Person.get_short_name(cast(Person, _Named(name)))


@lru_cache(maxsize=2048)
def length(words: int, language: str) -> str:
    """Return "187 words, 1 minute" as people of ``language`` say it."""
    many, minutes = {"words": words}, minutes_for(words)
    time = ngettext("1 minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    return f"{ngettext('One word', '%(words)s words', words) % many}, {time}"


def where_of(module: str, prompt: str) -> str:
    """Return "Module 4, sit in the other chair"."""
    return ", ".join(filter(None, [module, prompt]))


def title_of(title: str, prompt: str) -> str:
    """Return what to call an entry: its title, else its prompt, else a plain name."""
    return title.strip() or prompt or _("A page without a title")


def form_word(form: str) -> str:
    """Return what form a page has, in a word; nothing for a free one, as most are."""
    return "" if form == PageForm.FREE else str(PageForm(form).label)


def module_name(label: str | None, title: str | None) -> str:
    """Return "Module 4", or its title where it has no number."""
    return _("Module %(label)s") % {"label": label} if label else title or ""
