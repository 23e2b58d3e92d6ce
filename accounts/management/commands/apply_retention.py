"""Warn of what is kept long enough, delete it thirty days later, carry out closings, tidy up.

Idempotent, safe to run at any time and twice at once; see docs/operating.md.
"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from accounts.actions import retaining


class Command(BaseCommand):
    help = (
        "Applies the periods of keeping. --dry-run changes nothing; --loop SECONDS keeps running."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="run again after a pause")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["loop"] or options["dry_run"]:
            self.say(retaining.apply(dry_run=options["dry_run"]), dry_run=options["dry_run"])
            return
        try:
            while True:
                self.once()
                time.sleep(options["loop"])
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def once(self) -> None:
        """Apply once; a database that is away for a moment ends nothing."""
        close_old_connections()
        try:
            done = retaining.apply()
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database is away: {type(error).__name__}. Trying again later.")
        else:
            if done != retaining.Done():
                self.say(done)
        finally:
            close_old_connections()

    def say(self, done: retaining.Done, *, dry_run: bool = False) -> None:
        """Say what was done, in numbers; of erased people the ids (docs/operating.md says why)."""
        said = "Would be: warned" if dry_run else "Warned"
        self.stdout.write(
            f"{said} {done.warned}, deleted {done.gone}, closed {len(done.closed)} accounts, "
            f"tidied {done.tidied} rows. What was never submitted is not counted."
        )
        for one in done.closed:
            self.stdout.write(f"closed {one}")
        self.stdout.flush()
