"""The probe world is whole: everything private has a row in it, and a canary in every field.

A new private model or field fails here until config/probe knows of it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models, transaction

from accounts.models import Person
from config import probe
from config.probe import manifest as manifests
from curriculum.models import Lesson, ModuleVersion, Release, Scenario
from tests.house.crawl import canaries_in, canary_of
from tests.house.test_private_rows import PRIVATE

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)
# Text that nobody wrote, and why it is none.
NO_WORDS = {
    "sha256": "a fingerprint",
    "token_hash": "a fingerprint",
    "about_kind": "the name of a model",
    "about": "an id",
    "kind": "the name of a kind of notice",
    "mapping": "numbers of columns",
    "kept_for": "categories, by class; never words",
}
# Private fields of rows that are not private as a whole.
FIELDS: dict[type[models.Model], set[str]] = {
    ModuleVersion: {"facilitator_notes"},
    Lesson: {"facilitator_notes"},
    Release: {"load_reason"},
    Person: {"phone", "email"},
    Scenario: {"title", "summary", "brief", "questions"},
}
# What the manifest calls the rows of a model.
KINDS = {
    "Entry": {"entry"}, "Version": {"version"}, "VersionText": {"version"}, "Reader": {"reader"},
    "Reading": {"read log"}, "Reply": {"reply"}, "ReplyText": {"reply"}, "Remark": {"remark"},
    "RemarkText": {"remark"}, "Message": {"message"}, "MessageText": {"message"},
    "Answer": {"answer"}, "AnswerText": {"answer"}, "Attendance": {"attendance"},
    "Draft": {"entry", "answer", "reply"}, "DraftText": {"revision", "editing draft"},
    "FeedToken": {"feed token"}, "Completion": {"completion"}, "Notice": {"notice"},
    "Pass": {"pass"}, "RosterUpload": {"roster upload"},
}  # fmt: skip


@pytest.fixture(scope="module")
def _manifest(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield probe.build()
        transaction.set_rollback(True)


@pytest.fixture
def manifest(_manifest: dict[str, Any], db: None) -> dict[str, Any]:
    return _manifest


def _fields(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices and field.name not in NO_WORDS
    ]


def _said(value: Any) -> str:
    return bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value or "")


def _private() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        if model.__name__ in PRIVATE:
            yield from ((model, name) for name in _fields(model))
    for model, names in FIELDS.items():
        yield from ((model, name) for name in sorted(names))


def test_every_private_field_has_a_canary(manifest: dict[str, Any]) -> None:
    known = {canary_of(one) for thing in manifest["objects"] for one in thing["canaries"].values()}
    without = []
    for model, name in _private():
        said = [_said(value) for value in model._base_manager.values_list(name, flat=True)]
        if not any(canaries_in(one) & known for one in said):
            without.append(f"{model.__name__}.{name}")
    assert without == []


def test_every_word_somebody_wrote_is_a_known_canary(manifest: dict[str, Any]) -> None:
    """Not one row has words that the outside could not look for."""
    known = {canary_of(one) for thing in manifest["objects"] for one in thing["canaries"].values()}
    plain = [
        f"{model.__name__}.{name}"
        for model, name in _private()
        if model.__name__.endswith("Text")
        for said in model._base_manager.values_list(name, flat=True)
        if said and not canaries_in(said) & known
    ]
    assert plain == []


def test_every_private_model_is_in_the_manifest(manifest: dict[str, Any]) -> None:
    assert set(KINDS) == PRIVATE
    ids: dict[str, set[str]] = {}
    for thing in manifest["objects"]:
        ids.setdefault(thing["kind"], set()).add(thing["id"])
    missing = []
    for model in (one for one in apps.get_models() if one.__name__ in PRIVATE):
        rows = {str(pk) for pk in model._base_manager.values_list("pk", flat=True)}
        named = set().union(*(ids.get(kind, set()) for kind in KINDS[model.__name__]))
        if not rows & named:
            missing.append(model.__name__)
    assert missing == []


def test_people_and_states_are_all_there(manifest: dict[str, Any]) -> None:
    roles = [(one["role"], one["cohort"]) for one in manifest["people"]]
    for letter in ("a", "b"):
        counted = {role: roles.count((role, letter)) for role, _cohort in roles}
        assert counted["student"] >= 3
        assert counted["mentor"] >= 2
        assert counted["former_mentor"] == counted["lead"] == 1
    assert {"administrator", "superuser", "wellbeing", "suspended", "left"} <= {r for r, _ in roles}
    states = {thing["state"] for thing in manifest["objects"] if thing["kind"] == "entry"}
    assert {"draft", "submitted", "being revised", "answered", "with cover"} <= states
    keys = {one["key"] for one in manifest["people"]}
    assert all(set(thing["readers"]) <= keys for thing in manifest["objects"])
    marks = [mark for thing in manifest["objects"] for mark in thing["canaries"].values()]
    assert len(marks) == len(set(marks)) > 200


def test_command_refuses_a_database_with_people(manifest: dict[str, Any], tmp_path: Any) -> None:
    file = tmp_path / "probe.json"
    with pytest.raises(CommandError, match="not empty"):
        call_command("probe_world", "--manifest", str(file))
    assert not file.exists()
    with pytest.raises(CommandError, match="no folder"):
        call_command("probe_world", "--manifest", str(tmp_path / "nowhere" / "probe.json"))


def test_manifest_is_written_for_its_owner_alone(tmp_path: Any) -> None:
    file = tmp_path / "probe.json"
    file.write_text("before")
    file.chmod(0o644)
    manifests.write({"people": []}, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() == '{\n "people": []\n}'
    assert [one.name for one in tmp_path.iterdir()] == ["probe.json"]
