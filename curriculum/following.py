"""The hinge: a private page that follows a rehearsal or a practice, kept by an app to the right.

A page that may lead to writing holds an id (``new_id``) in a hidden field of its form; what was
typed comes by POST, never in an address. The view then leads to where the page goes on::

    return redirect(following.begin(by=request.user, page=following.Page(id=..., prompt=...)))

Nothing ties the page to where it began but the words of its prompt.
"""

import uuid
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from accounts.models import Person


@dataclass(frozen=True)
class Page:
    """What a private page begins with. The same id, sent twice, is one page."""

    id: uuid.UUID
    # Stands above the page; at best one sentence that says what it follows.
    prompt: str | Promise
    title: str | Promise = ""
    # Her own first words, as she typed or chose them.
    line: str = ""


class Follower(Protocol):
    """What keeps such pages."""

    def __call__(self, *, by: Person, page: Page) -> str:
        """Keep the page as ``by``'s own draft and return the address at which she writes on.

        Refused (``field="line"``) when the line cannot be kept; NotYours for somebody else's id.
        """


_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Let pages be kept by ``follower``."""
    _followers[:] = [follower]


def is_offered() -> bool:
    """Say whether there is anywhere to write."""
    return bool(_followers)


def new_id() -> uuid.UUID:
    """Return the id of a page that may come to be. Nothing exists before it is begun."""
    return uuid.uuid4()


def begin(*, by: Person, page: Page) -> str:
    """Begin a private page of ``by``'s own and return where it is written on."""
    return _followers[0](by=by, page=page)
