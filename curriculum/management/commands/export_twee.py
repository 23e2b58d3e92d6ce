"""Write a practice as Twee 3."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from curriculum import twee
from curriculum.models import Encounter
from curriculum.queries.encounters import document_of


class Command(BaseCommand):
    help = "Write a practice (by its address) into a file, as it is written now, as Twee 3."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the practice’s address, such as bench-ct")
        parser.add_argument("dest", type=Path, help="the file to write, or - for the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        row = Encounter.objects.filter(slug=options["slug"]).first()
        if row is None:
            known = ", ".join(Encounter.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(
                f"There is no practice {options['slug']}. There is: {known or 'none'}"
            )
        text = twee.write(document_of(row))
        if str(options["dest"]) == "-":
            self.stdout.write(text, ending="")
            return
        try:
            options["dest"].write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{row.nodes.count()} moments: {options['dest']}")
