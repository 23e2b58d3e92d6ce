"""A mail server on this machine's loopback: slow, refusing, or away, as a test wishes."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """What the server does (``refuse`` so many recipients, wait ``slow`` seconds) and received."""

    refuse: int = 0
    slow: float = 0.0
    hang_up: int = 0
    letters: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0


class Talk(socketserver.StreamRequestHandler):
    """One conversation, with just enough of SMTP for smtplib."""

    post: Post

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.post.connections += 1
        self.say("220 loopback")
        for raw in self.rfile:
            verb = raw.decode().strip().partition(" ")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "RCPT" and self.post.refuse > 0:
                self.post.refuse -= 1
                self.say("450 try again: you sent canary@example.org")
            elif verb == "DATA":
                if not self.take():
                    return
            else:
                self.say("250 ok")

    def take(self) -> bool:
        self.say("354 go on")
        lines = []
        for raw in self.rfile:
            if raw.strip() == b".":
                break
            lines.append(raw.decode())
        if self.post.hang_up > 0:
            self.post.hang_up -= 1
            return False
        time.sleep(self.post.slow)
        self.post.letters.append("".join(lines))
        self.say("250 taken")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def server(**how: float) -> Iterator[Post]:
    """Run the server for the length of a ``with``."""
    post = Post(**how)
    with Server(("127.0.0.1", 0), type("ThisTalk", (Talk,), {"post": post})) as running:
        post.port = running.server_address[1]
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield post
        finally:
            running.shutdown()
