"""The probe world is whole: everything private has a row in it, and a canary in every field.

A new private model or field fails here until config/probe knows of it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client

from accounts import ledger
from accounts.actions import erasing
from accounts.models import AuditEvent, DraftText, Mentoring, Person
from config import probe
from config.management.commands import probe_world
from config.probe import manifest as manifests
from reflections.models import Entry, ReplyText, Version
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
    "group": "the name of what somebody chose about",
    "mapping": "numbers of columns",
    "name_sha256": "a fingerprint",
    "lens": "the key of a lens",
    "tokens": "the words of pages that have canaries, cut apart; tests/reflections/test_search.py",
    "token": "the same",
    "pages": "numbers",
    "kept_for": "categories, by class; never words",
    "things": "ids",
    "file": "the name we gave a kept file",
    "rule": "the name of a period",
    "marks": "places of lines, and codes",
    "unnoted": "verbs and codes for the trail, until the day is over",
}
# What the manifest calls the rows of a model.
KINDS = {
    "Closing": {"closing"}, "Forewarning": {"warning"},
    "Entry": {"entry"}, "Version": {"version"}, "VersionText": {"version"}, "Reader": {"reader"},
    "Reading": {"read log"}, "Reply": {"reply"}, "ReplyText": {"reply"}, "Remark": {"remark"},
    "RemarkText": {"remark"}, "Helped": {"remark helped"},
    "ReplyEdition": {"edition"}, "EditionText": {"edition"}, "Pencil": {"pencil"},
    "PageClosing": {"page closing"},
    "Message": {"message"}, "MessageText": {"message"},
    "Answer": {"answer"}, "AnswerText": {"answer"}, "Attendance": {"attendance"},
    "Draft": {"entry", "answer", "reply", "pencil", "sheet"},
    "DraftText": {"revision", "editing draft"},
    "FeedToken": {"feed token"}, "Completion": {"completion"}, "Notice": {"notice"},
    "NoticeChoice": {"notice choice"},
    "Share": {"share"}, "ShareText": {"share"}, "ShareReader": {"share reader"},
    "Delivery": {"delivery"}, "Withdrawal": {"withdrawal"}, "Handover": {"handover"},
    "Pass": {"pass"}, "Placing": {"lens"}, "RosterUpload": {"roster upload"},
    "Picture": {"picture"}, "PictureText": {"picture"},
    "VersionPicture": {"picture on a version"}, "Grant": {"grant"}, "GrantText": {"grant"},
    "Phrase": {"phrase"}, "Concern": {"concern"}, "ContactWish": {"contact wish"},
    "VersionAsk": {"ask"}, "Acknowledgement": {"acknowledgement"}, "Claim": {"claim"},
    "Tag": {"tag"}, "Tagged": {"tag"}, "Piece": {"portfolio"}, "PortfolioText": {"portfolio"},
    "SearchPage": {"search index"}, "SearchWord": {"search index"},
    "Place": {"place in a rehearsal"}, "Sheet": {"sheet"}, "SheetText": {"sheet"},
    "Keepsake": {"keepsake"}, "KeepsakeText": {"keepsake"},
}  # fmt: skip


def _fields(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices and field.name not in NO_WORDS
    ]


def _said(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value or "")


def _private() -> Iterator[tuple[type[models.Model], str]]:
    """Yield what the ledger calls private."""
    return ((model, name) for model, name in ledger.private() if name not in NO_WORDS)


def test_text_of_private_rows_is_private_in_the_ledger() -> None:
    said = set(ledger.private())
    texts = {(m, name) for m in apps.get_models() if m.__name__ in PRIVATE for name in _fields(m)}
    assert {f"{model.__name__}.{name}" for model, name in texts - said} == set()


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


def test_command_refuses_a_database_with_people(
    manifest: dict[str, Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "probe.json"
    with pytest.raises(CommandError, match="not empty"):
        call_command("probe_world", "--manifest", str(file))
    assert not file.exists()
    with pytest.raises(CommandError, match="no folder"):
        call_command("probe_world", "--manifest", str(tmp_path / "nowhere" / "probe.json"))
    monkeypatch.setattr(probe_world, "is_behind", lambda: True)
    with pytest.raises(CommandError, match=r"Run manage\.py migrate first"):
        call_command("probe_world", "--manifest", str(file))


def test_command_makes_the_tables_where_there_are_none(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a database holds nothing at all, no other command is needed first."""
    ran: list[str] = []
    monkeypatch.setattr(connection.introspection, "table_names", list)
    monkeypatch.setattr(probe_world, "call_command", lambda name, **_how: ran.append(name))
    monkeypatch.setattr(probe_world, "is_behind", lambda: False)
    monkeypatch.setattr(probe, "build", lambda: {"people": [], "objects": []})
    call_command("probe_world", "--manifest", str(tmp_path / "probe.json"))
    assert ran == ["migrate"]


