"""Fixtures of this folder."""

import pytest

from tests import make


@pytest.fixture
def w(standing_world):
    """Return the cast; the wellbeing lead is also an approver."""
    make.appointment(person=standing_world.tuva, office="approver")
    return standing_world
