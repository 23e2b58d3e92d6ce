"""What a row of docs/visibility.md is made of: how to find the thing, and the action asked."""

from collections.abc import Callable

from django.db.models import Model

from tests.world import World

Find = Callable[[World], Model]
Things = dict[str, tuple[Find, str]]
