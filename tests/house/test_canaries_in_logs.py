"""After forced errors no word is in a log, an error page or a letter to the operator."""

import io
import logging
import uuid
from collections.abc import Iterator

import pytest
from django.core import mail
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.utils.log import AdminEmailHandler

from accounts import saving
from config.probe.manifest import canary
from config.reporting import ScrubRecord
from reflections.models import Entry
from reflections.views import learner, writing
from tests import make
from tests.house.crawl import canaries_in, text_of

pytestmark = pytest.mark.django_db
LOGGERS = ("", "django", "django.request")


@pytest.fixture
def logged(settings) -> Iterator[io.StringIO]:
    """Listen as the console and the operator's letter box do in production."""
    settings.ADMINS = [("Operator", "operator@example.org")]
    text = io.StringIO()
    console, letters = logging.StreamHandler(text), AdminEmailHandler(include_html=False)
    console.addFilter(ScrubRecord())
    letters.addFilter(ScrubRecord())
    for name in LOGGERS:
        logging.getLogger(name).addHandler(console)
    logging.getLogger("django.request").addHandler(letters)
    yield text
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(console)
    logging.getLogger("django.request").removeHandler(letters)


@pytest.fixture
def asha():
    return make.person(name=f"Asha {canary()}")


@pytest.fixture
def client(asha) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(asha)
    return client


@pytest.fixture
def entry(asha) -> Entry:
    return make.entry(author=asha, title=canary(), body=f"{canary()} sat there.")


def _save(client: Client, entry: Entry, body: str):
    url = f"/journal/{entry.pk}/draft/"
    said = {
        "save_id": str(uuid.uuid4()), "base": 1, "author": str(entry.author_id), "title": canary(),
        "body": body,
    }  # fmt: skip
    return client.put(url, said, "application/json", HTTP_ACCEPT="application/json")


def _no_word(logged: io.StringIO, capfd) -> None:
    said = logged.getvalue() + "".join(capfd.readouterr())
    said += "".join(f"{one.subject}\n{one.message()}" for one in mail.outbox)
    assert canaries_in(said) == set()


@pytest.mark.parametrize("error", [IntegrityError, OperationalError, RuntimeError])
def test_a_save_that_breaks(monkeypatch, logged, capfd, client, entry, error) -> None:
    """A database that refuses a row may quote the whole of it in its error."""
    words = canary()

    def breaks(**about):
        raise error(f"Failing row contains ({about['save'].body}, {words})")

    monkeypatch.setattr(saving, "save", breaks)
    answer = _save(client, entry, words)
    assert answer.status_code >= 500
    assert canaries_in(text_of(answer)) == set()
    assert ("database away" if error is OperationalError else error.__name__) in logged.getvalue()
    _no_word(logged, capfd)


@pytest.mark.parametrize(
    ("module", "url"), [(learner, "/journal/"), (writing, "/journal/{}/write/")]
)
def test_a_page_that_breaks(monkeypatch, logged, capfd, client, entry, module, url) -> None:
    def breaks(*about, **named):
        words = entry.draft.texts.get().body
        raise RuntimeError(words, about, named)

    monkeypatch.setattr(module, "render", breaks)
    answer = client.get(url.format(entry.pk) + f"?q={canary()}")
    assert answer.status_code == 500
    assert canaries_in(text_of(answer)) == set()
    assert len(mail.outbox) == 1
    assert "RuntimeError" in mail.outbox[0].body
    assert "RuntimeError" in logged.getvalue()
    _no_word(logged, capfd)


def test_an_error_that_nobody_raised_reaches_the_operator(logged, capfd) -> None:
    """Django writes of a broken answer without an exception; the letter has no place to name."""
    logging.getLogger("django.request").error("Service Unavailable: %s", "/journal/")
    assert "Service Unavailable: /journal/" in mail.outbox[0].subject
    _no_word(logged, capfd)


def test_what_is_refused(logged, capfd, client, entry) -> None:
    """Forms that cannot be kept, addresses that never were: nothing of them is written down."""
    long = canary() * 20
    assert _save(client, entry, "\x00" + canary()).status_code in (400, 422)
    for url, said in (
        (f"/journal/{entry.pk}/write/", {"title": long, "body": canary(), "base": "x"}),
        (f"/journal/{entry.pk}/submit/", {"revision": canary(), "named": canary()}),
        (f"/journal/{entry.pk}/answer/", {"body": canary(), "send_id": canary()}),
        (f"/journal/{uuid.uuid4()}/write/", {"title": canary(), "body": canary()}),
        ("/accounts/login/", {"login": f"{canary()}@example.org", "password": canary()}),
    ):
        assert client.post(url, said).status_code < 500
    client.put(f"/journal/{entry.pk}/draft/", f'{{"body": "{canary()}', "application/json")
    client.get("/journal/never/", headers={"X-Words": canary()})
    _no_word(logged, capfd)
