"""Where a page of a journal stands. Entries have no status column: this is the one place that
derives it from rows (product.md, decision 17).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(Enum):
    """What somebody is told about a page, in order of its life."""

    DRAFT = "draft"  # only its author knows of it
    WAITING = "waiting"  # submitted; somebody named may read it
    NOBODY = "nobody"  # submitted; nobody may read it yet, or any more
    ANSWERED = "answered"  # the newest version has a sent reply
    ENDED = "ended"  # nobody answered before its cohort was archived


SAID: dict[State, str | Promise] = {
    State.DRAFT: _("Draft, only you can see it"),
    State.WAITING: _("With your mentor"),
    State.NOBODY: _("With nobody yet"),
    State.ANSWERED: _("Answered"),
    State.ENDED: _("Not answered before your cohort ended"),
}


@dataclass(frozen=True)
class Standing:
    """The state of one page and the moments behind it."""

    state: State
    # She wrote on after submitting; the new words are a draft again.
    is_revising: bool = False
    submitted_at: datetime | None = None
    answered_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def said(self) -> str | Promise:
        """Return the state in a few words."""
        return SAID[self.state]

    @property
    def is_unread(self) -> bool:
        """Say whether a reply waits that the author has not opened."""
        return self.state is State.ANSWERED and self.seen_at is None


def standing(
    *,
    draft_revision: int = 0,
    version_revision: int | None = None,
    submitted_at: datetime | None = None,
    answered_at: datetime | None = None,
    seen_at: datetime | None = None,
    is_held: bool = False,
    is_over: bool = False,
) -> Standing:
    """Derive the state of a page from its rows.

    ``version_revision`` and what follows are of the newest version, None without one;
    ``answered_at`` is the moment its first reply was sent; ``is_held`` says whether anybody named
    may read it at this moment, ``is_over`` whether its cohort was archived.
    """
    if version_revision is None:
        return Standing(State.DRAFT)
    state = State.ANSWERED if answered_at is not None else unanswered(is_held, is_over)
    is_revising = draft_revision > version_revision
    return Standing(state, is_revising, submitted_at, answered_at, seen_at)


def unanswered(is_held: bool, is_over: bool) -> State:
    """Return where a submitted page stands that nobody answered yet."""
    if is_over:
        return State.ENDED
    return State.WAITING if is_held else State.NOBODY
