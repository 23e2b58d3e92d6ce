"""Take a list of people from a file: the same reading, planning and applying as the page."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import rostering
from accounts.errors import Refused
from accounts.models import Appointment, Cohort, Person, RosterUpload
from accounts.roster import columns
from accounts.roster.decoding import MOST_BYTES, Unreadable
from accounts.roster.lines import Plan


class Command(BaseCommand):
    help = "Adds, changes and ends what a CSV of people says. --dry-run prints the plan as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file")
        parser.add_argument("--cohort", metavar="SLUG", help="the cohort the whole file is about")
        parser.add_argument(
            "--dry-run", action="store_true", help="print what it would do, change nothing"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--missing-leave", action="store_true", help="people missing from the file leave"
        )
        parser.add_argument(
            "--leave-out-errors", action="store_true", help="apply the lines without errors"
        )
        parser.add_argument("--invite", action="store_true", help="send the invitations too")
        parser.add_argument(
            "--by", metavar="MAIL", help="the administrator who does it (default: the first one)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.run(options)
        except Unreadable as unreadable:
            raise CommandError(str(unreadable.sentence)) from None
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from None

    def run(self, options: dict[str, Any]) -> None:
        """Look at the file; unless it is a dry run, apply it."""
        by, cohort = self._by(options["by"]), self._cohort(options["cohort"])
        roster = RosterUpload(
            uploader=by,
            cohort=cohort,
            data=self._data(options["file"]),
            missing_leave=options["missing_leave"],
        )
        look = rostering.look(roster, by)
        if look.plan is None:
            asked = ", ".join(str(columns.FIELDS[field]) for field in look.asks)
            raise CommandError(f"No column has a name we know for: {asked}.")
        done: dict[str, Any] = {"applied": False, "invited": 0}
        refused = bool(look.plan.errors) and not options["leave_out_errors"]
        if not options["dry_run"] and not refused:
            roster.save()
            invited = rostering.apply(
                roster=roster,
                by=by,
                fingerprint=look.plan.fingerprint,
                leave_out=options["leave_out_errors"],
                invite=options["invite"],
            ).invited
            done = {"applied": True, "invited": invited}
        self._print(look.plan, done, as_json=options["json"] or options["dry_run"])
        if refused:
            raise CommandError(
                "Nothing was changed: lines have errors. Correct the file, or say "
                "--leave-out-errors."
            )

    def _by(self, email: str | None) -> Person:
        held = Appointment.objects.current().filter(
            office=Appointment.Office.ADMINISTRATOR, person__is_active=True
        )
        if email:
            held = held.filter(person__email=email.strip().lower())
        first = held.select_related("person").order_by("starts_at", "pk").first()
        if first is None:
            raise CommandError(
                "There is no administrator with this address."
                if email
                else "There is no administrator yet: manage.py open_school appoints the first."
            )
        return first.person

    def _cohort(self, slug: str | None) -> Cohort | None:
        if not slug:
            return None
        found = Cohort.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no cohort at the address {slug!r}.")
        return found

    def _data(self, path: Path) -> bytes:
        try:
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None

    def _print(self, plan: Plan, done: dict[str, Any], *, as_json: bool) -> None:
        lines = [
            {
                "line": line.row.line or None,
                "kind": line.kind,
                "email": line.row.email,
                "name": line.row.name,
                "cohort": line.place.slug if line.place else None,
                "says": [str(said) for said in line.says],
            }
            for line in plan.lines
        ]
        if as_json:
            report = {**done, "counts": plan.counts, "lines": lines}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        for line in lines:
            where = f"line {line['line']}" if line["line"] else "missing"
            self.stdout.write(f"{where}: {line['kind']} {line['email']}. {' '.join(line['says'])}")
        self.stdout.write(", ".join(f"{count} {kind}" for kind, count in plan.counts.items()))
        self.stdout.write("Applied." if done["applied"] else "Nothing was changed.")
