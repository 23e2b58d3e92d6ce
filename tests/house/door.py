"""What a guarded door of the portal is, and what several of them share."""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import Person
from accounts.policy import allows
from reflections.models import Entry
from tests.world import World

Found = Iterator[tuple[dict[str, Any], Any]]
Things = Callable[[World], Found]
Unused = Callable[[World], dict[str, Any]]
May = Callable[[Person, Any], bool]


def allowed(action: str) -> May:
    return lambda person, thing: allows(person, action, thing)


@dataclass(frozen=True)
class Door:
    """A guarded route. ``things`` gives (address, thing) pairs, ``unused`` an address of none."""

    name: str
    may: May
    things: Things
    unused: Unused
    method: str = "get"
    body: Callable[[Person, Any], dict[str, Any]] | None = None

    def knock(self, client: Client, person: Any, address: dict[str, Any], thing: Any = None) -> Any:
        """Ask this door for one address, as ``person`` would, and return the answer."""
        url = reverse(self.name, kwargs=address)
        if self.method == "get":
            return client.get(url)
        body = self.body(person, thing) if self.body else {}
        if self.method == "put":
            return client.put(
                url,
                json.dumps(body),
                content_type="application/json",
                HTTP_ACCEPT="application/json",
            )
        return client.post(url, body)


def entries(world: World) -> Found:
    yield from (({"entry_id": entry.pk}, entry) for entry in world.entries.values())


def no_entry(world: World) -> dict[str, Any]:
    return {"entry_id": uuid.uuid4()}


def a_save(person: Any, thing: Any) -> dict[str, Any]:
    """Return a well-formed save onto the first revision, under the name of whoever asks."""
    return {
        "save_id": str(uuid.uuid4()),
        "base": 1,
        "author": str(person.pk),
        "title": "",
        "body": "mine now",
        "version": _newest(thing),
    }


def _newest(thing: Any) -> str:
    """Return the version the page that asks was about; a made-up one where there is none."""
    newest = thing.versions.last() if isinstance(thing, Entry) else None
    return str(newest.pk if newest else uuid.uuid4())


def form(person: Any, thing: Any) -> dict[str, Any]:
    """Return what the desk's forms send, well formed."""
    return {
        "version": _newest(thing),
        "revision": 0,
        "send_id": str(uuid.uuid4()),
        "body": "I heard you.",
        "start": 0,
        "end": 5,
        "quote": "WORDS",
    }


def no_slug(world: World) -> dict[str, Any]:
    return {"slug": "never-was"}
