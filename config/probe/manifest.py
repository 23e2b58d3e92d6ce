"""What the outside is told of the probe world: people, objects, readers, canaries."""

import json
import os
import secrets
import tempfile
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Model

from accounts.models import Person
from accounts.policy import audience

START = (
    "/journal/search/", "/journal/tags/", "/journal/portfolio/", "/journal/portfolio/print/",
    "/journal/export/",
    "/", "/journal/", "/journal/new/", "/pass/", "/mentoring/", "/mentoring/students/", "/modules/",
    "/mentoring/phrases/", "/mentoring/unsent/",
    "/scenarios/", "/rehearsals/", "/cohorts/", "/archive/", "/rosters/", "/help/",
    "/accounts/profile/",
    "/accounts/kept/", "/journal/thrown/", "/journal/lenses/",
    "/accounts/notices/",
    "/admin/", "/glass/", "/concerns/", "/concerns/waiting/", "/journal/known/", "/wellbeing/",
    "/mentoring/agreement/",
)  # fmt: skip
# Things that addresses name by an id of this form.
UNUSED = (
    "grant", "tag", "phrase", "entry", "version", "remark", "reply", "roster upload", "picture",
    "share", "deletion request", "concern", "rehearsal",
)  # fmt: skip


# No vowels and no digits: a canary is no word, and no number that could point to a patient.
LETTERS = "bcdfghjkmnpqrtvwxz"


def canary() -> str:
    """Return a string that nobody can guess and that stands nowhere else."""
    return "CANARY-" + "".join(secrets.choice(LETTERS) for _place in range(16))


@dataclass
class Thing:
    """One private row: who may see it is asked of its rule when the world is finished."""

    kind: str
    state: str
    row: Model
    owner: str
    cohort: str
    canaries: dict[str, str]
    urls: list[str]
    action: str
    # Where no rule knows who may see it: the keys themselves.
    readers: list[str] | None


@dataclass
class Manifest:
    """The growing list of everything private."""

    password: str
    people: dict[str, Person] = field(default_factory=dict)
    said: list[dict[str, str]] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)

    def person(self, key: str, role: str, cohort: str, person: Person) -> None:
        """Name somebody of the cast."""
        self.people[key] = person
        self.said.append({"key": key, "role": role, "cohort": cohort, "email": person.email})

    def add(
        self,
        kind: str,
        row: Model,
        owner: str = "",
        *,
        state: str = "",
        cohort: str = "",
        canaries: dict[str, str] | None = None,
        urls: list[str] | None = None,
        action: str = "read",
        readers: list[str] | None = None,
    ) -> None:
        """List a private row; whoever may do ``action`` on it may see its canaries."""
        self.things.append(
            Thing(kind, state, row, owner, cohort, canaries or {}, urls or [], action, readers)
        )

    def finished(self) -> dict[str, Any]:
        """Return the manifest; the readers are asked now, of the rows as they are now."""
        keys = {person.pk: key for key, person in self.people.items()}
        return {
            "password": self.password,
            "people": self.said,
            "objects": [_said(thing, keys) for thing in self.things],
            "unused": {kind: str(uuid.uuid4()) for kind in UNUSED},
            "start": list(START),
        }


def _said(thing: Thing, keys: dict[Any, str]) -> dict[str, Any]:
    row = type(thing.row)._base_manager.get(pk=thing.row.pk)
    readers = thing.readers
    if readers is None:
        readers = [keys[one.pk] for one in audience(row, thing.action) if one.pk in keys]
    return {
        "kind": thing.kind,
        "state": thing.state,
        "id": str(thing.row.pk),
        "owner": thing.owner,
        "cohort": thing.cohort,
        "urls": thing.urls,
        "readers": sorted(readers),
        "canaries": thing.canaries,
    }


def write(manifest: dict[str, Any], path: Path) -> None:
    """Write the manifest, whole or not at all, readable by nobody but its owner."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(manifest, file, indent=1, ensure_ascii=False)
            file.write("\n")
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
