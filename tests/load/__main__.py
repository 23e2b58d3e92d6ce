"""Run it on DATABASE_URL, else on SQLite."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from tests.live.place import Place
from tests.live.server import Server
from tests.load.typing import Figures, alone, together


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heartbeat-load-") as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/portal.sqlite3"
        place = Place(Path(folder), url)
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
    figures = Figures(kind, asked.people, asked.seconds, one, everybody)
    print(json.dumps(figures.as_json()) if asked.json else figures.as_text())
    sys.exit(1 if figures.faults else 0)


if __name__ == "__main__":
    main()
