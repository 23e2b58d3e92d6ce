"""Run the benchmark: on DATABASE_URL, else on a PostgreSQL of its own, else on SQLite."""

import argparse
import cProfile
import json
import os
import pstats
import sys

from tests.bench.stand import BIG, SMALL, analyze, copy_small_to_big, rerun_on_postgres, stand


def options(arguments: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rounds", type=int, default=40, help="rounds after the warm-up")
    parser.add_argument("--sqlite", action="store_true", help="SQLite even where there is a server")
    parser.add_argument("--profile", metavar="JOB", help="where one job spends its time, instead")
    parser.add_argument("--statements", metavar="JOB", help="what one job asks, instead")
    return parser.parse_args(arguments)


def run(asked: argparse.Namespace) -> None:
    """Seed, measure, report. Missed limits are said, not failed."""
    with stand() as place:
        # Models exist only once Django is set up.
        from tests.bench import pages, seed, timing, wire  # noqa: PLC0415
        from tests.bench.report import Report  # noqa: PLC0415

        built = seed.school()
        seed.begin(built)
        clients = pages.Clients(built)
        copy_small_to_big(place)
        place.use(BIG)
        seed.grow(built)
        analyze(place)
        measure = timing.Measure(place, built, clients)
        if asked.profile or asked.statements:
            _look_into(measure, asked)
            return
        results = measure.all(asked.rounds)
        place.use(SMALL)
        visit = wire.first_visit(clients.of["asha"], pages.writing_room(built))
        report = Report(place.database, asked.rounds, results, visit, measure.broken)
    print(json.dumps(report.as_json(), indent=2) if asked.json else report.as_text())


def _look_into(measure: object, asked: argparse.Namespace) -> None:
    """Print the profile or the statements of one job at both sizes."""
    from tests.bench.pages import BARE, JOBS  # noqa: PLC0415 - Django is set up by now

    job = next(job for job in [BARE, *JOBS] if job.key == (asked.profile or asked.statements))
    for size in (SMALL, BIG):
        for _ in range(3):
            measure.once(job, size)
        if asked.statements:
            print(size, *measure.queries(job, size), sep="\n\n")
            continue
        profile = cProfile.Profile()
        for _ in range(asked.rounds):
            profile.runcall(measure.once, job, size)
        print(size)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def main() -> None:
    arguments = sys.argv[1:]
    asked = options(arguments)
    if not os.environ.get("DATABASE_URL") and not asked.sqlite:
        status = rerun_on_postgres(arguments)
        if status is not None:
            sys.exit(status)
        print("Measuring on SQLite instead.", file=sys.stderr)
    run(asked)


if __name__ == "__main__":
    main()
