"""Phones in a rehearsal: each asks where it stands, as the page does, from beginning to end.

Whoever runs the rooms leads them through every phase, a time-out among them. Counted are answers
that were none, phones that missed a phase, and how late each heard of it. What is measured between
two processes of one machine is told by one clock.
"""

import http.client
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

from tests.live.place import ROOT, Account, Place
from tests.live.writer import Portal

BEAT = 1.5  # as static/portal/js/rehearsal_follow.js asks
LATE = 2.0
# What is done in every room, and the phase (and whether it is paused) every phone is to hear of.
ACTS = (
    ("draw", ("prebrief", False)), ("prepare", ("prepare", False)), ("play", ("play", False)),
    ("time_out", ("play", True)), ("resume", ("play", False)), ("derole", ("derole", False)),
    ("debrief", ("debrief", False)), ("replay", ("replay", False)), ("derole", ("derole", False)),
    ("debrief", ("debrief", False)), ("close", ("closed", False)),
)  # fmt: skip


@dataclass
class Heard:
    """What one phone was answered: when which phase, how long each answer took, what went wrong."""

    phases: list[tuple[float, tuple[str, bool]]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)


class Phone(threading.Thread):
    """Asks every second and a half until the room is closed, or it is told to stop."""

    def __init__(self, port: int, room: str, account: Account, *, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.portal = Portal(port, account)
        self.path, self.over, self.heard = f"/rehearsals/{room}/now/", over, Heard()
        self.mark = ""

    def run(self) -> None:
        # They do not all come in at the same moment, and never ask at the same one.
        if self.over.wait(hash(self.portal.account.session) % 1000 / 1000 * BEAT):
            return
        while not self.over.is_set():
            before = time.monotonic()
            self.ask()
            self.over.wait(max(0.0, BEAT - (time.monotonic() - before)))
        self.portal.close()

    def ask(self) -> None:
        before = time.perf_counter()
        headers = {"Accept": "application/json"} | (
            {"If-None-Match": self.mark} if self.mark else {}
        )
        try:
            status, said = self.portal.ask("GET", self.path, **headers)
        except (OSError, http.client.HTTPException) as error:
            self.heard.faults.append(type(error).__name__)
            return
        self.heard.seconds.append(time.perf_counter() - before)
        if status == 304:
            self.heard.unchanged += 1
        elif status == 200:
            self.mark = self.portal.mark
            self.heard.sizes.append(len(said))
            self._hear(json.loads(said))
        else:
            self.heard.faults.append(str(status))

    def _hear(self, said: dict[str, Any]) -> None:
        for group in said["groups"]:
            self.heard.phases.append((time.time(), (group["phase"], group["paused"] is not None)))


@dataclass
class Figures:
    """What a run found."""

    database: str
    phones: int
    rooms: int
    groups: int
    lags: list[float]
    heard: list[Heard]
    missed: int

    @property
    def faults(self) -> list[str]:
        found = [fault for one in self.heard for fault in one.faults]
        return found + [f"{self.missed} phases were missed"] * bool(self.missed)

    @property
    def late(self) -> int:
        return sum(lag > LATE for lag in self.lags)

    def as_json(self) -> dict[str, Any]:
        seconds = sorted(one for heard in self.heard for one in heard.seconds)
        sizes = [one for heard in self.heard for one in heard.sizes]
        return {
            "database": self.database, "phones": self.phones, "rooms": self.rooms,
            "groups": self.groups, "polls": len(seconds),
            "unchanged": sum(one.unchanged for one in self.heard), "faults": len(self.faults),
            "phases_to_hear": len(ACTS) * self.phones, "missed": self.missed, "late": self.late,
            "lag_p50_s": round(quantiles(self.lags, n=20)[9], 2),
            "lag_p95_s": round(quantiles(self.lags, n=20)[-1], 2),
            "lag_max_s": round(max(self.lags), 2),
            "poll_p50_ms": round(quantiles(seconds, n=20)[9] * 1000, 1),
            "poll_p95_ms": round(quantiles(seconds, n=20)[-1] * 1000, 1),
            "bytes_max": max(sizes),
        }  # fmt: skip

    def as_text(self) -> str:
        f = self.as_json()
        rows = [
            f"{f['database']}, {f['phones']} phones in {f['groups']} triads, {f['rooms']} rooms",
            f"  polls, of them unchanged     {f['polls']}, {f['unchanged']}",
            f"  errors                       {f['faults']}",
            f"  phases heard, missed         {f['phases_to_hear'] - f['missed']}, {f['missed']}",
            f"  heard after: median, 95 %    {f['lag_p50_s']} s, {f['lag_p95_s']} s",
            f"               the latest      {f['lag_max_s']} s ({f['late']} after 2 s)",
            f"  a poll: median, 95 %         {f['poll_p50_ms']} ms, {f['poll_p95_ms']} ms",
            f"  the longest answer           {f['bytes_max']} bytes",
        ]
        return "\n".join([*rows, *sorted(set(self.faults))[:20]])


def rehearse(place: Place, port: int, made: dict[str, Any], *, pause: float) -> Figures:
    """Let every phone follow while the rooms are led through all phases; return what was found."""
    over = threading.Event()
    phones = [
        Phone(port, room["id"], Account(**account), over=over)
        for room in made["rooms"]
        for account in room["phones"]
    ]
    rooms = [room["id"] for room in made["rooms"]]
    done: list[tuple[float, tuple[str, bool]]] = []
    lead = subprocess.Popen(
        [sys.executable, "-m", "tests.load.people", "lead"],
        env=place.environment(), cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        for one in phones:
            one.start()
        time.sleep(2 * BEAT)
        for act, phase in ACTS:
            lead.stdin.write(json.dumps({"act": act, "rooms": rooms}) + "\n")
            lead.stdin.flush()
            done.append((json.loads(lead.stdout.readline())["done_at"], phase))
            time.sleep(pause)
    finally:
        over.set()
        lead.stdin.close()
        lead.wait(20)
        lead.stdout.close()
    for one in phones:
        one.join(40)
    return _figures(place, made, [one.heard for one in phones], done)


def _figures(
    place: Place, made: dict[str, Any], heard: list[Heard], done: list[tuple[float, Any]]
) -> Figures:
    lags, missed = [], 0
    for one in heard:
        for number, (at, phase) in enumerate(done):
            until = done[number + 1][0] if number + 1 < len(done) else float("inf")
            began = done[number - 1][0] if number else 0.0
            seen = [when for when, said in one.phases if began <= when < until and said == phase]
            missed += not seen
            # Rooms are led one after the other: some hear before the last of them was done.
            lags += [max(0.0, seen[0] - at)] if seen else []
    groups = sum(len(room["phones"]) for room in made["rooms"]) // 3
    kind = "SQLite" if place.sqlite else "PostgreSQL"
    return Figures(kind, len(heard), len(made["rooms"]), groups, lags, heard, missed)
