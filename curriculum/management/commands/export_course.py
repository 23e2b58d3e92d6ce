"""Write a course as a folder or zip of readable files."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.errors import Refused
from curriculum.models import Course
from curriculum.package import Package, writer
from curriculum.queries.contents import package_of


class Command(BaseCommand):
    help = (
        "Write a course (by its address) into a new folder, or into DEST.zip. import_course reads "
        "either again. What is written is the newest published version of each module."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the course’s address, such as compassion")
        parser.add_argument("dest", type=Path, help="a new folder, or a file that ends in .zip")
        parser.add_argument("--zip", action="store_true", help="write a zip, whatever its name")
        parser.add_argument(
            "--edited",
            action="store_true",
            help="take the version being edited where a module has one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        course = Course.objects.filter(slug=options["slug"]).first()
        if course is None:
            known = ", ".join(Course.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no course {options['slug']}. There is: {known or 'none'}")
        dest: Path = options["dest"]
        try:
            # One look at everything: what is published meanwhile is in it whole or not at all.
            with transaction.atomic():
                package = package_of(course, edited=options["edited"])
                if not package.modules:
                    raise CommandError("No module of this course is published yet.")
                is_zip = options["zip"] or dest.suffix.lower() == ".zip"
                count = self._zip(package, dest) if is_zip else writer.write_folder(package, dest)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{len(package.modules)} modules, {count} files: {dest}")

    def _zip(self, package: Package, dest: Path) -> int:
        """Write the zip beside its place first, so that a half one is never taken for it."""
        partial = dest.with_name(f"{dest.name}.part")
        try:
            with partial.open("wb") as file:
                count = writer.write_zip(package, file)
            partial.replace(dest)
        finally:
            partial.unlink(missing_ok=True)
        return count
