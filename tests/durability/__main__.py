"""Run the harness on DATABASE_URL (a cluster of ``.ci/postgres --durable``), else on SQLite."""

import argparse
import json
import os
import sys
import tempfile
from math import inf
from pathlib import Path

from tests.durability import cluster, harness
from tests.live.place import Place


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.durability")
    parser.add_argument("--runs", type=int, default=10, help="how often everything is killed")
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--saves", type=int, default=200, help="saves of the one writer")
    parser.add_argument("--longest", type=float, default=inf, metavar="SECONDS")
    parser.add_argument("--like", default="", metavar="URL", help="copy the tables of this one")
    parser.add_argument("--folder", type=Path, help="where to work (default: a temporary folder)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heartbeat-durability-", dir=asked.folder) as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/portal.sqlite3"
        if "postgres" in url:
            cluster.check()
        place = Place(Path(folder), url)
        accounts = place.make(asked.writers + 1, like=asked.like, is_browsed=True)
        figures = harness.run(
            place, accounts, runs=asked.runs, saves=asked.saves, longest=asked.longest
        )
        if figures.faults:
            log = (Path(folder) / "server.log").read_text().splitlines()
            told = [line for line in log if "psycopg.pool" not in line]
            print("\n".join(told[-60:]), file=sys.stderr)
    print(json.dumps(figures.as_json()) if asked.json else figures.as_text())
    sys.exit(1 if figures.faults else 0)


if __name__ == "__main__":
    main()
