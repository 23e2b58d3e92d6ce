"""Somebody who writes: the save protocol of the page's script, over HTTP, one page each.

As there, a save whose answer never came is sent again as it was, before anything newer.
"""

import hashlib
import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.live.place import HOST, Account
from tests.live.server import FROM_PROXY

TOKEN = "x" * 32
WORDS = "She asked whether I would stay until the morning, and I said that I would. "
# A server lets an idle connection go after two seconds; a browser then makes another.
IDLE = 1.0
# Answers that mean "later", and are tried again: the portal or its database is away.
LATER = (502, 503)


@dataclass(frozen=True)
class Kept:
    """One acknowledged save."""

    revision: int
    sha256: str


@dataclass
class Heard:
    """What a writer was answered."""

    kept: list[Kept] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of acknowledged saves
    away: int = 0  # 503, politely
    cut: int = 0  # no answer at all
    strange: list[str] = field(default_factory=list)  # anything else: there must be none


class Portal:
    """One person's connection to the portal."""

    def __init__(self, port: int, account: Account) -> None:
        self.port, self.account = port, account
        self.connection: http.client.HTTPConnection | None = None
        self.used_at = 0.0
        self.mark = ""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Send one request and return status and body. OSError or HTTPException without answer.

        ``mark`` is the ETag of the last answer, afterwards.
        """
        if time.monotonic() - self.used_at > IDLE:
            self.close()
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = FROM_PROXY | {
            "Cookie": f"__Host-session={self.account.session}; __Host-csrf={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Origin": f"https://{HOST}",
        }
        try:
            self.connection.request(method, path, body or None, sent | headers)
            answer = self.connection.getresponse()
            said = answer.read()
            self.mark = answer.getheader("ETag", "")
            self.used_at = time.monotonic()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        return answer.status, said

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Page:
    """One page of the journal and what its author knows of it."""

    def __init__(self, port: int, account: Account, *, words: int = 150) -> None:
        self.id = str(uuid.uuid4())
        self.portal = Portal(port, account)
        self.account, self.words = account, words
        self.typed = 0
        self.body = ""
        self.base = 0
        self.pending: dict[str, Any] | None = None
        self.heard = Heard()

    @property
    def path(self) -> str:
        return f"/journal/{self.id}"

    def _type(self) -> dict[str, Any]:
        """Return the next save; the first line of its text counts upwards."""
        self.typed += 1
        self.body = f"{self.typed}\n{WORDS * (self.words // 15)}"
        return {"save_id": str(uuid.uuid4()), "base": self.base, "author": self.account.id,
                "title": f"Night {self.typed}", "body": self.body}  # fmt: skip

    def save(self) -> bool:
        """Send what is pending, or something new; say whether it was acknowledged."""
        self.pending = self.pending or self._type()
        body = json.dumps(self.pending).encode()
        before = time.perf_counter()
        try:
            status, said = self.portal.ask(
                "PUT", f"{self.path}/draft/", body,
                **{"Content-Type": "application/json", "Accept": "application/json"},
            )  # fmt: skip
        except (OSError, http.client.HTTPException):
            self.heard.cut += 1
            return False
        return self._hear(status, said, time.perf_counter() - before)

    def _hear(self, status: int, said: bytes, seconds: float) -> bool:
        if status in LATER:
            self.heard.away += 1
            return False
        answer = json.loads(said) if status == 200 else {}
        expected = fingerprint(self.pending["title"], self.pending["body"])
        if answer.get("sha256") != expected or answer.get("revision") != self.base + 1:
            self.heard.strange.append(f"{status}: {said[:200]!r}")
            return False
        self.base = answer["revision"]
        self.heard.kept.append(Kept(self.base, expected))
        self.heard.seconds.append(seconds)
        self.pending = None
        return True


def fingerprint(title: str, body: str) -> str:
    """Return the hash a page compares an acknowledgement with."""
    return hashlib.sha256(f"{title}\0{body}".encode()).hexdigest()


class Writer(threading.Thread):
    """Saves as fast as it is answered, while ``go`` is set."""

    def __init__(self, page: Page, go: threading.Event) -> None:
        super().__init__(daemon=True)
        self.page, self.go = page, go
        self.busy = threading.Lock()
        self.is_over = False

    def run(self) -> None:
        while not self.is_over:
            if not self.go.wait(0.1):
                continue
            with self.busy:
                done = self.page.save()
            if not done:
                # A page waits longer; a trial wants to be there when the server is back.
                time.sleep(0.05)


class Crowd:
    """All writers together."""

    def __init__(self, pages: list[Page]) -> None:
        self.go = threading.Event()
        self.pages = pages
        self.writers = [Writer(page, self.go) for page in pages]

    def __enter__(self) -> "Crowd":
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.pause()
        for writer in self.writers:
            writer.is_over = True
        for writer in self.writers:
            writer.join(40)
            writer.page.portal.close()

    def pause(self) -> None:
        """Let everybody end what she is about, and send nothing more."""
        self.go.clear()
        for writer in self.writers:
            with writer.busy:
                pass

    def kept(self) -> int:
        """Return how many saves were acknowledged so far."""
        return sum(len(page.heard.kept) for page in self.pages)
