"""The tar: written in one pass, unpacked into a folder, believed only when all of it is right."""

import hashlib
import hmac
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.crypto import salted_hmac

from config.backup import NoBackup

FORMAT = 1
MANIFEST, MEDIA = "manifest.json", "media"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 256 * 1024 * 1024
BROKEN = "This archive is cut short or damaged. Nothing was changed."
CHANGED = "This archive does not hold what it held when it was made ({}). Nothing was changed."


@dataclass
class Manifest:
    """What an archive holds, and what it was made from."""

    made_at: str
    vendor: str
    rows: dict[str, int]
    migrations: dict[str, list[str]]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def database(self) -> str:
        return DATABASES[self.vendor]

    def media(self) -> set[str]:
        """Return the names of the kept files, as the portal calls them."""
        start = f"{MEDIA}/"
        return {name.removeprefix(start) for name in self.files if name.startswith(start)}

    def seals(self) -> list[str]:
        """Return the seal of each secret key in force, the present one first."""
        said = json.dumps(asdict(self), sort_keys=True)
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return [
            salted_hmac("config.backup", said, secret=key, algorithm="sha256").hexdigest()
            for key in keys
        ]


def write(to: BinaryIO, manifest: Manifest, folder: Path) -> None:
    """Write every file of ``folder`` and, last, the manifest, which learns their hashes."""
    with tarfile.open(fileobj=to, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            manifest.files[name] = _add(tar, name, path)
        said = asdict(manifest) | {"seal": manifest.seals()[0]}
        notes = folder / MANIFEST
        notes.write_text(json.dumps(said, indent=1), encoding="utf-8")
        _add(tar, MANIFEST, notes)


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    member = tarfile.TarInfo(name)
    member.size, member.mode = path.stat().st_size, 0o600
    with path.open("rb") as file:
        hashed = _Hashed(file)
        tar.addfile(member, hashed)  # it asks for read() only
    return {"bytes": member.size, "sha256": hashed.digest.hexdigest()}


def unpack(source: BinaryIO, folder: Path, *, is_foreign: bool = False) -> Manifest:
    """Unpack into ``folder`` and return the manifest; NoBackup unless every hash is right.

    ``is_foreign`` accepts the seal of another secret key (never a wrong hash).
    """
    found: dict[str, dict[str, Any]] = {}
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                name = _checked(member)
                if name in found:
                    raise NoBackup(CHANGED.format("a file stands in it twice"))
                found[name] = _extract(tar, member, folder / name)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise NoBackup(BROKEN) from error
    manifest, seal = _manifest(folder)
    found.pop(MANIFEST)
    if found != manifest.files or manifest.database not in found:
        raise NoBackup(CHANGED.format("a file is missing, new or different"))
    if not is_foreign and not any(hmac.compare_digest(seal, ours) for ours in manifest.seals()):
        raise NoBackup(
            "This archive was sealed under another SECRET_KEY, or changed since. Set the key it "
            "was made under; or, if you know where it comes from, add --foreign. Nothing changed."
        )
    return manifest


def _checked(member: tarfile.TarInfo) -> str:
    """Return a member's name; NoBackup for anything we would not have written."""
    parts = PurePosixPath(member.name).parts
    is_plain = parts and all(part not in ("..", "/") and part.isprintable() for part in parts)
    is_ours = member.name in (MANIFEST, *DATABASES.values()) or (
        len(parts) > 1 and parts[0] == MEDIA and not any(part.startswith(".") for part in parts)
    )
    if not (is_plain and is_ours and member.isreg() and "/".join(parts) == member.name):
        raise NoBackup(CHANGED.format("a file that does not belong there"))
    return member.name


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file, digest, size = tar.extractfile(member), hashlib.sha256(), 0
    if file is None:
        raise NoBackup(BROKEN)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
        for chunk in _chunks(file):
            digest.update(chunk)
            size += len(chunk)
            kept.write(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def _chunks(file: Any) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _manifest(folder: Path) -> tuple[Manifest, str]:
    """Return the manifest and its seal; NoBackup where there is none that can be read."""
    notes = folder / MANIFEST
    if not notes.is_file() or notes.stat().st_size > LARGEST_MANIFEST:
        raise NoBackup(BROKEN)
    try:
        said = json.loads(notes.read_text(encoding="utf-8"))
        seal = str(said.pop("seal"))
        if said.get("format") != FORMAT:
            raise NoBackup("This archive was made by a newer Heartbeat. Install that one first.")
        manifest = Manifest(**said)
        manifest.seals()  # it can be written again, so it is plain JSON of the right shape
        if manifest.vendor not in DATABASES:
            raise NoBackup(BROKEN)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NoBackup(BROKEN) from error
    return manifest, seal
