"""The demo school in tests: loaded once for a run, and put back for whoever asks for it again."""

from io import StringIO
from typing import Any

from django.core.management import call_command

from accounts.models import Person
from tests import standing


def run(**options: Any) -> str:
    """Run the command and return what it prints."""
    said = StringIO()
    call_command("demo", stdout=said, **options)
    return said.getvalue()


def first_run() -> str:
    """Let the school be there as after the first run; return what that printed."""
    return standing.built(run)


def who(key: str) -> Person:
    """Return somebody of the demo."""
    return Person.objects.get(email=f"{key}@alderbrook.example")
