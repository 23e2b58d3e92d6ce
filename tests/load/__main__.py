"""Run it on DATABASE_URL, else on SQLite: people who type, or phones in rehearsals."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.live.place import Place
from tests.live.server import Server
from tests.load import rehearsing
from tests.load.typing import Figures, alone, together


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rehearse", action="store_true", help="phones in rooms of ten triads")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heartbeat-load-") as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/portal.sqlite3"
        place = Place(Path(folder), url)
        figures = _phones(place, asked) if asked.rehearse else _typists(place, asked)
    print(json.dumps(figures.as_json()) if asked.json else figures.as_text())
    sys.exit(1 if figures.faults else 0)


def _typists(place: Place, asked: argparse.Namespace) -> Figures:
    first, *others = place.make(asked.people + 1, is_browsed=True)
    server = Server(place)
    server.start()
    try:
        alone(server.port, first)  # both processes and their connections, warmed
        one = alone(server.port, first)
        everybody = together(server.port, others, asked.seconds)
    finally:
        server.kill()
    kind = "SQLite" if place.sqlite else "PostgreSQL"
    return Figures(kind, asked.people, asked.seconds, one, everybody)


def _phones(place: Place, asked: argparse.Namespace) -> rehearsing.Figures:
    """Fill rooms of at most ten triads with so many people, and lead them through all phases."""
    place.make(0)
    groups = min(10, max(1, asked.people // 3))
    made = place.run(
        "-m", "tests.load.people", str(max(1, asked.people // (3 * groups))), str(groups)
    )
    if made.returncode:
        raise RuntimeError(made.stderr)
    rooms: dict[str, Any] = json.loads(made.stdout)
    server = Server(place)
    server.start()
    try:
        return rehearsing.rehearse(place, server.port, rooms, pause=asked.seconds / 11)
    finally:
        server.kill()


if __name__ == "__main__":
    main()
