"""Fixtures of this folder."""

import pytest


@pytest.fixture
def asha(standing_world, client_for):
    """Return a client signed in as Asha, whose journal most of these tests read."""
    return client_for(standing_world.asha)
