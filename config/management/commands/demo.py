"""The demo school: the whole starter course, people to be, pages to read."""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from config.demo import (
    answering,
    concerns,
    keeping,
    last_year,
    people,
    planning,
    rehearsing,
    sharing,
    teaching,
    together,
    writing,
)

# Set only for somebody this command makes. Everybody can read it here, so never in production.
PASSWORD = "choir-loft-at-seven"  # noqa: S105 - meant to be known
GROUPS = {
    "mentors": "Mentors",
    "leads": "Course director",
    "administrators": "Administrator",
    "wellbeing": "Wellbeing lead",
    "approvers": "Approver",
    "superusers": "Operator",
}


class Command(BaseCommand):
    help = (
        "Load the demo school into the configured database and print who can sign in. Running it "
        "again adds what is missing and changes nothing that people have written or set since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--serve", action="store_true", help="then serve it (PORT in the environment, or 8000)"
        )
        parser.add_argument(
            "--yes-really-load-invented-people",
            action="store_true",
            dest="really",
            help="load it although DEPLOYMENT is production; each sign-in then gets a random word",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEPLOYMENT == "production" and not options["really"]:
            raise CommandError(
                "This would put invented people, who can sign in, into a production database. Set "
                "DEPLOYMENT=demo, or add --yes-really-load-invented-people."
            )
        is_open = settings.DEPLOYMENT == "production"
        password = secrets.token_urlsafe(15) if is_open else PASSWORD
        port = self._port() if options["serve"] else 0
        with transaction.atomic():
            everybody = self._load(password)
        self._say_who(everybody, password)
        if options["serve"]:
            self._serve(port)

    def _load(self, password: str) -> people.Everybody:
        self.stdout.write("The course:")
        course = teaching.load_course(self._told)
        everybody = people.load(password)
        people.course_team(everybody, course)
        teaching.agree(everybody)
        releases = teaching.release(everybody)
        entries = writing.load(everybody)
        concerns.load(everybody)
        answering.load(everybody)
        together.load(everybody)
        sharing.load(everybody)
        planning.load(everybody)
        keeping.load(everybody)
        last_year.load(everybody)
        rehearsing.load(everybody)
        self.stdout.write(
            f"The school: {len(everybody.people)} people ({len(everybody.new)} new), "
            f"{releases} new releases, {entries} new pages."
        )
        return everybody

    def _told(self, module: Any) -> None:
        state = "as it was" if module.state == "same" else "loaded"
        self.stdout.write(f"  {module.folder[:2]}  {module.title} ({state})")

    def _say_who(self, everybody: people.Everybody, password: str) -> None:
        """Print who can sign in, by what they do."""
        self.stdout.write("\nWho can sign in:")
        names = {slug: cohort.name for slug, cohort in everybody.cohorts.items()}
        for group, parts in people.groups().items():
            name = names.get(group, GROUPS.get(group, group))
            self.stdout.write(f"  {name + ':':16} {', '.join(part['email'] for part in parts)}")
        if everybody.new:
            self.stdout.write(f"\nThe password of the new ones: {password}\n")
        elif password == PASSWORD:
            self.stdout.write(f"\nThe password, unless they changed it: {password}\n")

    # ---------------------------------------------------------------- serving
    def _port(self) -> int:
        """Return the port to serve on, or say that it is taken before anything is loaded."""
        given = os.environ.get("PORT", "8000")
        if not given.isdecimal() or not 0 < int(given) < 65536:
            raise CommandError(f"PORT is {given!r}; set it to a number such as 8001.")
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", int(given)))
            except OSError as error:
                raise CommandError(
                    f"Port {given} is taken. Choose another: make demo PORT={int(given) + 1}"
                ) from error
        return int(given)

    def _serve(self, port: int) -> None:
        """Become the web server; does not return."""
        self.stdout.write(f"Open http://localhost:{port}/ (Ctrl-C stops it)\n")
        self.stdout.flush()
        # Nothing is collected: the files are served from where they are. The place must exist.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        self._post()
        binds = [f"--bind=127.0.0.1:{port}"] + ([f"--bind=[::1]:{port}"] if _has_ipv6() else [])
        # One process: its memory holds the cache, and with it the limits on signing in.
        os.execv(  # noqa: S606 - our own interpreter and fixed words
            sys.executable,
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                *binds,
                "--worker-class=gthread",
                "--workers=1",
                "--threads=8",
                "--log-level=warning",
                f"--chdir={settings.BASE_DIR}",
            ],
        )

    def _post(self) -> None:
        """Let the outbox be emptied beside the server, for as long as that runs.

        Only where mail is written to files: invented people have no letter boxes.
        """
        if not settings.EMAIL_FILE_PATH:
            return
        self.stdout.write(f"Mail goes nowhere: it is written to {settings.EMAIL_FILE_PATH}\n")
        self.stdout.flush()
        subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "deliver_notices", "--loop=15",
             "--with-parent"],
            stdin=subprocess.DEVNULL,
        )  # fmt: skip


def _has_ipv6() -> bool:
    """Say whether this machine answers at ::1, where browsers look first for localhost."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