def test_manifest_is_written_for_its_owner_alone(tmp_path: Any) -> None:
    file = tmp_path / "probe.json"
    file.write_text("before")
    file.chmod(0o644)
    manifests.write({"people": []}, file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().strip() == '{\n "people": []\n}'
    assert [one.name for one in tmp_path.iterdir()] == ["probe.json"]


def _everything() -> str:
    """Return all that the database holds, every column of every table, as one text."""
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own schema
            held += [_said(value) for row in cursor.fetchall() for value in row]
    held += [file.read_bytes().decode("latin-1") for file in _files()]
    return "\n".join(held)


def _files() -> list[Path]:
    return [one for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file()]


def _hers(manifest: dict[str, Any], key: str) -> tuple[set[str], set[str]]:
    """Return the canaries that go with somebody, and those that stay."""
    author = Person.objects.get(email=_email(manifest, key))
    pages = {str(pk) for pk in Entry.objects.filter(author=author).values_list("pk", flat=True)}
    gone, stay = set(), set()
    for thing, _name, mark in _marks(manifest):
        is_hers = thing["owner"] == key or any(pk in url for url in thing["urls"] for pk in pages)
        (gone if is_hers else stay).add(canary_of(mark.upper()))
    return gone, stay - gone


def _marks(manifest: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    for thing in manifest["objects"]:
        yield from ((thing, name, mark) for name, mark in thing["canaries"].items())


def _email(manifest: dict[str, Any], key: str) -> str:
    return next(one["email"] for one in manifest["people"] if one["key"] == key)


def test_erasing_one_reaches_all_that_is_hers_and_nothing_else(
    manifest: dict[str, Any], django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    """Her canaries are in no column of any table and in no file; everybody else's are."""
    caplog.set_level("DEBUG")
    author = Person.objects.get(email=_email(manifest, "a_author"))
    client = Client()
    client.force_login(author)
    client.get("/journal/")
    gone, stay = _hers(manifest, "a_author")
    before = canaries_in(_everything().upper())
    picture = Path(settings.MEDIA_ROOT) / author.picture
    assert picture.exists()
    # (What a picture's file said more than it shows, and secrets of addresses, are kept nowhere.)
    gone, stay = gone & before, stay & before
    assert len(gone) > 40
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase_person(person=author)
    after, held = canaries_in(_everything().upper()), _everything().lower()
    # Also cut apart, as an index of words would have it.
    left = {mark for mark in gone if mark in after or mark[7:].lower() in held}
    assert [
        (thing["kind"], thing["state"], name)
        for thing, name, mark in _marks(manifest)
        if canary_of(mark.upper()) in left
    ] == []
    assert stay - after == set()
    assert not picture.exists()
    stub = Person.objects.get(pk=author.pk)
    assert (stub.name, stub.is_active, stub.phone) == ("A former student", False, "")
    assert _email(manifest, "a_author") not in _everything()
    assert client.get("/journal/").status_code == 302
    assert canaries_in(caplog.text.upper()) == set()
    # That something was submitted, and answered, is known still.
    assert Version.objects.filter(entry__author=author).exists()
    erasing.erase_person(person=author)
    assert AuditEvent.objects.filter(verb="person.erased").count() == 1


def test_erasing_a_mentor_leaves_what_he_wrote_to_students(manifest: dict[str, Any]) -> None:
    mentor = Person.objects.get(email=_email(manifest, "a_mentor"))
    sent = set(ReplyText.objects.filter(reply__author=mentor).values_list("body", flat=True))
    unsent = set(DraftText.objects.filter(draft__author=mentor).values_list("body", flat=True))
    assert sent
    assert unsent - sent
    erasing.erase_person(person=mentor)
    stub = Person.objects.get(pk=mentor.pk)
    assert stub.name == "A former mentor"
    assert set(ReplyText.objects.filter(reply__author=stub).values_list("body", flat=True)) == sent
    assert not DraftText.objects.filter(draft__author=stub).exists()
    assert not Mentoring.objects.current().filter(mentor=stub).exists()
