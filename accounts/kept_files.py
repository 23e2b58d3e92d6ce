"""Files that belong to a row: written wholly or not at all, opened only by names we gave them."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def write(name: str, chunks: Iterable[bytes]) -> None:
    """Keep ``chunks`` as ``name``, on disk before this returns, whatever happens to the machine."""
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Let the new name itself be on disk, not only what stands under it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_kept(name: str, ours: re.Pattern[str]) -> BinaryIO:
    """Open a kept file. FileNotFoundError for any name that is not like ``ours``, or not there."""
    if not ours.fullmatch(name):
        raise FileNotFoundError(name)
    return (Path(settings.MEDIA_ROOT) / name).open("rb")


def remove(name: str, ours: re.Pattern[str]) -> None:
    """Take away a file that no row names any more. Quietly, if it is gone already."""
    if ours.fullmatch(name):
        (Path(settings.MEDIA_ROOT) / name).unlink(missing_ok=True)
