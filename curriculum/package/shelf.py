"""The shelf of prompts of a package: ``prompts.yaml``, the prompts that belong to no lesson."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from curriculum.models import PageForm, ShelfPrompt
from curriculum.package.fields import in_one_line
from curriculum.package.files import Files
from curriculum.package.scenarios import Open, like
from curriculum.package.yaml_text import yaml_of

SHELF = "prompts.yaml"
# The same key in the same package gives the same id on every installation.
SHELF_KEYS = uuid.UUID("0b7cf0a4-6a3e-4a6f-a6f4-3f5f0f0b7d52")
MOST_ON_SHELF = 400


@dataclass(frozen=True)
class ShelfPart:
    """One prompt of the shelf. ``key`` is the file's own name for it."""

    key: str
    group: str
    name: str
    text: str
    words_min: int | None
    words_max: int | None
    form: str = ""


def read_shelf(files: Files, open_file: Open) -> tuple[ShelfPart, ...]:
    """Return the prompts of the shelf, group by group; none without the file."""
    if SHELF not in files:
        return ()
    fields = open_file(SHELF)
    found: dict[str, ShelfPart] = {}
    for group in fields.parts("groups"):
        name = group.line("name", needed=True, like=like(ShelfPrompt, "group"))
        low, high = group.number("words_min"), group.number("words_max")
        if low and high and low > high:
            group.fault("words_max", _("is smaller than words_min."))
        for one in group.parts("prompts"):
            part = ShelfPart(
                key=one.slug("key"),
                group=name,
                name=one.line("name", needed=True, like=like(ShelfPrompt, "name")),
                text=one.line("text", needed=True, like=like(ShelfPrompt, "text")),
                words_min=low,
                words_max=high,
                form=one.choice("form", PageForm.values, needed=False),
            )
            if part.key in found:
                one.fault("key", _("stands here twice."))
            found.setdefault(part.key, part)
            one.finish()
        group.finish("key")
    fields.finish("licence")
    if len(found) > MOST_ON_SHELF:
        fields.fault("groups", _("hold too many prompts."))
    return tuple(found.values())


def shelf_id(key: str) -> uuid.UUID:
    """Return the id that stands for a prompt's key; an exported package names the id itself."""
    try:
        return uuid.UUID(key)
    except ValueError:
        return uuid.uuid5(SHELF_KEYS, key)


def shelf_part_of(row: ShelfPrompt) -> ShelfPart:
    """Return a stored prompt as it would be read; its key is its id."""
    return ShelfPart(
        key=str(row.key),
        group=in_one_line(row.group),
        name=in_one_line(row.name),
        text=in_one_line(row.text),
        words_min=row.words_min,
        words_max=row.words_max,
        form=row.form,
    )


def shelf_text(rows: Iterable[ShelfPart], licence: str = "") -> str:
    """Return ``prompts.yaml`` for these prompts."""
    groups: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        place = (row.group, row.words_min, row.words_max)
        known = {"name": row.group, "words_min": row.words_min, "words_max": row.words_max}
        group = groups.setdefault(place, {k: v for k, v in known.items() if v is not None})
        said = {"key": row.key, "name": row.name, "text": row.text, "form": row.form}
        group.setdefault("prompts", []).append({k: v for k, v in said.items() if v})
    head = {"licence": licence} if licence else {}
    return yaml_of(head | {"groups": list(groups.values())})
