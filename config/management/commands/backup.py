"""A backup of everything, while the portal runs; see docs/operating.md."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import kept_files
from config.backup import NoBackup, making
from config.backup.workplace import workplace


class Command(BaseCommand):
    help = (
        "Write the database and all media, as they are at one moment, into one tar with the hash "
        "of each part. People may go on writing. It is not encrypted: see docs/operating.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "dest", help="a file that does not exist yet, a folder, or - for standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with workplace() as place, _opened(options["dest"]) as (to, said):
                manifest = making.write(to, place)
        except (NoBackup, OSError) as error:
            raise CommandError(str(error)) from error
        making.noted(manifest)
        rows, files = sum(manifest.rows.values()), len(manifest.media())
        told = f"{rows} rows and {files} files of {manifest.made_at}, in {said}."
        (self.stderr if options["dest"] == "-" else self.stdout).write(told)


@contextmanager
def _opened(dest: str) -> Iterator[tuple[BinaryIO, str]]:
    """Give what to write to, and its name; a file appears only once all of it is on disk."""
    if dest == "-":
        if sys.stdout.isatty():
            raise NoBackup("Not onto a screen. Send it on: manage.py backup - | age -r KEY > FILE")
        yield sys.stdout.buffer, "standard output"
        sys.stdout.buffer.flush()
        return
    path = Path(dest)
    if path.is_dir():
        path /= f"heartbeat-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"
    if path.exists():
        raise NoBackup(f"{path} is there already. A backup never overwrites another.")
    partial = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as to:
            yield to, str(path)
            to.flush()
            os.fsync(to.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    kept_files.settle(path.parent)
