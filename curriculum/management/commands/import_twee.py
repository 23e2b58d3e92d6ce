"""Bring in a story as a practice that is not published, or say what that would do."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import Refused
from curriculum import twee
from curriculum.actions import stories
from curriculum.encounter_document import SAID_BEFORE
from curriculum.models import Course

# What whoever plays it reads before it begins.
SAID = {
    "--focus": "what it is about, in one line",
    "--setting": "where it is",
    "--you-are": "who one is in it",
}


class Command(BaseCommand):
    help = (
        "Bring in a story: Twee 3, or Twine 2 as HTML or JSON. All of it or nothing, and nobody "
        "can play it before it is published in the admin. Nothing in the file is run. Ends with "
        "1, and says why, when it cannot be brought in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the .twee, .tw, .html or .json file")
        parser.add_argument("--course", help="the course’s address; needed when there are several")
        for name, what in SAID.items():
            parser.add_argument(name, help=f"{what}, where the file does not say it")
        parser.add_argument(
            "--dry-run", action="store_true", help="change nothing; print the report as JSON"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        as_json = options["dry_run"] or options["json"]
        try:
            with path.open("rb") as file:
                story = twee.read(file.read(twee.MOST_BYTES + 1), path.stem)
        except OSError as error:
            raise CommandError(str(error)) from None
        facts: dict[str, Any] = {"ok": not story.refused, "dry_run": options["dry_run"]}
        facts |= twee.facts_of(story)
        if story.refused:
            self._refuse(facts, story.refused, as_json)
        if not options["dry_run"]:
            try:
                course = self._course(options["course"])
                said = {name: options[name] for name in SAID_BEFORE if options[name]}
                row = stories.bring_in(course=course, story=story, by=None, **said)
            except Refused as refused:
                self._refuse(facts | {"ok": False}, str(refused), as_json)
            facts["slug"] = row.slug
        if as_json:
            self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False))
            return
        for note in story.notes:
            self.stdout.write(f"{note.line}: {note.passage}: {note.said}")
        self.stdout.write(f"Brought in as {facts['slug']}. It is not published.")

    def _course(self, slug: str | None) -> Course:
        courses = list(
            Course.objects.filter(slug=slug) if slug else Course.objects.order_by("slug")
        )
        if len(courses) != 1:
            known = ", ".join(Course.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"Say which course, with --course. There is: {known or 'none'}")
        return courses[0]

    def _refuse(self, facts: dict[str, Any], said: str, as_json: bool) -> None:
        if as_json:
            facts = facts | {"refused": said}
            self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False))
        else:
            self.stderr.write(f"{said}\nNothing was brought in.")
        sys.exit(1)
