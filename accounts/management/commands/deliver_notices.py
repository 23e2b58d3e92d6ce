"""Send what waits in the outbox, and forget lists of people that were never applied.

Idempotent, safe to run twice at once; see docs/operating.md.
"""

import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from accounts import notices
from accounts.actions import rostering


class Command(BaseCommand):
    help = "Sends the notices that are due. --loop SECONDS keeps running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="run again after a pause")
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="stop the loop when the process that started this one has ended",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pause = options["loop"]
        if not pause:
            rostering.forget_old()
            self.say(notices.deliver())
            return
        parent = os.getppid() if options["with_parent"] else None
        try:
            while parent in (None, os.getppid()):
                self.once()
                time.sleep(pause)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def once(self) -> None:
        """Deliver once; a database that is away for a moment ends nothing."""
        close_old_connections()
        try:
            rostering.forget_old()
            done = notices.deliver()
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database is away: {type(error).__name__}. Trying again later.")
        else:
            if any(done.values()):
                self.say(done)
        finally:
            close_old_connections()

    def say(self, done: dict[str, int]) -> None:
        self.stdout.write("Sent {sent}, dropped {dropped}, later {later}.".format(**done))
        self.stdout.flush()
