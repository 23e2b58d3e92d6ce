"""Erase people by their ids: what was erased before, once more, in a backup that was restored."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import erasing
from accounts.errors import NotNow
from accounts.models import Person


class Command(BaseCommand):
    help = (
        "Erases people, at once and for good. For a backup that was restored and still has people "
        "who were erased since; otherwise people close their accounts themselves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="+", type=UUID, metavar="ID", help="the ids of people")
        parser.add_argument("--sure", action="store_true", help="say that it cannot be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sure"]:
            raise CommandError("This cannot be undone. Say --sure if it is meant.")
        for pk in options["ids"]:
            person = Person.objects.filter(pk=pk).first()
            if person is None:
                self.stdout.write(f"{pk} is nobody here.")
                continue
            try:
                erasing.erase_person(person=person)
            except NotNow as refused:
                raise CommandError(f"{pk}: {refused.sentence}") from None
            self.stdout.write(f"erased {pk}")
