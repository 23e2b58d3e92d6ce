"""Restore a backup, or only verify one; see docs/operating.md."""

import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backup import NoBackup, restoring
from config.backup.archive import Manifest
from config.backup.workplace import workplace

ASKED = (
    "This deletes what {people} people have here and puts {rows} rows of {made_at} in its place.\n"
    "Type 'replace' to go on: "
)


class Command(BaseCommand):
    help = (
        "Put a backup in place, after verifying every hash in it. Stop the portal first. A "
        "database with people in it is replaced only with --replace, and after a question."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("src", help="the archive, or - for standard input")
        parser.add_argument("--verify", action="store_true", help="verify it and change nothing")
        parser.add_argument(
            "--replace", action="store_true", help="although there are people in this database"
        )
        parser.add_argument("--noinput", action="store_true", help="with --replace: do not ask")
        parser.add_argument(
            "--foreign", action="store_true", help="although another SECRET_KEY sealed it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with workplace() as place:
                with _opened(options["src"]) as source:
                    manifest = restoring.read(source, place, is_foreign=options["foreign"])
                self._say(manifest, "verified")
                if options["verify"]:
                    return
                self._ask(manifest, options)
                restoring.replace(manifest, place)
        except (NoBackup, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(manifest, "restored")
        self._and_now(manifest)

    def _say(self, manifest: Manifest, done: str) -> None:
        rows, files = sum(manifest.rows.values()), len(manifest.media())
        self.stdout.write(f"{rows} rows and {files} files of {manifest.made_at} {done}.")

    def _ask(self, manifest: Manifest, options: dict[str, Any]) -> None:
        """NoBackup unless this database is empty, or whoever runs this means it."""
        people = restoring.people()
        if not people:
            return
        if not options["replace"]:
            raise NoBackup(
                f"There are {people} people in this database. Make a backup of it, then add "
                "--replace. Nothing was changed."
            )
        if options["noinput"]:
            return
        if options["src"] == "-":
            raise NoBackup("With - there is nobody to ask. Add --noinput if you mean it.")
        rows = sum(manifest.rows.values())
        question = ASKED.format(people=people, rows=rows, made_at=manifest.made_at)
        if input(question).strip() != "replace":
            raise NoBackup("Nothing was changed.")

    def _and_now(self, manifest: Manifest) -> None:
        if restoring.is_behind():
            self.stdout.write("It is of an earlier version: now run manage.py migrate.")
        else:
            restoring.noted(manifest)
        self.stdout.write(
            "Everybody signs in anew. Who was erased since that day is back: see docs/operating.md."
        )


def _opened(src: str) -> BinaryIO:
    return sys.stdin.buffer if src == "-" else Path(src).open("rb")
