"""Going through the whole portal as somebody would, and noting which canaries were met where."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

CANARY = re.compile(r"CANARY-[bcdfghjkmnpqrtvwxz]{16}", re.IGNORECASE)
LINK = re.compile(
    r"""<(?:a|link|img|audio|video|source|iframe|embed)\b[^>]*?\s(?:href|src)="([^"]+)"""
)
# Signing out would end the crawl; what is static is the same file for everybody.
LEFT_OUT = ("/static/", "/accounts/logout/", "/admin/logout/", "/admin/jsi18n/")
# How many addresses of one route (with the same names in the query) are asked for. The admin's
# lists can be narrowed and ordered in hundreds of ways that show the same rows.
MOST, MOST_IN_ADMIN = 5, 1


def canaries_in(text: str) -> set[str]:
    """Return the canaries in a text, as the manifest writes them."""
    return {canary_of(found) for found in CANARY.findall(text)}


def canary_of(found: str) -> str:
    """Return a canary in one case: an address is kept in small letters."""
    return "CANARY-" + found[7:].lower()


def text_of(response: Any) -> str:
    """Return everything an answer says: its head, and its body whatever its kind."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers}\n{unescape(body.decode('utf-8', 'replace'))}"


@dataclass
class Crawl:
    """What one person met. ``met`` says for each canary where it was first."""

    client: Client
    met: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    # The routes that were asked, and how often.
    routes: dict[Any, int] = field(default_factory=dict)

    def through(self, *starts: str) -> "Crawl":
        """Follow every link from these pages on, each address once."""
        waiting = list(dict.fromkeys(starts))
        while waiting:
            url = waiting.pop()
            if url in self.statuses:
                continue
            waiting += [link for link in self.get(url) if self._is_wanted(link)]
        return self

    def get(self, url: str, **head: str) -> list[str]:
        """Ask for one address, note what is met there, and return its links."""
        response = self.client.get(url, headers=head)
        self.statuses[url] = response.status_code
        text = self.note(url, response)
        if 300 <= response.status_code < 400:
            return [_local(url, response.headers["Location"])]
        if response.headers.get("Content-Type", "").startswith("text/html"):
            return [_local(url, unescape(link)) for link in LINK.findall(text)]
        return []

    def note(self, where: str, response: Any) -> str:
        """Note the canaries of an answer; return its text."""
        text = text_of(response)
        for one in canaries_in(text):
            self.met.setdefault(one, where)
        return text

    def _is_wanted(self, url: str) -> bool:
        if not url or url in self.statuses or url.startswith(LEFT_OUT):
            return False
        parts = urlsplit(url)
        try:
            found = resolve(parts.path)
        except Resolver404:
            return False
        names = tuple(sorted(parse_qs(parts.query, keep_blank_values=True)))
        most = MOST
        if found.app_name == "admin":
            names, most = (bool(names),), MOST_IN_ADMIN
        place = (found.view_name, *names)
        self.routes[place] = self.routes.get(place, 0) + 1
        return self.routes[place] <= most


def _local(base: str, link: str) -> str:
    """Return the path and query of a link of this portal; nothing for any other."""
    parts = urlsplit(urljoin(f"http://testserver{base}", link))
    if parts.hostname != "testserver" or parts.scheme != "http":
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
