"""A small world for outside security checks: everything private in it carries a canary.

It is made by the portal's own actions, so it is a world the product can make. The manifest says
where each private thing is, who may see its canaries, and where a crawl begins.
"""

import secrets
from typing import Any

from django.apps import apps
from django.db import transaction

from config.probe import (
    around,
    concerns,
    dialogues,
    glass,
    keeping,
    leaving,
    lenses,
    letters,
    people,
    rehearsing,
    scenarios,
    sharing,
    teaching,
    writing,
)

OURS = ("accounts", "curriculum", "reflections", "rehearsals")


class NotEmpty(Exception):
    """There are people in this database; nothing was written."""


def build() -> dict[str, Any]:
    """Make the world in an empty database and return its manifest. NotEmpty otherwise."""
    with transaction.atomic():
        if any(model.objects.exists() for model in _models()):
            raise NotEmpty
        return _build().manifest.finished()


def _models() -> list[Any]:
    ours = [app for app in apps.get_app_configs() if app.label in OURS]
    return [model for app in ours for model in app.get_models()]


def _build() -> people.World:
    world = people.World(secrets.token_urlsafe(15))
    people.load(world)
    taught = teaching.load(world)
    scenarios.load(world, taught)
    rehearsing.load(world, taught)
    dialogues.load(world, taught)
    for letter in people.COHORTS:
        writing.load(world, letter, taught)
    keeping.load(world)
    letters.load(world)
    lenses.load(world)
    concerns.load(world)
    glass.load(world)
    sharing.load(world)
    around.answers(world, taught)
    around.begun_from_the_shelf(world, taught)
    teaching.attend(world, taught)
    around.rosters(world)
    around.notices_and_trail(world)
    leaving.load(world)
    around.endings(world)
    return world
