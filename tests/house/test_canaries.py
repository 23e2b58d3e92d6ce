"""No canary outside its readers: the probe world, gone through as everybody in it.

What somebody may read by the rules and no page shows is written down in ``UNSHOWN``, with the
reason; when a page comes to show it, the line must go.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.models import Notice, Person
from reflections.evidence.report import TABLES
from tests.house import doors
from tests.house.crawl import Crawl, canaries_in, canary_of, text_of

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("sessions_in_memory")]

# In the order of security.md, 4: those of cohort a first, who stand nearest to its author.
CRAWLERS = (
    "", "a_author", "a_fellow", "b_author", "a_mentor", "a_cover", "a_other_mentor", "b_mentor",
    "a_former_mentor", "a_lead", "b_lead", "administrator", "superuser", "collaborator",
    "suspended", "left",
)  # fmt: skip
ANY = "*"
# (kind, state, field, the end of the reader's key) and why no page shows it to her.
UNSHOWN = {
    ("feed token", ANY, "secret", "author"): "a secret is shown once, when it is made",
    ("notice", ANY, "once", "author"): "what tells two notices apart is on no page",
    ("entry", "thrown away", "body", "author"): "its title is; to read it she brings it back",
    ("entry", "letter, closed", "body", "author"): "she closed it until its day",
    ("legal hold", ANY, "reference", "third"): "she is told of it; the number is the office’s",
    ("revision", "earlier", ANY, ANY): "only the newest words of a page are shown",
    ("group", ANY, ANY, "_third"): "the page of a cohort names the groups one is in",
    ("contact details", ANY, ANY, "_mentor"): "shown where a student asked to be contacted",
    ("contact details", ANY, ANY, "_cover"): "shown where a student asked to be contacted",
    ("contact details", ANY, "phone", "_lead"): "the list of a cohort has addresses only",
    ("remark", "sent, on an earlier version", ANY, "_mentor"): "the desk has the newest margin",
    ("remark", "sent, on an earlier version", ANY, "_lead"): "leads see the newest version",
    ("reply", "sent, on an earlier version", ANY, "_lead"): "leads see the newest version",
    ("version", "submitted, newer version", ANY, "_lead"): "leads see the newest version",
    ("ask", "submitted, newer version", ANY, "_mentor"): "the desk has what was asked last",
    ("ask", "submitted, newer version", ANY, "_lead"): "leads see the newest version",
}  # fmt: skip
# Addresses that take words instead of showing them, and answer in JSON.
DRAFTS = "/draft/"
JSON = {"HTTP_ACCEPT": "application/json"}


def client_of(manifest: dict[str, Any], key: str) -> Client:
    """Return a client signed in as somebody of the manifest; as nobody without a key."""
    client = Client(raise_request_exception=False)
    if key:
        email = next(one["email"] for one in manifest["people"] if one["key"] == key)
        client.force_login(Person.objects.get(email=email))
        if key == "administrator":
            # Break-glass asks for her password once more.
            client.post("/accounts/reauthenticate/", {"password": manifest["password"]})
    return client


def marks(manifest: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield each object with the name and the value of each of its canaries."""
    for thing in manifest["objects"]:
        for name, mark in thing["canaries"].items():
            yield thing, name, canary_of(mark) if canaries_in(mark) else mark


def readers_of(manifest: dict[str, Any]) -> dict[str, set[str]]:
    """Return who may see each canary."""
    found: dict[str, set[str]] = {}
    for thing, _name, mark in marks(manifest):
        found.setdefault(mark, set()).update(thing["readers"])
    return found


def urls_of(manifest: dict[str, Any], key: str) -> list[str]:
    """Return the addresses somebody tries; secret ones their owner alone.

    All that is hers to read, all of cohort a, and elsewhere one thing of each kind in each state.
    """
    one_of_each = {(thing["kind"], thing["state"]): thing for thing in manifest["objects"]}
    return [
        url
        for thing in manifest["objects"]
        if key in thing["readers"]
        or thing["cohort"] == "a"
        or thing is one_of_each[thing["kind"], thing["state"]]
        if thing["kind"] != "feed token" or thing["owner"] == key
        for url in thing["urls"]
    ]


def is_unshown(thing: dict[str, Any], name: str, key: str) -> bool:
    """Say whether ``UNSHOWN`` has a reason why this reader meets this canary nowhere."""
    here = (thing["kind"], thing["state"], name)
    return any(
        all(said in (ANY, is_) for said, is_ in zip(where, here, strict=True))
        and (whose == ANY or key.endswith(whose))
        and not (thing["kind"] == "contact details" and thing["owner"] == key)
        for *where, whose in UNSHOWN
    )


