"""Rows that carry somebody's words are reached through the rule and through nothing else."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from accounts.policy import PolicyQuerySet, policy_of
from tests.house import source

PRIVATE = {
    "Acknowledgement", "Claim", "VersionAsk",
    "Closing", "Forewarning", "Concern", "ContactWish",
    "EditionText", "PageClosing", "Pencil", "ReplyEdition",
    "Grant", "GrantText", "Picture", "PictureText", "VersionPicture",
    "Phrase",
    "Tag", "Tagged", "Piece", "PortfolioText", "SearchPage", "SearchWord",
    "Answer", "AnswerText", "Attendance",
    "Entry", "Version", "VersionText", "Reader", "Reading", "Reply", "ReplyText", "Remark",
    "RemarkText", "Message", "MessageText", "Draft", "DraftText", "FeedToken", "Completion",
    "Notice", "NoticeChoice", "Pass", "RosterUpload", "Share", "ShareText", "ShareReader",
    "Withdrawal", "Handover", "Delivery", "Placing", "Helped",
    "Place", "Sheet", "SheetText", "Keepsake", "KeepsakeText",
}  # fmt: skip
# Hidden, though nobody's own words: reached as those are.
HIDDEN = {"Rehearsal", "Brief", "Casting", "Dialogue", "MapLine", "Acceptance", "Assent"}
# What may follow ``Model.objects`` in a page, an export or a query: the rule, or nothing at all.
DOORS = {"visible_to", "none"}
# A child is asked for by its parent, which came through a door. Never by its own id alone.
PARENTS = {
    "entry", "entry__in", "version", "version__in", "version__entry", "draft", "reply", "remark",
    "entry__author",
}  # fmt: skip

# Counts for those in charge of a cohort; tests/house/test_counting.py and
# tests/rehearsals/test_counting.py say how little they may ask.
COUNTING = {"reflections/queries/glance.py", "rehearsals/queries/counting.py"}


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__name__ in PRIVATE]


def test_every_private_model_exists_and_has_rules(db) -> None:
    assert {model.__name__ for model in _models()} == PRIVATE
    for model in _models():
        assert policy_of(model).may["read"]
        assert isinstance(model._default_manager.all(), PolicyQuerySet)


def test_every_model_of_reflections_is_private() -> None:
    """A new model there is private until somebody has thought about it."""
    ours = {model.__name__ for model in apps.get_app_config("reflections").get_models()}
    assert ours <= PRIVATE


def test_every_model_of_a_rehearsal_is_private_or_hidden() -> None:
    ours = {model.__name__ for model in apps.get_app_config("rehearsals").get_models()}
    assert ours - {"Group"} <= PRIVATE | HIDDEN


def test_no_private_model_is_in_the_admin() -> None:
    registered = {model.__name__ for model in admin.site._registry}
    assert registered & (PRIVATE | HIDDEN) == set()
    inlines = {
        inline.model.__name__ for one in admin.site._registry.values() for inline in one.inlines
    }
    assert inlines & (PRIVATE | HIDDEN) == set()


def test_names_of_private_rows_carry_no_words(world) -> None:
    """The admin's log and a delete page print ``str(row)``."""
    for model in _models():
        for row in model.objects.all():
            text = str(row)
            assert "WORDS" not in text
            assert "TITLE" not in text
            assert "REPLY" not in text
            assert world.asha.name not in text


def _by_its_parent(call: ast.Call | None) -> bool:
    """Say whether a filter asks for the children of rows already in hand (they came by right)."""
    return call is not None and any(word.arg in PARENTS for word in call.keywords)


def _her_own(call: ast.Call | None) -> bool:
    """Say whether a filter asks for what the asker made herself, or what names her."""
    return call is not None and any(
        word.arg in {"author", "person", "facilitator"}
        and isinstance(word.value, ast.Name)
        and word.value.id == "person"
        for word in call.keywords
    )


def _raw_doors(path: Path) -> list[str]:
    """Return where a file asks ``Private.objects`` past the rule and past a parent."""
    tree = source.tree_of(path)
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return [
        f"{source.name(path)}:{node.lineno} {node.value.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager", "_base_manager"}
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in PRIVATE | HIDDEN
        and node.attr not in DOORS
        and not (node.attr in {"filter", "exclude"} and _by_its_parent(calls.get(id(node))))
        and not (node.attr == "filter" and _her_own(calls.get(id(node))))
    ]


def _pages() -> list[Path]:
    """Return the files that answer people: views, queries, exports, forms, templates' tags."""
    names = ("views", "queries", "mentor_queries", "templatetags", "admin")
    return [
        path
        for path in source.python_files()
        if any(part in names for part in path.parts)
        or path.name in {"queries.py", "exports.py", "forms.py"}
    ]


def test_pages_reach_private_rows_through_the_rule() -> None:
    read = {source.name(path) for path in _pages()}
    assert {"reflections/queries/reading.py", "reflections/mentor_queries/desk_page.py"} <= read
    pages = [path for path in _pages() if source.name(path) not in COUNTING]
    assert [where for path in pages for where in _raw_doors(path)] == []


def test_reader_of_raw_doors_can_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "ROOT", tmp_path)
    bad = tmp_path / "views.py"
    bad.write_text(
        "Entry.objects.filter(pk=1)\n"
        "Entry.objects.visible_to(me).filter(pk=1)\n"
        "Reply.objects.filter(version=version)\n"
        "Reply.objects.get(pk=1)\n"
        "Remark.objects.all()\n"
    )
    assert _raw_doors(bad) == [
        "views.py:1 Entry.filter",
        "views.py:4 Reply.get",
        "views.py:5 Remark.all",
    ]


@pytest.mark.parametrize(
    "word", ["has_perm", "has_perms", "user_passes_test", "permission_required"]
)
def test_no_app_asks_has_perm(word: str) -> None:
    """``has_perm`` says yes to every operator before any rule is asked."""
    asked = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.python_files("accounts", "curriculum", "reflections", "rehearsals")
        for node in ast.walk(source.tree_of(path))
        if (isinstance(node, ast.Attribute) and node.attr == word)
        or (isinstance(node, ast.Name) and node.id == word)
    ]
    assert asked == []


def test_no_sql_by_hand() -> None:
    """Neither ``raw`` nor ``extra`` nor a cursor reaches a row past its rule."""
    allowed = {
        "config/views.py", "config/checks.py", "config/server_log.py", "config/backup/postgres.py",
        "accounts/compiled.py",
    }  # fmt: skip
    found = [
        f"{source.name(path)}:{node.lineno}"
        for path in source.python_files()
        if source.name(path) not in allowed
        for node in ast.walk(source.tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"raw", "cursor", "extra"}
    ]
    assert found == []
