"""Open an empty installation: its first administrator, and a one-time link, without any mail."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext_lazy as _

from accounts.actions import invitations, school
from accounts.errors import Refused

COMES_IN = _(
    """
%(name)s is the programme administrator. This link lets them in, once, within %(days)s days:

  %(link)s

Hand it over as you would a key: whoever opens it chooses the password. It is written nowhere
else. For another one: manage.py open_school --again --email %(email)s

After coming in, the first page shows what comes next, up to the first released module.
"""
)
SIGNS_IN = _(
    """
%(name)s is the programme administrator and signs in as before:

  %(link)s
"""
)


class Command(BaseCommand):
    help = "Names the school, appoints its first administrator and prints a one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--school", metavar="NAME", help="the school’s name")
        parser.add_argument("--name", metavar="NAME", help="the administrator’s name")
        parser.add_argument("--email", metavar="MAIL", required=True, help="and e-mail")
        parser.add_argument(
            "--time-zone", metavar="ZONE", default="", help="such as Europe/London (default: UTC)"
        )
        parser.add_argument(
            "--again", action="store_true", help="a new link for one who never came in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            opened = self.open(options)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        where = settings.SITE_URL.rstrip("/")
        text = COMES_IN if opened.path else SIGNS_IN
        self.stdout.write(
            str(text)
            % {
                "name": opened.person.name,
                "email": opened.person.email,
                "days": invitations.OPEN_FOR.days,
                "link": f"{where}{opened.path or '/accounts/login/'}",
            }
        )

    def open(self, options: dict[str, Any]) -> school.Opened:
        """Open the school, or with --again make one more link."""
        if options["again"]:
            return school.link_again(email=options["email"])
        if not (options["school"] and options["name"]):
            raise CommandError("Say --school NAME and --name NAME (or --again).")
        try:
            return school.open_school(
                school=options["school"],
                name=options["name"],
                email=options["email"],
                time_zone=options["time_zone"],
            )
        except Refused as refused:
            raise CommandError(
                f"{refused} For a new link for one who never came in, say --again --email MAIL. "
                "Administrators add others in the admin."
            ) from None
