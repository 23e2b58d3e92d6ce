"""The project's own source, as the house tests read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "curriculum", "reflections", "rehearsals", "config")


def python_files(*folders: str) -> Iterator[Path]:
    """Yield the Python files of these folders, migrations left out."""
    for folder in folders or APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the parsed source of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _for_types_only(tree: ast.Module) -> set[int]:
    """Return the statements under ``if TYPE_CHECKING``: they import nothing when it runs."""
    blocks = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    return {id(part) for block in blocks for part in ast.walk(block)}


def imports_of(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield every module a file imports when it runs, wherever in it, with the statement."""
    tree = tree_of(path)
    types_only = _for_types_only(tree)
    for node in ast.walk(tree):
        if id(node) in types_only:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def name(path: Path) -> str:
    """Return a path as people say it, from the root of the project."""
    return path.relative_to(ROOT).as_posix()
