"""A folder for one backup or restore: private, on the disk of the media, one at a time."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.backup import NoBackup

FOLDER, LOCK = ".backup", ".backup.lock"


@contextmanager
def workplace() -> Iterator[Path]:
    """Give an empty folder that nobody else may read, and remove it afterwards.

    What a backup that was killed left behind is removed at the next one's beginning.
    """
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = media / FOLDER
    lock = os.open(media / LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NoBackup("Another backup or restore is running. Wait until it is done.") from None
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)
