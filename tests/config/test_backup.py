"""Backup under sixteen writers, and back: everything acknowledged before it began is there."""

import hashlib
import json
import stat
import tarfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.backup import archive, postgres, restoring
from config.backup.workplace import workplace
from tests.durability import kept
from tests.live.place import KEY, Place
from tests.live.scratch import furnish, inside, scratch
from tests.live.server import Server
from tests.live.writer import Crowd, Page

PICTURE = "person/0123456789abcdef0123456789abcdef.jpg"


@pytest.fixture
def places(tmp_path, db):
    """Two portals: one to be saved, one to save it into."""
    made = scratch(tmp_path / "one"), scratch(tmp_path / "two")
    with made[0] as one, made[1] as two:
        yield one, two


def _write(place: Place, name: str, data: bytes) -> None:
    path = place.media / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _media(place: Place) -> dict[str, bytes]:
    files = [path for path in place.media.rglob("*") if path.is_file()]
    return {str(p.relative_to(place.media)): p.read_bytes() for p in files if p.name[0] != "."}


def _state(place: Place) -> tuple:
    """Return everything a refused restore must leave as it was."""
    asked = "SELECT verb, facts FROM accounts_auditevent ORDER BY id"
    return kept.read(place), kept.ask(place, asked), _media(place)


def _restore(place: Place, path: Path, **named: bool) -> None:
    with inside(place):
        call_command("restore", str(path), stdout=StringIO(), noinput=True, **named)


def _backed_up_while_writing(place: Place, path: Path) -> set[tuple[str, int, str]]:
    """Make a backup under sixteen writers; return what had been acknowledged before it began."""
    accounts = furnish(place, 16)
    _write(place, PICTURE, b"a face")
    _write(place, "incoming/half.zip", b"forgotten after a day")
    server = Server(place)
    server.start()
    pages = [Page(server.port, account) for account in accounts]
    try:
        with Crowd(pages) as crowd:
            crowd.go.set()
            while min(len(page.heard.kept) for page in pages) < 2:
                assert not any(page.heard.strange for page in pages)
            before = {(page.id.replace("-", ""), one.revision, one.sha256)
                      for page in pages for one in list(page.heard.kept)}  # fmt: skip
            told = crowd.kept()
            with inside(place):
                call_command("backup", str(path), stdout=StringIO())
            assert crowd.kept() > told
    finally:
        server.kill()
    assert not any(page.heard.strange or page.heard.away for page in pages)
    return before


