"""The rounds: write, strike, read back."""

import os
import random
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from math import inf
from statistics import quantiles

from tests.durability import cluster, kept, syncs
from tests.live.place import Account, Place
from tests.live.server import Server
from tests.live.writer import Crowd, Page

# A save waits for one journal write at least.
FEWEST_SYNCS = 1.0


@dataclass
class Figures:
    """What a run found."""

    database: str
    writers: int
    settings: str = ""
    kills: int = 0
    restarts: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    away: int = 0
    cut: int = 0
    alone: int = 0
    syncs_per_save: float | None = None
    p95_ms: float = 0.0
    seconds: float = 0.0
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)

    @property
    def faults(self) -> list[str]:
        """Return everything that must not be, in sentences."""
        found = [f"LOST {what}" for what in self.lost]
        found += [f"DISORDER {what}" for what in self.disorder]
        found += [f"STRANGE ANSWER {what}" for what in self.strange]
        if self.acknowledged < self.kills:
            found.append("So few saves were acknowledged that nothing was tried.")
        if self.syncs_per_save is not None and self.syncs_per_save < FEWEST_SYNCS:
            found.append(f"Only {self.syncs_per_save:.2f} waits for the disk per save.")
        return found

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"faults": self.faults}

    def as_text(self) -> str:
        strikes = f"{self.kills} SIGKILLs of the server"
        if self.restarts:
            strikes += f", {self.restarts} immediate restarts of the cluster"
        waits = "not counted (no strace here)"
        if self.syncs_per_save is not None:
            waits = f"{self.syncs_per_save:.2f} in {self.alone} saves of one writer"
        blows = self.kills + self.restarts
        bound = f" (0 in {blows} blows: at most {3 / blows:.2%} a blow)" if blows >= 30 else ""
        rows = [
            f"{self.database}, {self.writers} writers, {self.cores} cores, {self.seconds:.0f} s",
            f"  {self.settings}",
            f"  {strikes}",
            f"  acknowledged saves            {self.acknowledged:,}",
            f"  acknowledged and lost         {len(self.lost)}{'' if self.lost else bound}",
            f"  out of order, changed, double {len(self.disorder)}",
            f"  kept, the answer never came   {len(self.unanswered)} (known again when sent again)",
            f"  answers 503 / no answer       {self.away} / {self.cut}",
            f"  any other answer              {len(self.strange)}",
            f"  waits for the disk per save   {waits}",
            f"  95 % of saves answered within {self.p95_ms:.0f} ms",
        ]
        return "\n".join([*rows, *self.faults[:20]])


def run(
    place: Place, accounts: list[Account], *, runs: int, saves: int, longest: float = inf
) -> Figures:
    """Strike ``runs`` times while everybody writes, then count the waits of one writer.

    No new round begins after ``longest`` seconds.
    """
    begun = time.monotonic()
    figures = Figures("SQLite" if place.sqlite else "PostgreSQL", len(accounts) - 1)
    figures.settings = syncs.settings_of(place)
    server = Server(place)
    pages = [Page(server.port, account) for account in accounts[1:]]
    with Crowd(pages) as crowd:
        try:
            with suppress(KeyboardInterrupt):  # Ctrl-C ends a long run early, with its figures
                while figures.kills < runs and time.monotonic() - begun < longest:
                    _round(place, server, crowd, figures)
            _settle(place, server, crowd, figures)
        finally:
            server.kill()
    figures.alone = saves
    figures.syncs_per_save = syncs.count(place, accounts[0], saves)
    figures.seconds = time.monotonic() - begun
    return figures


def _round(place: Place, server: Server, crowd: Crowd, figures: Figures) -> None:
    """Start, write, strike at some moment, and read what is there before anything is started."""
    server.start()
    crowd.go.set()
    _a_while()
    if not place.sqlite:
        cluster.restart(place.conninfo)  # the server lives, and must find its way back by itself
        figures.restarts += 1
        _a_while()
    server.kill()
    figures.kills += 1
    crowd.pause()
    _read_back(place, crowd, figures)


def _a_while() -> None:
    time.sleep(random.uniform(0.2, 1.0))  # noqa: S311 - a moment, not a secret


def _read_back(place: Place, crowd: Crowd, figures: Figures) -> None:
    verdict = kept.compare(crowd.pages, kept.read(place))
    figures.lost += verdict.lost
    figures.disorder += verdict.disorder
    figures.unanswered += set(verdict.unanswered) - set(figures.unanswered)


def _settle(place: Place, server: Server, crowd: Crowd, figures: Figures) -> None:
    """Let everybody end her last save; then each page is asked for as its author would."""
    server.kill()  # it may live still, where a run was ended early
    crowd.pause()
    server.start()
    told = crowd.kept()
    crowd.go.set()
    give_up = time.monotonic() + 30
    while crowd.kept() < told + 2 * len(crowd.pages) and time.monotonic() < give_up:
        time.sleep(0.05)
    crowd.pause()
    for page in crowd.pages:
        _shows(page, figures)
    _read_back(place, crowd, figures)
    heard = [page.heard for page in crowd.pages]
    figures.acknowledged = crowd.kept()
    figures.away, figures.cut = sum(h.away for h in heard), sum(h.cut for h in heard)
    figures.strange += [what for h in heard for what in h.strange]
    seconds = [second for h in heard for second in h.seconds]
    figures.p95_ms = quantiles(seconds, n=20)[-1] * 1000 if len(seconds) > 1 else 0.0


def _shows(page: Page, figures: Figures) -> None:
    """Ask the portal for the newest and the first text of a page."""
    for revision in {page.base, 1}:
        status, said = page.portal.ask("GET", f"{page.path}/write/?revision={revision}")
        if status != 200 or f"Night {revision}".encode() not in said:
            figures.lost.append(f"{page.id}, revision {revision}: the portal shows {status}")
