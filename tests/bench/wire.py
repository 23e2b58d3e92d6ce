"""The bytes of a first visit: a page, with the sheets, scripts and pictures it leads to."""

import gzip
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.bench.stand import HOST

IN_HTML = re.compile(
    r"""<(?:link\b(?=[^>]*\brel="(?:stylesheet|icon|modulepreload|manifest)")|script\b|img\b)"""
    r"""[^>]*?\b(?:href|src)="([^"]+)\""""
)
IN_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')]+)["']?""")
IN_JS = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
FINDERS = {"css": IN_CSS, "js": IN_JS}


@dataclass(frozen=True)
class Part:
    """One file of the visit, with its size as it crosses the wire."""

    path: str
    bytes: int

    @property
    def is_script(self) -> bool:
        return self.path.endswith(".js")


def first_visit(client: Client, url: str) -> list[Part]:
    """Return what an empty browser fetches to show ``url``; text is counted compressed."""
    page = _fetch(client, url)
    parts, seen = [Part(url, _size(page))], set()
    waiting = [urljoin(url, found) for found in IN_HTML.findall(page.decode())]
    while waiting:
        path = urlsplit(waiting.pop()).path
        if path in seen or not path.startswith("/"):
            continue
        seen.add(path)
        body = _fetch(client, path)
        parts.append(Part(path, _size(body)))
        finder = FINDERS.get(path.rpartition(".")[2])
        if finder is not None:
            named = [name for name in finder.findall(body.decode()) if not name.startswith("data:")]
            waiting += [urljoin(path, name) for name in named]
    return sorted(parts, key=lambda part: -part.bytes)


def _fetch(client: Client, path: str) -> bytes:
    response = client.get(path, secure=True, headers={"host": HOST})
    if response.status_code != 200:
        raise LookupError(f"{path} answered {response.status_code}")
    return response.getvalue() if response.streaming else response.content


def _size(body: bytes) -> int:
    return min(len(body), len(gzip.compress(body, 6)))
