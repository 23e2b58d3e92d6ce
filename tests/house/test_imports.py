"""The import law: accounts <- curriculum <- reflections and rehearsals; config imports all.

Inside an app the layers import downwards only (docs/architecture.md).
"""

from pathlib import Path

import pytest

from tests.house import source

MAY_IMPORT = {
    "accounts": {"accounts"},
    "curriculum": {"accounts", "curriculum"},
    "reflections": {"accounts", "curriculum", "reflections"},
    "rehearsals": {"accounts", "curriculum", "rehearsals"},
    "config": {"accounts", "curriculum", "reflections", "rehearsals", "config"},
}
# Lower layers first. A file is in the layer of the first name that its path holds.
LAYERS = (
    ("models",),
    ("clauses.py", "policies.py", "queries.py", "queries", "people.py"),
    ("actions",),
    ("forms.py", "exports.py", "notices.py"),
    ("views", "admin", "management", "urls.py"),
)
# The outbox itself is a floor that actions stand on; the kinds of notices are a boundary.
FLOORS = {"accounts/notices": 1}
PURE = ("accounts/words.py", "accounts/errors.py", "reflections/anchors.py", "reflections/marks.py")


def _apps_imported(path: Path) -> set[str]:
    return {module.split(".")[0] for module, _node in source.imports_of(path)} & set(source.APPS)


@pytest.mark.parametrize("app", source.APPS)
def test_apps_import_leftwards_only(app: str) -> None:
    broken = {
        source.name(path): sorted(_apps_imported(path) - MAY_IMPORT[app])
        for path in source.python_files(app)
        if _apps_imported(path) - MAY_IMPORT[app]
    }
    assert broken == {}


def _layer(name: str) -> int | None:
    for floor, layer in FLOORS.items():
        if name.removesuffix(".py") == floor or name.startswith(f"{floor}/"):
            return layer
    parts = name.split("/")
    for number, names in enumerate(LAYERS):
        if any(part in names for part in parts[1:]):
            return number
    return None


def _imported_layers(path: Path, app: str) -> set[int]:
    found = set()
    for module, _node in source.imports_of(path):
        pieces = module.split(".")
        if pieces[0] == app and len(pieces) > 1:
            layer = _layer(
                f"{app}/{pieces[1]}/x" if pieces[1] in _folders() else f"{app}/{pieces[1]}.py"
            )
            if layer is not None:
                found.add(layer)
    return found


def _folders() -> set[str]:
    return {name for names in LAYERS for name in names if not name.endswith(".py")}


@pytest.mark.parametrize("app", ["accounts", "curriculum", "reflections", "rehearsals"])
def test_layers_import_downwards_only(app: str) -> None:
    broken = []
    for path in source.python_files(app):
        layer = _layer(source.name(path))
        if layer is None:
            continue
        broken += [source.name(path) for seen in _imported_layers(path, app) if seen > layer]
    assert broken == []


@pytest.mark.parametrize("name", PURE)
def test_pure_modules_import_nothing_of_ours(name: str) -> None:
    assert _apps_imported(source.ROOT / name) == set()


def test_the_law_can_fail() -> None:
    """The reader of imports sees all four spellings."""
    seen = {module for module, _node in source.imports_of(source.ROOT / "config/admin_site.py")}
    assert {"accounts", "accounts.people"} <= seen
    assert _layer("accounts/models/person.py") == 0
    assert _layer("reflections/actions/writing.py") == 2
    assert _layer("reflections/queries/lists.py") == _layer("accounts/queries.py") == 1
    assert _layer("curriculum/views/lesson.py") == 4
