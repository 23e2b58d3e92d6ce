"""Two files count submitted rows past the right to read them. They may do nothing else.

What leads and administrators see of a cohort are figures (docs/visibility.md, “the cohort’s
progress, in figures”). The rows behind them are others’, so no rule of reflections lets them
through; what is asked of them is held narrow here instead.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import source

COUNTING = source.ROOT / "reflections/queries/glance.py"
EVIDENCE = source.ROOT / "reflections/evidence/facts.py"
ASKED = {"Version", "Reply", "Pass", "Extension", "Membership"}
# What leaves the database: counts with what they are of, and of what waits ids and a moment.
LEAVES = {"n", "pk", "cohort_id", "submitted_at", "version_id", "person_id"}
# What a condition, a count or a column here never so much as names.
NEVER = {
    "text", "title", "body", "words", "draft", "drafts", "prompt", "quote", "remarks", "messages",
    "wants_contact", "sha256", "revision", "email",
}  # fmt: skip


def _calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    ]


def _doors(tree: ast.AST) -> Iterator[tuple[str, ast.Attribute]]:
    """Yield (model, the attribute after its manager) for every question asked of a manager."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in {"objects", "_default_manager", "_base_manager"}
        ):
            yield ast.unparse(node.value.value), node


def test_it_asks_only_about_the_cohorts_in_charge() -> None:
    """Each question names those cohorts, or the row of a question that does."""
    tree = source.tree_of(COUNTING)
    doors = [(model, node.attr) for model, node in _doors(tree)]
    assert {model for model, _way in doors} == {*ASKED, "Cohort"}
    assert {way for model, way in doors if model == "Cohort"} == {"visible_to"}
    for call in _calls(tree, "filter"):
        if any(call.func is node for _model, node in _doors(tree)):
            asked = {word.arg: ast.unparse(word.value) for word in call.keywords}
            about = [
                value in {"ids", "_ids(cohorts)"}
                for name, value in asked.items()
                if name in {"cohort__in", "release__cohort__in", "version__cohort__in"}
            ]
            inner = [value.startswith("OuterRef(") for value in asked.values()]
            assert about == [True] or any(inner), asked


@pytest.mark.parametrize("path", [COUNTING, EVIDENCE], ids=lambda path: path.name)
def test_it_never_names_what_people_wrote(path: Path) -> None:
    tree = source.tree_of(path)
    said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    said -= {ast.get_docstring(node, clean=False) for node in ast.walk(tree)
             if isinstance(node, ast.Module | ast.FunctionDef)}  # fmt: skip
    named = {part for text in said if isinstance(text, str) for part in text.split("__")}
    named |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        named |= {part for word in call.keywords for part in (word.arg or "").split("__")}
    assert {"submitted_at", "entry"} <= named
    assert named & NEVER == set()


def test_what_leaves_it_are_counts_and_moments() -> None:
    tree = source.tree_of(COUNTING)
    told = [part for call in _calls(tree, "values_list") for part in call.args]
    assert {ast.literal_eval(part) for part in told if isinstance(part, ast.Constant)} == LEAVES
    public = {
        node.name: ast.unparse(node.returns)
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert public == {
        "cohorts_in_charge": "QuerySet[Cohort]",
        "glance": "list[Line]",
        "lines": "list[Line]",
        "running": "tuple[list[Cohort], list[Cohort]]",
    }


# ------------------------------------------------------------------ the evidence
# A release is asked for by id, or by the row of a question that was; so are the others.
BOUND = {
    "pk__in", "entry__release__in", "release__in", "entry__release", "release", "version__entry",
    "person",
}  # fmt: skip
# Of each piece: of what, where, when, and whether it was answered with substance.
TOLD = {
    "entry__release_id", "site", "submitted_at", "first_at", "until", "substantive",
    "n", "group__name", "sent_at",
    # Of concerns only, to count people and hours; no id of them leaves evidence/people.py.
    "route", "opened_at", "first_contact_at", "student_id",
}  # fmt: skip


def test_the_evidence_asks_only_about_what_was_asked_of_those_cohorts() -> None:
    """Each question is bound to releases it was given, or to the row of a question that is."""
    tree = source.tree_of(EVIDENCE)
    for call in _calls(tree, "filter"):
        model = ast.unparse(call.func.value).removesuffix(".objects")
        named = {word.arg for word in call.keywords}
        if model == "Concern":
            assert named == {"opened_at__gte", "opened_at__lt"}
        elif model in {model for model, _way in _doors(tree)}:
            assert named & BOUND, ast.unparse(call)
    assert {way.attr for _model, way in _doors(tree)} == {"filter"}


def test_what_leaves_the_evidence_are_counts_and_moments() -> None:
    tree = source.tree_of(EVIDENCE)
    told = {
        part.value
        for name in ("values_list", "values")
        for call in _calls(tree, name)
        for part in call.args
        if isinstance(part, ast.Constant)
    }
    assert told == TOLD
