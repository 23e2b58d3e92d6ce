"""Everything somebody wrote and received, as an archive, sent while it is being read.

Each turn reads a few pages and asks first whether she may still sign in. Moments are in her zone,
words in her language, whatever thread goes on with the sending.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import taken_along, uploads
from accounts.models import Person
from reflections.packing import archive, page
from reflections.packing.archive import Part, as_json
from reflections.queries import export, export_rest

FORMAT, FORMAT_VERSION = "heartbeat-export", 1


class Over(Exception):
    """She may not sign in any more; the archive stays without its end."""


@dataclass
class _Packing:
    person: Person
    at: datetime
    zone: ZoneInfo
    language: str
    # What each page's files are called, in the order of the journal; titles for the contents.
    names: dict[UUID, str] = field(default_factory=dict)
    contents: list[tuple[str, str, datetime, int]] = field(default_factory=list)

    @contextmanager
    def here(self) -> Iterator[None]:
        """Let templates and words be those of her zone and language."""
        with timezone.override(self.zone), translation.override(self.language):
            yield

    def still(self) -> None:
        """Raise Over where she was suspended meanwhile."""
        if not Person.objects.filter(pk=self.person.pk, is_active=True).exists():
            raise Over


def pack(person: Person, at: datetime, language: str) -> Iterator[bytes]:
    """Yield the archive of what ``person`` wrote and received until ``at``."""
    zone = ZoneInfo(person.time_zone or settings.TIME_ZONE)
    packing = _Packing(person, at, zone, language)
    try:
        yield from archive.zipped(_parts(packing), at.astimezone(zone))
    except Over:
        return


def _parts(packing: _Packing) -> Iterator[Part]:
    yield "style.css", [render_to_string("reflections/packing/style.css").encode()]
    for some in export.pages(packing.person, packing.at):
        packing.still()
        for one in some:
            yield from _page(packing, one)
    for place, kept in export.picture_files(packing.person, packing.at):
        yield place, _file(kept)
    others = export_rest.said_to_others(packing.person, packing.at)
    has_others = False
    for number, said in enumerate(others, start=1):
        packing.still()
        has_others = True
        yield (
            f"to-others-{number}.html",
            [_html(packing, "reflections/packing/others.html", others=said)],
        )
    rest = _rest(packing)
    yield "data.json", _data(packing, rest)
    yield "earlier-drafts.jsonl", _earlier(packing)
    yield "index.html", [_index(packing, rest, number if has_others else 0)]


def _page(packing: _Packing, one: export.PageOut) -> Iterator[Part]:
    with packing.here():
        name = page.file_name(len(packing.names) + 1, one)
        documents = page.html(one), page.as_markdown(one)
    packing.names[one.id] = name
    packing.contents.append((name, one.title, one.begun_at, len(one.versions)))
    for suffix, document in zip(("html", "md"), documents, strict=True):
        yield f"pages/{name}.{suffix}", [document.encode()]


def _html(packing: _Packing, name: str, **facts: Any) -> bytes:
    with packing.here():
        return render_to_string(name, facts).encode()


def _file(kept: str) -> Iterator[bytes]:
    """Yield a picture in pieces; nothing of one that is gone."""
    try:
        with uploads.open_stored(kept) as file:
            yield from iter(lambda: file.read(65536), b"")
    except FileNotFoundError:
        return


def _rest(packing: _Packing) -> dict[str, Any]:
    person = packing.person
    with packing.here():
        return {
            "answers": [asdict(one) for one in export_rest.answers(person)],
            "passes": export_rest.passes(person),
            "concerns": export_rest.concerns(person),
            "contact_wishes": export_rest.wishes(person),
            "tags": export_rest.own_tags(person),
            "phrases": export_rest.own_phrases(person),
            "portfolio": export_rest.own_portfolio(person),
            "unsent": export_rest.unsent(person),
            **taken_along.parts(person),
        }


def _data(packing: _Packing, rest: dict[str, Any]) -> Iterator[bytes]:
    """Yield one JSON document; its pages are read once more, a few at a time."""
    person, zone = packing.person, packing.zone
    head = {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "made_at": packing.at,
        "time_zone": str(zone),
        "person": {"name": person.name, "pronouns": person.pronouns, "email": person.email},
        **rest,
    }
    yield as_json(head, zone).removesuffix(b"\n}")
    yield b',\n "pages": ['
    yield from _listed(_pages_again(packing), zone)
    yield b'],\n "said_to_others": ['
    others = export_rest.said_to_others(person, packing.at)
    yield from _listed((one for some in others for one in some), zone)
    yield b"]\n}\n"


def _pages_again(packing: _Packing) -> Iterator[dict[str, Any]]:
    turns = export.pages(packing.person, packing.at)
    while True:
        packing.still()
        with packing.here():
            some = next(turns, None)
        if some is None:
            return
        for one in some:
            name = packing.names.get(one.id, "")
            yield {**asdict(one), "file": f"pages/{name}.html" if name else ""}


def _listed(rows: Iterable[Any], zone: ZoneInfo) -> Iterator[bytes]:
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + as_json(row, zone)


def _earlier(packing: _Packing) -> Iterator[bytes]:
    for row in export.earlier_drafts(packing.person, packing.at):
        yield as_json(row, packing.zone, indent=None) + b"\n"


def _index(packing: _Packing, rest: dict[str, Any], others: int) -> bytes:
    facts = {
        "person": packing.person,
        "at": packing.at,
        "contents": packing.contents,
        "others": range(1, others + 1),
        "names": packing.names,
        "pieces": [
            {**piece, "name": packing.names.get(piece["page"], "")}
            for piece in rest["portfolio"]["pieces"]
        ],
        **rest,
    }
    return _html(packing, "reflections/packing/index.html", **facts)
