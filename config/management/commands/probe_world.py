"""A small world for outside security checks, and a manifest that says where everything is."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from config import probe
from config.backup.restoring import is_behind
from config.probe import manifest


class Command(BaseCommand):
    help = (
        "Fill an empty database with invented people and a canary in everything private, and write "
        "a JSON manifest of sign-ins, addresses, ids and canaries. Never on a database with people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--manifest", required=True, metavar="FILE", type=Path, help="where to write it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["manifest"]
        if not path.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {path.parent} to write the manifest into.")
        _prepare()
        try:
            made = probe.build()
        except probe.NotEmpty:
            raise CommandError(
                "This database is not empty. The probe world is made in an empty one only, so that "
                "nobody's words are ever mixed with it."
            ) from None
        manifest.write(made, path.absolute())
        self.stdout.write(
            f"{len(made['people'])} people and {len(made['objects'])} private things. "
            f"The manifest, with the password of all of them, is in {path}."
        )


def _prepare() -> None:
    """Make the tables where there are none. CommandError where some are missing."""
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    if is_behind():
        raise CommandError("This database is not up to date. Run manage.py migrate first.")
