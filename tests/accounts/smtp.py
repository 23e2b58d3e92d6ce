"""A mail server on this machine's loopback: slow, refusing, dying or away, as a test wishes."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

# Where a conversation can go wrong, as a client meets them.
STAGES = ("MAIL", "RCPT", "DATA", "END")


@dataclass
class Post:
    """What the server does, and what it received.

    ``refuse`` maps a stage (MAIL, RCPT, DATA, END: after the last dot) to the answers it gives
    there, one for each time; "" hangs up instead. ``greet`` and ``hello`` are other answers to a
    connection and to its greeting. ``slow`` waits that many seconds before END is
    answered, ``hang`` never answers END until the server is shut. ``die`` hangs up so many times
    once it has taken a letter, without saying so; ``drop`` hangs up after each letter it
    acknowledged.
    """

    refuse: dict[str, list[str]] = field(default_factory=dict)
    greet: str = "220 loopback"
    hello: str = "250 ok"
    slow: float = 0.0
    hang: bool = False
    die: int = 0
    drop: bool = False
    letters: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    reached: threading.Event = field(default_factory=threading.Event)
    shut: threading.Event = field(default_factory=threading.Event)

    def opened(self) -> list[EmailMessage]:
        """Return the letters as a mail program reads them."""
        return [message_from_string(letter, policy=default) for letter in self.letters]


class HangUp(Exception):
    """The server ends the conversation without a word."""


class Talk(socketserver.StreamRequestHandler):
    """One conversation, with just enough of SMTP for smtplib."""

    post: Post

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.post.connections += 1
        try:
            self.say(self.post.greet)
            for raw in self.rfile:
                if not self.answer(raw.decode().strip().partition(" ")[0].upper()):
                    return
        except (HangUp, ConnectionError):
            return

    def answer(self, verb: str) -> bool:
        """Answer one command; return whether the conversation goes on."""
        if verb == "QUIT":
            self.say("221 bye")
            return False
        if verb in {"EHLO", "HELO"}:
            self.say(self.post.hello)
        elif not self.refused(verb):
            if verb == "DATA":
                self.take()
            else:
                self.say("250 ok")
        return True

    def refused(self, stage: str) -> bool:
        """Give this stage's next answer if there is one left, else let it pass."""
        answers = self.post.refuse.get(stage)
        if not answers:
            return False
        answer = answers.pop(0)
        if not answer:
            raise HangUp
        self.say(answer)
        return True

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        for raw in self.rfile:
            if raw.strip() == b".":
                break
            lines.append(raw.decode())
        self.post.reached.set()
        if self.refused("END"):
            return
        self.post.shut.wait(timeout=60 if self.post.hang else self.post.slow)
        if self.post.hang:
            raise HangUp
        self.post.letters.append("".join(lines))
        if self.post.die > 0:
            self.post.die -= 1
            raise HangUp
        self.say("250 taken")
        if self.post.drop:
            raise HangUp


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def server(**how: Any) -> Iterator[Post]:
    """Run the server for the length of a ``with``."""
    post = Post(**how)
    with Server(("127.0.0.1", 0), type("ThisTalk", (Talk,), {"post": post})) as running:
        post.port = running.server_address[1]
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield post
        finally:
            post.shut.set()
            running.shutdown()