def _twins(manifest: dict[str, Any], client: Client, crawl: Crawl) -> None:
    """Ask in JSON too, for one thing of each kind in each state: its pages, and its saving."""
    kinds = {(thing["kind"], thing["state"]): thing for thing in manifest["objects"]}
    for url in {url for thing in kinds.values() for url in thing["urls"]}:
        if url.endswith(DRAFTS):
            crawl.note(url, client.put(url, {"base": 0}, "application/json", **JSON))
        elif crawl.statuses.get(url, 0) >= 400:
            crawl.get(url, Accept="application/json")


def _crawlers() -> tuple[str, ...]:
    """Return who crawls; on PostgreSQL those for whom its SQL differs most."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    return CRAWLERS if is_sqlite else ("a_mentor", "suspended")


@pytest.mark.parametrize("key", _crawlers())
def test_canaries_are_met_by_their_readers_and_by_nobody_else(
    manifest: dict[str, Any], key: str
) -> None:
    client, urls = client_of(manifest, key), urls_of(manifest, key)
    own = (doors.address_of(name) for name in sorted(doors.OWN))
    crawl = Crawl(client).through(
        *manifest["start"], *filter(None, own), *(url for url in urls if not url.endswith(DRAFTS))
    )
    _twins(manifest, client, crawl)

    readers = readers_of(manifest)
    foreign = {mark: at for mark, at in crawl.met.items() if key not in readers.get(mark, ())}
    assert foreign == {}, key
    assert [url for url, status in crawl.statuses.items() if status >= 500] == [], key
    if key in ("", "suspended"):
        assert crawl.met == {}
    shown = {
        (thing["kind"], thing["state"], name, mark)
        for thing, name, mark in marks(manifest)
        if key in readers[mark] and not is_unshown(thing, name, key)
    }
    unmet = {one for one in shown if one[3] not in crawl.met and canaries_in(one[3])}
    assert unmet == set(), key


def test_a_suspended_person_cannot_sign_in_with_her_password(manifest: dict[str, Any]) -> None:
    for key, comes_in in (("suspended", False), ("a_author", True)):
        client = Client()
        email = next(one["email"] for one in manifest["people"] if one["key"] == key)
        client.post("/accounts/login/", {"login": email, "password": manifest["password"]})
        assert client.get("/journal/").status_code == (200 if comes_in else 302)


def test_pictures_and_calendars(manifest: dict[str, Any]) -> None:
    """What holds no words: a picture is for those beside her, a calendar says no private title."""
    picture = next(one for one in manifest["objects"] if one["kind"] == "picture")
    for key in ("", "a_author", "a_fellow", "a_mentor", "b_author", "wellbeing", "suspended"):
        crawl = Crawl(client_of(manifest, key))
        crawl.get(picture["urls"][0])
        assert (200 in crawl.statuses.values()) == (key in picture["readers"]), key
    for token in (one for one in manifest["objects"] if one["kind"] == "feed token"):
        answer = Client().get(token["urls"][0])
        assert answer.status_code == 200
        assert b"BEGIN:VEVENT" in answer.content
        assert canaries_in(text_of(answer)) == set()


def test_mail_carries_no_canary_and_goes_to_nobody_else(manifest: dict[str, Any]) -> None:
    now = timezone.now()
    Notice.objects.filter(sent_at=None, dropped_at=None).update(due_at=now)
    done = notices.deliver()
    assert done["sent"] > 10
    active = set(Person.objects.filter(is_active=True).values_list("email", flat=True))
    for letter in mail.outbox:
        assert canaries_in(f"{letter.subject}\n{letter.body}\n{letter.extra_headers}") == set()
        assert len(letter.to) == 1
        assert set(letter.to) <= active


def test_the_evidence_holds_no_canary_but_titles_of_modules(manifest: dict[str, Any]) -> None:
    """Each item, on the page and as a file, as each of those who may see it."""
    titles = {
        mark: thing["readers"]
        for thing, name, mark in marks(manifest)
        if thing["kind"] == "module text" and name.endswith("title")
    }
    for key in ("a_lead", "b_lead", "administrator"):
        client = client_of(manifest, key)
        pages = [client.get(reverse("evidence"))]
        pages += [client.get(reverse("evidence_table", args=[item])) for item in TABLES]
        assert [page.status_code for page in pages] == [200] * (1 + len(TABLES))
        met = {canary for page in pages for canary in canaries_in(text_of(page))}
        assert met
        assert {one for one in met if key not in titles.get(one, ())} == set()
