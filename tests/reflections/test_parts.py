"""No query begins beneath a page."""

import pytest

from reflections.models import Version
from reflections.parts import beneath


def test_a_parent_must_be_named(standing_world):
    entry = standing_world.entries["submitted"]
    assert beneath(Version, entry=entry).get() == entry.versions.get()
    for of in ({}, {"number": 1}, {"pk": entry.versions.get().pk}):
        with pytest.raises(TypeError):
            beneath(Version, **of)
