"""Take out each visibility clause and guard in turn: do the tests notice?

A mutant is the project with one piece of a rule removed: a clause of a policy, a condition of a
filter, one side of an ``and`` or an ``or``; or with one guard removed: a page, a query or an action
that no longer asks the rule. The tests are collected once; for each mutant the process forks, lays
the changed module over the real one and runs tests until one fails (tests/mutant_hook.py): the
matrix tests for a rule; for a guard those of these and of its own app's tests in which it asks.
No file is touched. Exit status 1 when a mutant survives.

``python -m tests.mutants WORD`` runs only the mutants whose description holds WORD, a regular
expression; ``--list`` lists them.
"""

import ast
import copy
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RULES = (
    "accounts/policy.py",
    "accounts/policies.py",
    "accounts/models/dated.py",
    "curriculum/policies.py",
    "reflections/clauses.py",
    "reflections/concern_clauses.py",
    "reflections/lens_clauses.py",
    "reflections/policies.py",
    "rehearsals/clauses.py",
    "rehearsals/policies.py",
)
MATRIX = (
    "tests/house/test_visibility_doc.py",
    "tests/reflections/test_policies.py",
    "tests/reflections/test_answer_policies.py",
    "tests/reflections/test_share_policies.py",
    "tests/reflections/concern/test_contact.py",
    "tests/reflections/test_lenses.py",
    "tests/rehearsals/test_policies.py",
    "tests/curriculum/test_policies.py",
    "tests/accounts/test_policies.py",
    "tests/house/test_rights.py",
    "tests/house/test_doors.py",
)
# What may notice that a guard is gone; the rules need the matrix alone.
TESTS = (*MATRIX, "tests/accounts", "tests/curriculum", "tests/reflections", "tests/rehearsals")

# Where pages, queries and actions ask the rule.
GUARDED = sorted(
    str(path.relative_to(ROOT))
    for app in ("accounts", "curriculum", "reflections", "rehearsals")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in RULES
)

# What a guard calls when it asks, where that is being noted.
NOTE = "__noted__"


@dataclass(frozen=True)
class Mutant:
    """One module with one piece removed."""

    file: str
    line: int
    what: str
    source: str
    # Which question of its file a guard is; nothing for a piece of a rule.
    guard: str = ""

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line} {self.what}"


def _cuts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (index of the node in walking order, which piece) for everything that can go."""
    elsewhere = _annotations(tree) | _constraints(tree)
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in elsewhere:
            continue
        if isinstance(node, ast.Dict):
            for v, value in enumerate(node.values):
                clauses = value.elts if isinstance(value, ast.Tuple) else []
                yield from ((index, f"clause {v}.{c}") for c in range(len(clauses)))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr):
            yield from ((index, side) for side in ("left", "right"))
        elif isinstance(node, ast.Call) and _is_filter(node):
            yield from ((index, f"positional {n}") for n in range(len(node.args)))
            yield from ((index, f"keyword {n}") for n in range(len(node.keywords)))
        elif isinstance(node, ast.BoolOp):
            yield from ((index, f"operand {n}") for n in range(len(node.values)))
        elif isinstance(node, ast.keyword) and node.arg == "never":
            yield index, "the bar"
        elif isinstance(node, ast.Call) and _name(node) == "current":
            yield index, "being current"


def _annotations(tree: ast.Module) -> set[int]:
    """Return every node inside an annotation: a type is not a rule."""
    roots = [getattr(node, "annotation", None) for node in ast.walk(tree)]
    roots += [getattr(node, "returns", None) for node in ast.walk(tree)]
    return {id(part) for root in roots if root is not None for part in ast.walk(root)}


def _constraints(tree: ast.Module) -> set[int]:
    """Return every node inside a constraint: that is in the database, where no fork can lift it."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    roots = [call for call in calls if _name(call).endswith("Constraint")]
    return {id(part) for root in roots for part in ast.walk(root)}


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_filter(call: ast.Call) -> bool:
    return _name(call) in {"filter", "has"}


