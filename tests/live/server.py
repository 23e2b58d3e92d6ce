"""The web server as docs/operating.md starts it, in a process group of its own."""

import http.client
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.live.place import HOST, ROOT, Place

DOCUMENTED = re.compile(r"^ExecStart=\S*/gunicorn (config\.wsgi .*)$", re.MULTILINE)
# What the web server in front sets (docs/operating.md).
FROM_PROXY = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}


def documented() -> list[str]:
    """Return the arguments of gunicorn in docs/operating.md, without the address."""
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found = DOCUMENTED.search(page)
    if found is None:
        raise LookupError("docs/operating.md starts no gunicorn.")
    words = shlex.split(found[1])
    at = words.index("-b")
    return words[:at] + words[at + 2 :]


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One portal, to be started and killed as often as one likes, always at the same port."""

    def __init__(self, place: Place, *, inside: Sequence[str] = ()) -> None:
        self.place, self.inside = place, list(inside)
        self.port = free_port()
        self.log = place.folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and return once it answers with its database."""
        command = [sys.executable, "-m", "gunicorn", *documented(), f"--bind=127.0.0.1:{self.port}",
                   "--log-level=warning", f"--worker-tmp-dir={_memory()}"]  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
                [*self.inside, *command], cwd=ROOT, env=self.place.environment(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        give_up = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.kill()
                raise RuntimeError(f"The portal did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Say whether the portal and its database answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers=FROM_PROXY)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL the whole process group: nobody in it can write another byte."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, as an operator does; it finishes what it is about."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.wait(60)
        self.process = None


def _memory() -> Path:
    """Return where gunicorn's workers show that they live: a place that waits for no disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a file of gunicorn's own, unlinked at once
    return memory if memory.is_dir() else Path("/tmp")  # noqa: S108 - the same
