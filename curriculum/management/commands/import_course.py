"""Load a course package, or say what loading it would do."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.errors import Refused
from curriculum import package
from curriculum.actions.loading import Loaded, load
from curriculum.package import PackageFaults

SAYS = {"new": "new", "changed": "changed", "same": "as it is here"}


class Command(BaseCommand):
    help = (
        "Load a course package: a folder or a zip. All of it or nothing, in one transaction. What "
        "is here already stays; changed modules become a further published version. Ends with 1, "
        "and says each fault by file and line, when the package cannot be loaded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="the folder or the zip")
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; print the report as JSON"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"]
        as_json = dry or options["json"]
        try:
            report = load(
                package.read(options["path"]), told=None if as_json else self._told, dry=dry
            )
        except PackageFaults as faults:
            self._refuse([vars(fault) for fault in faults.faults], str(faults), as_json)
        except Refused as refused:
            self._refuse([{"says": str(refused)}], str(refused), as_json)
        if as_json:
            facts = {"ok": True, "dry_run": dry, **report.facts()}
            self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False))
            return
        for framework, count in report.frameworks.items():
            self.stdout.write(f"  {count} competencies added to {framework}")
        if report.library:
            self.stdout.write(f"  {report.library} scenarios and prompts added or changed")
        for note in report.notes:
            self.stdout.write(f"  {note}")
        self.stdout.write("Done." if report.changes else "Nothing to do: all of it is here.")

    def _told(self, module: Loaded) -> None:
        self.stdout.write(f"  {module.title}: {SAYS[module.state]}, version {module.number}")
        self.stdout.flush()

    def _refuse(self, faults: list[dict[str, Any]], said: str, as_json: bool) -> None:
        if as_json:
            facts = {"ok": False, "faults": faults}
            self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False))
        else:
            self.stderr.write(f"{said}\nNothing was loaded.")
        sys.exit(1)
