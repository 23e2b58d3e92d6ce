"""The identifier check for other people's scripts: JSON lines in, JSON lines out."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.identifiers import check


class Command(BaseCommand):
    help = (
        'Reads one JSON {"text": "…"} a line and writes one JSON {"spans": [{"start", "end", '
        '"class", "tier"}]} a line, in code points. Loads nothing, stores nothing.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for number, line in enumerate(sys.stdin, start=1):
            if line.strip():
                self.stdout.write(json.dumps({"spans": _spans(_text(line, number))}))


def _text(line: str, number: int) -> str:
    """Return the text of one line; CommandError names the line that has none."""
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError):
        text = None
    if not isinstance(text, str):
        raise CommandError(f'Line {number} is not a JSON object with a "text".')
    return text


def _spans(text: str) -> list[dict[str, Any]]:
    return [
        {"start": span.start, "end": span.end, "class": span.kind, "tier": span.tier}
        for span in check(text)
    ]
