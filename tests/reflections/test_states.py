"""Where a page stands, derived in one place."""

import pytest

from reflections.states import State, standing
from tests import make

DAY = make.ago(days=1)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, State.DRAFT),
        ({"draft_revision": 5, "is_held": True}, State.DRAFT),
        ({"version_revision": 3}, State.NOBODY),
        ({"version_revision": 3, "is_held": True}, State.WAITING),
        ({"version_revision": 3, "answered_at": DAY}, State.ANSWERED),
        ({"version_revision": 3, "answered_at": DAY, "is_held": True}, State.ANSWERED),
        ({"version_revision": 3, "is_over": True}, State.ENDED),
        ({"version_revision": 3, "answered_at": DAY, "is_over": True}, State.ANSWERED),
        ({"is_over": True}, State.DRAFT),
    ],
)
def test_the_state_follows_from_the_rows(facts, state):
    assert standing(**facts).state is state


def test_writing_on_after_submitting_is_revising():
    assert standing(draft_revision=4, version_revision=3).is_revising
    assert not standing(draft_revision=3, version_revision=3).is_revising
    assert not standing(draft_revision=3).is_revising


def test_a_reply_is_unread_until_it_was_opened():
    assert standing(version_revision=1, answered_at=DAY).is_unread
    assert not standing(version_revision=1, answered_at=DAY, seen_at=DAY).is_unread
    assert not standing(version_revision=1).is_unread
