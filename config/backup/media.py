"""The kept files: as they were when the database was copied, and back where they belong.

A kept file is written once under a name nobody else gets, before the row that names it, and is
removed after that row. So the files of one moment are those that were there before it, linked, and
those that came since.
"""

import filecmp
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from accounts import kept_files

CHUNK = 1024 * 1024
# Uploads that were looked at and not applied yet; they are forgotten after a day anyway.
PASSING = "incoming"


def names() -> Iterator[str]:
    """Yield the name of every kept file; what is hidden, half-written or passing is left out."""
    root = Path(settings.MEDIA_ROOT)
    for folder, folders, files in os.walk(root):
        place = Path(folder).relative_to(root)
        hidden = [name for name in folders if name.startswith(".")]
        passing = [PASSING] if place == Path() and PASSING in folders else []
        for name in [*hidden, *passing]:
            folders.remove(name)
        for name in files:
            if not name.startswith(".") and not name.endswith(".part"):
                yield (place / name).as_posix()


def hold(folder: Path) -> None:
    """Link every kept file into ``folder``, where no removal reaches it; again, the new ones."""
    for name in names():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.link(Path(settings.MEDIA_ROOT) / name, target)
        except (FileExistsError, FileNotFoundError):
            continue  # held already, or removed this very moment


def place(folder: Path, wanted: set[str]) -> list[str]:
    """Bring those of the ``wanted`` files that are missing, and return their names."""
    brought = []
    for name in sorted(wanted - set(names())):
        kept_files.write(name, _chunks(folder / name))
        brought.append(name)
    return brought


def take_back(brought: list[str]) -> None:
    """Undo ``place``."""
    for name in brought:
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)


def settle(folder: Path, wanted: set[str], brought: list[str]) -> None:
    """Make the kept files exactly the ``wanted`` ones: the database that names them is in place."""
    root = Path(settings.MEDIA_ROOT)
    for name in set(names()) - wanted:
        (root / name).unlink(missing_ok=True)
    for name in wanted - set(brought):
        if not filecmp.cmp(root / name, folder / name, shallow=False):
            (root / name).unlink()
            kept_files.write(name, _chunks(folder / name))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