def test_everything_acknowledged_before_a_backup_comes_back(places, tmp_path):
    one, two = places
    path = tmp_path / "kept.tar"
    before = _backed_up_while_writing(one, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not (one.media / ".backup").exists()

    # Into an empty database: no table is there yet.
    _restore(two, path, verify=True)
    assert _media(two) == {}
    _restore(two, path)
    rows = kept.read(two)
    assert before <= {(row.draft, row.revision, row.sha256) for row in rows}
    for draft in {row.draft for row in rows}:
        assert list(kept.faults([row for row in rows if row.draft == draft])) == []
    assert _media(two) == {PICTURE: b"a face"}
    assert kept.ask(two, "SELECT count(*) FROM django_session") == [(0,)]
    assert kept.ask(two, "SELECT verb FROM accounts_auditevent") == [("backup.restored",)]
    assert kept.ask(one, "SELECT verb FROM accounts_auditevent") == [("backup.made",)]

    # Over people only when asked for, and never without every hash being right.
    _write(two, "lesson/later.png", b"handed in later")
    _write(two, PICTURE, b"a scratched face")
    now = _state(two)
    with pytest.raises(CommandError, match="There are 16 people"):
        _restore(two, path)
    for spoiled in _spoiled(path, tmp_path):
        with pytest.raises(CommandError):
            _restore(two, spoiled, replace=True)
        assert _state(two) == now, spoiled
    with inside(one), pytest.raises(CommandError, match="never overwrites"):
        call_command("backup", str(path))
    _restore(two, path, replace=True)
    assert _media(two) == {PICTURE: b"a face"}
    assert kept.read(two) == rows


def _spoiled(path: Path, folder: Path) -> list[Path]:
    """Return the archive cut short, with one letter changed, and sealed but not fitting here."""
    data = path.read_bytes()
    names = ("cut.tar", "changed.tar", "counted.tar", "newer.tar")
    cut, changed, counted, newer = (folder / name for name in names)
    cut.write_bytes(data[: len(data) * 2 // 3])
    middle = len(data) // 2
    changed.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])

    def one_more(said: dict) -> None:
        said["rows"]["accounts_person"] += 1

    def from_later(said: dict) -> None:
        said["migrations"]["accounts"].append("9999_something_new")

    return [cut, changed, _sealed(path, counted, one_more), _sealed(path, newer, from_later)]


def _sealed(path: Path, target: Path, change: Callable[[dict], None]) -> Path:
    """Write the archive again, whole and sealed, with another manifest."""
    folder = target.with_suffix("")
    with tarfile.open(path) as tar:
        for member in tar:
            (folder / member.name).parent.mkdir(parents=True, exist_ok=True)
            (folder / member.name).write_bytes(tar.extractfile(member).read())
    said = json.loads((folder / archive.MANIFEST).read_text())
    (folder / archive.MANIFEST).unlink()
    change(said)
    del said["seal"], said["files"]
    with target.open("wb") as to:
        archive.write(to, archive.Manifest(**said), folder)
    return target


@pytest.fixture(autouse=True)
def same_key(settings):
    """Seal here as the portals of these tests do."""
    settings.SECRET_KEY = KEY


# ------------------------------------------------------------------ the archive alone
@pytest.fixture
def packed(tmp_path):
    """Return a small archive, and a maker of variants of it."""
    folder = tmp_path / "packed"
    (folder / "media/person").mkdir(parents=True)
    (folder / "database.dump").write_bytes(b"rows")
    (folder / "media" / PICTURE).write_bytes(b"a face")
    manifest = archive.Manifest("2026-11-22T08:00:00+00:00", "postgresql", {}, {})
    path = tmp_path / "packed.tar"
    with path.open("wb") as to:
        archive.write(to, manifest, folder)
    return path


def _again(path: Path, target: Path, change) -> Path:
    """Write the archive anew, each member as ``change(name, data)`` says: pairs of both."""
    with tarfile.open(path) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            for name, data, kind in change(member.name, old.extractfile(member).read()):
                info = tarfile.TarInfo(name)
                info.size, info.type = len(data), kind
                info.linkname = "/etc/passwd" if kind != tarfile.REGTYPE else ""
                source = target.with_suffix(".bytes")
                source.write_bytes(data)
                with source.open("rb") as file:
                    new.addfile(info, file)
    return target


FILE = tarfile.REGTYPE
VARIANTS = {
    "as it was": (lambda name, data: [(name, data, FILE)], None),
    "a file changed": (
        lambda name, data: [(name, data[:-1] + b"?" if name.endswith("jpg") else data, FILE)],
        "different",
    ),
    "a file missing": (
        lambda name, data: [] if name.endswith("jpg") else [(name, data, FILE)],
        "missing",
    ),
    "a file more": (
        lambda name, data: [(name, data, FILE), ("media/x/more.jpg", b"", FILE)]
        if name.endswith("jpg") else [(name, data, FILE)],
        "new",
    ),
    "a file twice": (lambda name, data: [(name, data, FILE)] * 2, "twice"),
    "another place": (
        lambda name, data: [(name, data, FILE), ("media/../../away", b"", FILE)],
        "does not belong",
    ),
    "the root": (lambda name, data: [("/" + name, data, FILE)], "does not belong"),
    "a hidden file": (
        lambda name, data: [(name, data, FILE), ("media/.backup/x", b"", FILE)],
        "does not belong",
    ),
    "a link": (lambda name, data: [(name, b"", tarfile.SYMTYPE)], "does not belong"),
    "no manifest": (
        lambda name, data: [] if name == archive.MANIFEST else [(name, data, FILE)],
        "cut short",
    ),
    "an empty manifest": (
        lambda name, data: [(name, b"[]" if name == archive.MANIFEST else data, FILE)],
        "cut short",
    ),
    "a later format": (
        lambda name, data: [(name, data.replace(b'"format": 1', b'"format": 2'), FILE)],
        "newer Heartbeat",
    ),
    "a changed manifest": (
        lambda name, data: [(name, data.replace(b"08:00", b"09:00"), FILE)],
        "another SECRET_KEY",
    ),
}  # fmt: skip


def test_an_archive_is_believed_only_as_it_was_made(packed, tmp_path, settings):
    for number, (said, (change, refusal)) in enumerate(VARIANTS.items()):
        folder = tmp_path / f"into{number}"
        folder.mkdir()
        variant = _again(packed, tmp_path / f"variant{number}.tar", change)
        with variant.open("rb") as source:
            if refusal is None:
                manifest = archive.unpack(source, folder)
                assert manifest.media() == {PICTURE}, said
                continue
            with pytest.raises(archive.NoBackup, match=refusal):
                archive.unpack(source, folder)
    assert not (tmp_path / "away").exists()


def test_an_archive_of_another_kind_of_database_is_not_looked_into(packed, tmp_path, db):
    """On PostgreSQL, where the kind is right, it is pg_restore that cannot read it."""
    with (
        packed.open("rb") as source,
        pytest.raises(archive.NoBackup, match=r"postgresql|pg_restore"),
    ):
        restoring.read(source, tmp_path)


def test_one_backup_at_a_time_and_nothing_is_left_behind(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with workplace() as place:
        (place / "half").write_bytes(b"words")
        with pytest.raises(archive.NoBackup, match="Another backup"), workplace():
            pass
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert not place.exists()
    place.mkdir()  # as a backup that was killed leaves it
    (place / "half").write_bytes(b"words")
    with workplace() as again:
        assert list(again.iterdir()) == []


def test_a_missing_program_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.raises(archive.NoBackup, match=r"pg_restore is not on this machine.*apt-get"):
        postgres.check(tmp_path / "dump", {})


def test_a_seal_outlives_a_change_of_the_key_while_the_old_one_is_kept(packed, tmp_path, settings):
    def unpack(**named):
        folder = tmp_path / hashlib.sha256(repr(named).encode()).hexdigest()
        folder.mkdir(exist_ok=True)
        with packed.open("rb") as source:
            return archive.unpack(source, folder, **named)

    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, of some length, for a new year"
    with pytest.raises(archive.NoBackup, match="another SECRET_KEY"):
        unpack()
    assert unpack(is_foreign=True).media() == {PICTURE}
    settings.SECRET_KEY_FALLBACKS = [old]
    (tmp_path / hashlib.sha256(b"{}").hexdigest()).rename(tmp_path / "first")
    assert unpack().media() == {PICTURE}
