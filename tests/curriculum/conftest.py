"""Fixtures of this folder."""

import pytest

from curriculum.actions import publishing
from curriculum.models import Lesson, ModuleVersion
from tests.curriculum.building import NOTES


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def edited(world) -> ModuleVersion:
    """Return the version being edited of Hana's course."""
    frozen = world.release.version
    Lesson.objects.filter(version=frozen).update(facilitator_notes=NOTES)
    ModuleVersion.objects.filter(pk=frozen.pk).update(facilitator_notes=NOTES)
    return publishing.edit(module=frozen.module, by=world.hana)


@pytest.fixture
def course(world):
    """Return the course that Hana builds."""
    return world.release.version.module.course


@pytest.fixture
def hana(world, client_for):
    """Return a client signed in as who leads Juniper and builds its course."""
    return client_for(world.hana)
