"""The privacy ledger: of every field of every table what it is, why it is kept, and how it ends.

Each app keeps its own pages of it (``<app>/ledger.py``; the apps we stand on are in
``accounts/ledger/others.py``). Erasing reads them (``accounts/erasing.py``), so that what is
written here is what happens; docs/ledger.md shows them; and a field that is in none of them is an
error of ``manage.py check`` (``config/checks.py``).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

# What a field is. Of private fields each has a canary in the probe world (config/probe).
CLASSES = {
    "open": "for whoever may see the thing it is part of; nobody’s own",
    "structure": "an id, a link, an order, a state, a moment",
    "personal": "about a person: a name, a role, a date in somebody’s life here",
    "private": "what somebody wrote, or would not have everybody know",
    "sealed": "a key, a password, a fingerprint of words or of a key",
}
# What becomes of a row when the person it is about is erased.
DELETE, BLANK, KEEP, STUB = "goes", "is emptied", "stays, under no name", "becomes a stub"


@dataclass(frozen=True)
class Table:
    """One table: its fields by class, why it is kept, until when, and how it ends.

    ``whose`` are paths to the people a row is about, ``page`` to the entry it hangs on. ``blank``
    are the values an emptied row receives; ``file`` names the field with a kept file's name and
    what takes such a file away.
    """

    model: str
    fields: Mapping[str, str]
    why: str
    until: str
    end: str = KEEP
    whose: tuple[str, ...] = ()
    page: tuple[str, ...] = ()
    blank: Mapping[str, Any] = field(default_factory=dict)
    file: tuple[str, Callable[[str], None]] | None = None

    @property
    def rows(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def paths(self, kind: str) -> tuple[str, ...]:
        """Return the paths to a "person" or to a "page"."""
        return self.whose if kind == "person" else self.page


_tables: dict[str, Table] = {}
_also: dict[str, list[tuple[str, str]]] = {}


def table(
    model: str,
    *,
    why: str,
    until: str = "as long as the portal",
    end: str = KEEP,
    whose: str = "",
    page: str = "",
    blank: Mapping[str, Any] | None = None,
    file: tuple[str, Callable[[str], None]] | None = None,
    **classes: str,
) -> None:
    """Put a table into the ledger; ``classes`` are the names of its fields, by class.

    Tables of an app are erased in the order in which they are put here; those of apps further to
    the right before them. ValueError for a table, a class or a field named twice or unknown.
    """
    if model in _tables:
        raise ValueError(f"{model} is in the ledger already.")
    fields: dict[str, str] = {}
    for kind, names in classes.items():
        if kind not in CLASSES:
            raise ValueError(f"{kind} is no class of the ledger.")
        for name in names.split():
            if name in fields:
                raise ValueError(f"{model}.{name} is in the ledger twice.")
            fields[name] = kind
    _tables[model] = Table(
        model, fields, why, until, end, tuple(whose.split()), tuple(page.split()), blank or {}, file
    )


def also(model: str, *, whose: str = "", page: str = "") -> None:
    """Let an app to the right name further paths from a table to a person, or to a page."""
    _also.setdefault(model, []).extend(
        [("person", path) for path in whose.split()] + [("page", path) for path in page.split()]
    )


def paths(one: Table, kind: str) -> list[str]:
    """Return every path from this table to a "person" or to a "page"."""
    return [*one.paths(kind), *(path for k, path in _also.get(one.model, ()) if k == kind)]


def tables() -> list[Table]:
    """Return all tables, as they are put down."""
    return list(_tables.values())


def in_order() -> list[Table]:
    """Return the tables in the order in which rows can go: what hangs on others goes first."""
    labels = [app.label for app in apps.get_app_configs()]
    apps_of_ours = ("rehearsals", "reflections", "curriculum", "accounts")
    ours = {label: place for place, label in enumerate(apps_of_ours)}

    def place(one: Table) -> int:
        return ours.get(one.model.partition(".")[0], len(labels))

    return sorted(_tables.values(), key=place)


def private() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every private field: each must have a canary in the probe world."""
    for one in tables():
        yield from ((one.rows, name) for name, kind in one.fields.items() if kind == "private")


def faults() -> Iterable[tuple[str, str]]:
    """Return (table, what is wrong) where ledger and models do not agree."""
    found: list[tuple[str, str]] = []
    known = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    for label, model in known.items():
        kept = {one.name for one in model._meta.concrete_fields}
        said = set(_tables[label].fields) if label in _tables else set()
        found += [(label, f"the field {name} is not in the ledger") for name in sorted(kept - said)]
        found += [(label, f"the ledger has a field {name}") for name in sorted(said - kept)]
    found += [(label, "the ledger has this table") for label in sorted(_tables.keys() - known)]
    return found


def as_markdown() -> str:
    """Return the ledger as the table of docs/ledger.md."""
    lines = ["| Table | What it holds | Why | Until | When a person is erased |"]
    lines.append("|---|---|---|---|---|")
    for one in sorted(tables(), key=lambda table: table.model.lower()):
        held = []
        for kind in CLASSES:
            names = [f"`{name}`" for name, said in one.fields.items() if said == kind]
            if names:
                held.append(f"{kind}: {', '.join(names)}")
        said = one.end if paths(one, "person") else "–"
        if one.end == BLANK:
            said += f" ({', '.join(f'`{name}`' for name in one.blank)})"
        lines.append(f"| {one.model} | {'; '.join(held)} | {one.why} | {one.until} | {said} |")
    return "\n".join(lines)
