"""The rows of docs/visibility.md: for each thing, the row of the database it stands for.

The table is read by people and by ``test_visibility_doc.py``; what it says in words is asked of
the running rules for the whole cast of ``tests/world.py``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import AnonymousUser

from tests.house.finding import Things
from tests.house.matrix_concern import CONCERN
from tests.house.matrix_courses import COURSES
from tests.house.matrix_dialogues import DIALOGUES
from tests.house.matrix_endings import ENDINGS
from tests.house.matrix_glass import GLASS
from tests.house.matrix_kept import KEPT
from tests.house.matrix_lenses import LENSES
from tests.house.matrix_pages import PAGES
from tests.house.matrix_people import PEOPLE
from tests.house.matrix_queue import QUEUE
from tests.house.matrix_rehearsals import REHEARSALS
from tests.house.matrix_remarks import REMARKS
from tests.house.matrix_said_back import SAID_BACK
from tests.house.matrix_scenarios import SCENARIOS
from tests.world import World

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "visibility.md"

# The columns of the table, and who in the cast stands in each.
ROLES: dict[str, str] = {
    "nobody": "",
    "author": "asha",
    "student": "ben",
    "far student": "chidi",
    "mentor": "ekdal",
    "other mentor": "fox",
    "far mentor": "okoye",
    "former mentor": "gita",
    "cover": "noma",
    "lead": "hana",
    "far lead": "omar",
    "facilitator": "farid",
    "administrator": "ivo",
    "wellbeing lead": "tuva",
    "course team": "cleo",
    "one module": "maya",
    "operator": "root",
    "suspended": "sam",
    "left": "lena",
}


# Each thing of the table: how to find it in the world, and which action the letter stands for.
THINGS: Things = {
    **GLASS,
    **CONCERN,
    **ENDINGS,
    **PAGES,
    **SAID_BACK,
    **QUEUE,
    **LENSES,
    **REMARKS,
    **SCENARIOS,
    **REHEARSALS,
    **DIALOGUES,
    **COURSES,
    **KEPT,
    **PEOPLE,
}


@dataclass(frozen=True)
class Row:
    """One line of the table: a thing and the roles that may."""

    thing: str
    may: frozenset[str]


def rows() -> Iterator[Row]:
    """Yield the lines of every table in docs/visibility.md."""
    columns: list[str] = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == "Thing":
            columns = cells[1:]
        elif not re.fullmatch(r":?-+:?", cells[0]):
            may = {role for role, cell in zip(columns, cells[1:], strict=True) if cell == "✓"}
            yield Row(cells[0], frozenset(may))


def person_in(world: World, role: str) -> object:
    """Return who stands for a column; ``nobody`` is somebody who is not signed in."""
    return getattr(world, ROLES[role]) if ROLES[role] else AnonymousUser()


# These take rights from somebody in the whole world they are made in, not only from one thing.
BARS = {"a submitted entry whose mentor evaluates the author"}


def furnish(w: World) -> None:
    """Put every thing of the table into one world, but for those that would empty it."""
    for name, (find, _action) in THINGS.items():
        if name not in BARS:
            find(w)
