"""Migrations are complete, and each is named for the sentence it says."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.house import source

AUTOMATIC = re.compile(r"^\d{4}_(initial|auto_.*|alter_.*|.*_and_more|rename_.*|remove_.*_\w+)$")


def test_no_migration_is_missing(db) -> None:
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.parametrize("app", ["accounts", "curriculum", "reflections", "rehearsals"])
def test_migrations_are_named(app: str) -> None:
    names = [path.stem for path in (source.ROOT / app / "migrations").glob("0*.py")]
    assert names
    assert [name for name in names if AUTOMATIC.match(name)] == []
