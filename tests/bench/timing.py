"""Measuring: every job once in each round, in shuffled order, at both sizes."""

import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from tests.bench.pages import BARE, JOBS, Clients, Job
from tests.bench.seed import School
from tests.bench.stand import BIG, SMALL, Stand
from tests.frames import with_room

HOUSEKEEPING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
WARM_UP = 3


class Broken(Exception):
    """A page did not answer as it should; there is nothing to measure."""


@dataclass
class Result:
    """What one job took: milliseconds by round and queries, by size."""

    job: Job
    spent: dict[str, list[float]] = field(default_factory=lambda: {SMALL: [], BIG: []})
    queries: dict[str, int] = field(default_factory=dict)

    def ms(self, size: str = SMALL) -> float:
        return median(self.spent[size])

    @property
    def growth(self) -> float:
        """Return how much longer it takes with a hundred times the entries."""
        return self.ms(BIG) / self.ms(SMALL)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the statements sent, less those that only open and close transactions."""
    said: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(HOUSEKEEPING):
            said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield said


class Measure:
    """Asks for pages and takes the time."""

    def __init__(self, stand: Stand, built: School, clients: Clients) -> None:
        self.stand, self.built, self.clients = stand, built, clients
        self.broken: list[str] = []

    def once(self, job: Job, size: str) -> float:
        """Do one job at one size and return the milliseconds; Broken when it fails."""
        self.stand.use(size)
        ask = job.ask(self.built)
        before = perf_counter()
        response = with_room(self.clients.send, job, ask)
        body = response.content
        spent = (perf_counter() - before) * 1000
        if response.status_code != job.status:
            raise Broken(f"{job.said}: {ask.method} {ask.url} answered {response.status_code}, "
                         f"not {job.status}: {body[:300]!r}")  # fmt: skip
        return spent

    def queries(self, job: Job, size: str) -> list[str]:
        """Return the statements one job sends."""
        self.stand.use(size)
        ask = job.ask(self.built)
        with counted() as said:
            self.clients.send(job, ask)
        return said

    def _answers(self, job: Job) -> bool:
        """Warm a job up; a page that fails is said to be broken, and left out."""
        try:
            for size in (SMALL, BIG) * WARM_UP:
                self.once(job, size)
        except Broken as error:
            self.broken.append(str(error))
            return False
        return True

    def all(self, rounds: int) -> list[Result]:
        """Measure every job, the bare page first in the list, interleaved in one run."""
        results = [Result(job) for job in [BARE, *JOBS] if self._answers(job)]
        turns = [(result, size) for result in results for size in (SMALL, BIG)]
        for result, size in turns:
            result.queries[size] = len(self.queries(result.job, size))
        gc.collect()
        gc.freeze()
        for _ in range(rounds):
            random.shuffle(turns)
            for result, size in turns:
                result.spent[size].append(self.once(result.job, size))
        return results