def _guards(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (index of the node in walking order, which guard) for every question of the rule."""
    for index, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Call) and _name(node) == "visible_to":
            yield index, "guard rows"
        elif isinstance(node, ast.Call) and _name(node) == "allows":
            yield index, "guard yes"
        elif isinstance(node, ast.Call) and _name(node) == "authorise":
            yield index, "guard nothing"


def _unguarded(tree: ast.Module, node: ast.Call, guard: str) -> None:
    """Let everything through where ``node`` asked: all rows, always yes, no question."""
    if guard == "rows":
        node.func.attr, node.args, node.keywords = "all", [], []
    else:
        _replace(tree, node, ast.Constant(guard == "yes" or None))


def _cut(tree: ast.Module, index: int, piece: str) -> ast.AST:
    """Take the piece out of ``tree`` in place and return the node it was taken from."""
    node = list(ast.walk(tree))[index]
    kind, _, number = piece.partition(" ")
    if kind == "clause":
        v, c = (int(n) for n in number.split("."))
        del node.values[v].elts[c]
    elif kind in {"left", "right"}:
        keep = copy.deepcopy(node.right if kind == "left" else node.left)
        _replace(tree, node, keep)
    elif kind == "positional":
        del node.args[int(number)]
    elif kind == "keyword":
        del node.keywords[int(number)]
    elif kind == "operand":
        del node.values[int(number)]
        if len(node.values) == 1:
            _replace(tree, node, node.values[0])
    elif kind == "guard":
        _unguarded(tree, node, number)
    elif kind == "the":
        node.value = ast.Dict(keys=[], values=[])
    else:  # X.current(at) -> X
        _replace(tree, node, node.func.value)
    return node


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return
            if isinstance(value, list) and any(one is old for one in value):
                value[[one is old for one in value].index(True)] = new
                return


def controls() -> Iterator[Mutant]:
    """Yield rules unchanged: laid over themselves, they must let every test pass.

    Two are enough: with the kernel every policy is laid anew, and the dates stand on their own.
    """
    for file in ("accounts/policy.py", "accounts/models/dated.py"):
        yield Mutant(file, 0, "unchanged", (ROOT / file).read_text(encoding="utf-8"))


def _place(file: str, node: ast.Call) -> str:
    return f"{file}:{node.lineno}:{node.end_col_offset}"


def noting(file: str) -> str:
    """Return the file’s source, unchanged but that each guard says when it asks."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    for node in [nodes[index] for index, _guard in _guards(tree)]:
        said = ast.Call(ast.Name(NOTE, ast.Load()), [ast.Constant(_place(file, node))], [])
        both = ast.Tuple([said, copy.copy(node)], ast.Load())
        _replace(tree, node, ast.Subscript(both, ast.Constant(1), ast.Load()))
    return ast.unparse(ast.fix_missing_locations(tree))


def mutants() -> Iterator[Mutant]:
    """Yield every mutant of the rules and guards that still is Python."""
    for file in (*RULES, *GUARDED):
        text = (ROOT / file).read_text(encoding="utf-8")
        cuts = _guards if file in GUARDED else _cuts
        for index, piece in list(cuts(ast.parse(text))):
            tree = ast.parse(text)
            before = list(ast.walk(ast.parse(text)))[index]
            _cut(tree, index, piece)
            source = ast.unparse(ast.fix_missing_locations(tree))
            said = " ".join(ast.unparse(_piece(before, piece)).split())
            guard = _place(file, before) if file in GUARDED else ""
            what = f"without {piece}: {said[:90]}"
            yield Mutant(file, getattr(before, "lineno", 0), what, source, guard)


def chosen(words: list[str]) -> list[Mutant]:
    """Return the mutants whose description holds every one of ``words``."""
    return [m for m in mutants() if all(re.search(word, m.name) for word in words)]


def _piece(node: ast.AST, piece: str) -> ast.AST:
    kind, _, number = piece.partition(" ")
    if kind == "clause":
        v, c = (int(n) for n in number.split("."))
        return node.values[v].elts[c]
    if kind in {"left", "right"}:
        return getattr(node, kind)
    if kind == "positional":
        return node.args[int(number)]
    if kind == "keyword":
        return node.keywords[int(number)]
    if kind == "operand":
        return node.values[int(number)]
    return node


def main(arguments: list[str]) -> int:
    """Run the mutants and report; the status says whether one survived."""
    words = [word for word in arguments if not word.startswith("--")]
    if "--list" in arguments:
        print("\n".join(m.name for m in chosen(words)))
        return 0
    env = os.environ | {"DATABASE_URL": "sqlite://:memory:", "MUTANTS": " ".join(words)}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "tests.mutant_hook"]
    command += ["-p", "no:cacheprovider", "--seed", "1", "-m", "not browser", *TESTS]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
