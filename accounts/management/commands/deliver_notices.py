"""Send what waits in the outbox, and forget lists of people that were never applied.

Idempotent, safe to run twice at once; see docs/operating.md.
"""

import os
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

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
        parser.add_argument(
            "--check",
            type=int,
            metavar="MINUTES",
            help="send nothing; fail if a notice has been due for longer than that",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pause = options["loop"]
        if options["check"] is not None:
            self.check_health(timedelta(minutes=options["check"]))
            return
        if not pause:
            self.say(self.round())
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
            done = self.round()
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database is away: {type(error).__name__}. Trying again later.")
        else:
            if any(done.values()):
                self.say(done)
        finally:
            close_old_connections()

    def round(self) -> dict[str, int]:
        """Do all there is to do, once."""
        rostering.forget_old()
        notices.prepare()
        return notices.deliver()

    def check_health(self, longest: timedelta) -> None:
        """Say how the outbox is, with an exit status that a monitor understands."""
        outbox = notices.outbox()
        if outbox.is_stuck(longest):
            raise CommandError(_waiting(outbox))
        self.stdout.write(_waiting(outbox))

    def say(self, done: dict[str, int]) -> None:
        said = "Sent {sent}, dropped {dropped}, later {later}.".format(**done)
        outbox = notices.outbox()
        self.stdout.write(f"{said} {_waiting(outbox)}" if outbox.overdue else said)
        self.stdout.flush()


def _waiting(outbox: notices.Outbox) -> str:
    refused = f" {outbox.refused} refused before." if outbox.refused else ""
    if outbox.oldest is None:
        return f"Nothing is overdue.{refused}"
    minutes = int((timezone.now() - outbox.oldest).total_seconds() // 60)
    return f"Overdue: {outbox.overdue}, the oldest for {minutes} min.{refused}"
