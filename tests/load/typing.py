"""One person at her page, and all of them together."""

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from statistics import median, quantiles
from urllib.parse import urlencode

from tests.live.place import Account
from tests.live.writer import Page

TYPES, THINKS, PAUSE = (2.0, 10.0), (0.0, 4.0), 2.0
WORDS_A_SECOND = 0.6  # thirty-six a minute


@dataclass
class Times:
    """How long answers took, in seconds, and what went wrong."""

    opened: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Typist(threading.Thread):
    """Writes until told to stop."""

    def __init__(self, port: int, account: Account, times: Times, *, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.page = Page(port, account, words=30)
        self.times, self.over = times, over
        self.dice = random.Random(account.id)  # noqa: S311 - a rhythm, not a secret

    def run(self) -> None:
        if self.over.wait(self.dice.uniform(0, 10)):  # they do not all sit down at once
            return
        self.open_room()
        while True:
            spell = self.dice.uniform(*TYPES)
            if self.over.wait(spell + PAUSE):
                break
            self.page.words += int(spell * WORDS_A_SECOND)
            self.save()
            if self.over.wait(self.dice.uniform(*THINKS)):
                break
        self.page.portal.close()

    def open_room(self) -> None:
        self._timed(self.times.opened, "GET", "/journal/new/")

    def save(self) -> None:
        before = len(self.page.heard.seconds)
        if self.page.save():
            self.times.saved += self.page.heard.seconds[before:]
            self.look()
            return
        heard = self.page.heard
        self.times.faults.append(f"save: no answer {heard.cut}, 503 {heard.away}, {heard.strange}")

    def look(self) -> None:
        """Ask for places that could point to a patient, as the page does after each save."""
        said = {"author": self.page.account.id, "title": "A night", "body": self.page.body}
        self._timed(self.times.looked, "POST", f"{self.page.path}/check/", urlencode(said).encode())

    def _timed(self, into: list[float], method: str, path: str, body: bytes = b"") -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        before = time.perf_counter()
        try:
            status, _said = self.page.portal.ask(method, path, body, **form)
        except (OSError, http.client.HTTPException) as error:
            self.times.faults.append(f"{method} {path}: {type(error).__name__}")
            return
        into.append(time.perf_counter() - before)
        if status != 200:
            self.times.faults.append(f"{method} {path}: {status}")


def alone(port: int, account: Account, saves: int = 30) -> Times:
    """Let one person save, again and again, with nobody else there."""
    times = Times()
    one = Typist(port, account, times, over=threading.Event())
    one.open_room()
    for _ in range(saves):
        one.page.words += 5
        one.save()
    one.page.portal.close()
    return times


def together(port: int, accounts: list[Account], seconds: float) -> Times:
    """Let everybody type for so long."""
    times, over = Times(), threading.Event()
    people = [Typist(port, account, times, over=over) for account in accounts]
    for one in people:
        one.start()
    time.sleep(seconds)
    over.set()
    for one in people:
        one.join(40)
    return times


@dataclass
class Figures:
    """What a run found."""

    database: str
    people: int
    seconds: float
    one: Times
    all: Times

    @property
    def faults(self) -> list[str]:
        found = self.one.faults + self.all.faults
        if len(self.all.saved) < self.people:
            found.append("Not everybody saved even once; let it run longer.")
        return found

    def as_json(self) -> dict[str, object]:
        single, p50 = median(self.one.saved), median(self.all.saved)
        p95 = quantiles(self.all.saved, n=20)[-1]
        return {
            "database": self.database, "people": self.people, "seconds": self.seconds,
            "rooms_opened": len(self.all.opened), "saves": len(self.all.saved),
            "looks": len(self.all.looked), "faults": self.faults,
            "alone_ms": round(single * 1000, 1), "p50_ms": round(p50 * 1000, 1),
            "p95_ms": round(p95 * 1000, 1), "max_ms": round(max(self.all.saved) * 1000, 1),
            "p50_times": round(p50 / single, 2), "p95_times": round(p95 / single, 2),
        }  # fmt: skip

    def as_text(self) -> str:
        f = self.as_json()
        rows = [
            f"{f['database']}, {f['people']} people typing for {f['seconds']:.0f} s",
            f"  rooms opened, saves, looks   {f['rooms_opened']}, {f['saves']}, {f['looks']}",
            f"  errors, locks, “later”       {len(self.faults)}",
            f"  a save alone                 {f['alone_ms']} ms",
            f"  a save among all: median     {f['p50_ms']} ms, {f['p50_times']} times that",
            f"                    95 % in    {f['p95_ms']} ms, {f['p95_times']} times that",
            f"                    slowest    {f['max_ms']} ms",
        ]
        return "\n".join([*rows, *self.faults[:20]])
