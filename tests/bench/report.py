"""Saying what was found: a table for people, JSON for a machine."""

from dataclasses import dataclass
from typing import Any

from tests.bench.seed import OTHERS, OWN, TIMES
from tests.bench.stand import BIG, SMALL
from tests.bench.timing import Result
from tests.bench.wire import Part

MOST_BYTES, MOST_SCRIPT = 120_000, 25_000


@dataclass(frozen=True)
class Line:
    """One figure beside its limit."""

    what: str
    figure: float
    limit: float | None

    @property
    def is_met(self) -> bool:
        return self.limit is None or self.figure <= self.limit

    @property
    def verdict(self) -> str:
        return "ok" if self.is_met else "MISSED"


@dataclass
class Report:
    """Everything that was measured in one run."""

    database: str
    rounds: int
    results: list[Result]
    visit: list[Part]
    broken: list[str]

    @property
    def bare(self) -> Result:
        return self.results[0]

    def times(self, result: Result) -> Line:
        """Return how many bare pages a job costs."""
        ratio = result.ms() / self.bare.ms()
        return Line(f"{result.job.key}: time", ratio, result.job.most_times)

    def queries(self, result: Result) -> Line:
        return Line(f"{result.job.key}: queries", result.queries[SMALL], result.job.most_queries)

    def growth(self, result: Result) -> Line:
        return Line(f"{result.job.key}: growth", result.growth, result.job.most_growth)

    def more_queries(self, result: Result) -> Line:
        more = result.queries[BIG] - result.queries[SMALL]
        return Line(f"{result.job.key}: more queries at {BIG}", more, 0)

    def bytes(self) -> list[Line]:
        """Return the size of a first visit, and how much of it is JavaScript."""
        script = sum(part.bytes for part in self.visit if part.is_script)
        whole = sum(part.bytes for part in self.visit)
        return [Line("bytes", whole, MOST_BYTES), Line("bytes of script", script, MOST_SCRIPT)]

    def lines(self) -> list[Line]:
        """Return every figure that has a limit."""
        asked = (self.times, self.queries, self.growth, self.more_queries)
        jobs = self.results[1:]
        return [ask(result) for result in jobs for ask in asked] + self.bytes()

    def as_json(self) -> dict[str, Any]:
        return {
            "database": self.database,
            "rounds": self.rounds,
            "bare_ms": round(self.bare.ms(), 3),
            "pages": {result.job.key: self._page(result) for result in self.results[1:]},
            "broken": self.broken,
            "visit": {part.path: part.bytes for part in self.visit},
            "figures": [
                {"what": line.what, "figure": round(line.figure, 3), "limit": line.limit,
                 "met": line.is_met}
                for line in self.lines()
            ],
        }  # fmt: skip

    def _page(self, result: Result) -> dict[str, Any]:
        return {
            size: {"ms": round(result.ms(size), 3), "queries": result.queries[size]}
            for size in (SMALL, BIG)
        }

    def as_text(self) -> str:
        return "\n".join([*self._pages(), "", *self._growths(), "", *self._visit(), *self._end()])

    def _pages(self) -> list[str]:
        rows = [
            f"{self.database}, {self.rounds} interleaved rounds, medians, production settings",
            "",
            f"{'':30}{'ms':>8}{'times':>8}{'limit':>8}{'queries':>9}{'limit':>7}",
            (
                f"{self.bare.job.said:30}{self.bare.ms():8.2f}{1:8.2f}{'':8}"
                f"{self.bare.queries[SMALL]:9d}"
            ),
        ]
        for result in self.results[1:]:
            time, count = self.times(result), self.queries(result)
            rows.append(
                f"{result.job.said:30}{result.ms():8.2f}{time.figure:8.2f}{time.limit or '':>8}"
                f"{count.figure:9d}{count.limit:7d}  {_verdict(time, count)}"
            )
        return rows

    def _growths(self) -> list[str]:
        entries = OWN + OTHERS
        rows = [
            f"{entries} and {entries * TIMES} entries, {OWN} and {OWN * TIMES} of them one’s own",
            f"{'':30}{SMALL:>8}{BIG:>8}{'times':>8}{'queries':>12}",
        ]
        for result in self.results:
            grown, more = self.growth(result), self.more_queries(result)
            both = f"{result.queries[SMALL]} and {result.queries[BIG]}"
            rows.append(
                f"{result.job.said:30}{result.ms():8.2f}{result.ms(BIG):8.2f}{grown.figure:8.2f}"
                f"{both:>12}  {_verdict(grown, more)}"
            )
        return rows

    def _visit(self) -> list[str]:
        whole, script = self.bytes()
        rows = ["A first visit to the writing room, compressed"]
        rows += [f"{part.bytes:>9,}  {part.path}" for part in self.visit]
        rows.append(f"{whole.figure:>9,}  in all, at most {MOST_BYTES:,}  {whole.verdict}")
        rows.append(f"{script.figure:>9,}  JavaScript, at most {MOST_SCRIPT:,}  {script.verdict}")
        return rows

    def _end(self) -> list[str]:
        missed = [line for line in self.lines() if not line.is_met]
        said = [f"MISSED {line.what}: {line.figure:.4g}, limit {line.limit}" for line in missed]
        said += [f"MISSED {said}" for said in self.broken]
        return ["", *said, (f"{len(self.lines()) - len(missed)} figures within their limits, "
                f"{len(missed) + len(self.broken)} missed.")]  # fmt: skip


def _verdict(*lines: Line) -> str:
    return "ok" if all(line.is_met for line in lines) else "MISSED"
