"""After forced errors no word is in a log, an error page or a letter to the operator."""

import io
import logging
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core import mail
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.utils.log import AdminEmailHandler

from accounts import saving
from config import server_log
from config.probe.manifest import canary
from config.reporting import ScrubRecord
from reflections.models import Entry
from reflections.readers import readers_for
from reflections.views import learner, writing
from tests import make
from tests.house.crawl import canaries_in, text_of
from tests.world import World

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


def _save(client: Client, entry: Entry, body: str, base: int = 1):
    url = f"/journal/{entry.pk}/draft/"
    said = {
        "save_id": str(uuid.uuid4()), "base": base, "author": str(entry.author_id),
        "title": canary(), "body": body,
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


# ------------------------------------------------------------------ what the database writes
TEXTS = (
    "accounts_drafttext", "reflections_versiontext", "reflections_replytext",
    "reflections_remarktext", "reflections_messagetext",
)  # fmt: skip
SLOW = (
    """CREATE FUNCTION pg_temp.slow() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(5); RETURN NEW; END'""",
    "CREATE TRIGGER forced BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION pg_temp.slow()",
    "SET LOCAL statement_timeout = 100",
)
# How a table of words can be made to refuse every row. On a server as it comes, the first two quote
# the row.
REFUSALS = {
    "a condition": ["ALTER TABLE {0} ADD CONSTRAINT forced CHECK (body = '') NOT VALID"],
    "nothing where something must be": [
        "ALTER TABLE {0} ADD COLUMN forced integer NOT NULL DEFAULT 1",
        "ALTER TABLE {0} ALTER COLUMN forced DROP DEFAULT",
    ],
    "too long": ["ALTER TABLE {0} ALTER COLUMN body TYPE varchar(5) USING left(body, 5)"],
    "no such column": ["ALTER TABLE {0} RENAME COLUMN body TO forced"],
    "too slow": SLOW,
}


@contextmanager
def _refusing(table: str, changes: Iterable[str]) -> Iterator[None]:
    """Let a table refuse what comes, for a moment."""
    mark = transaction.savepoint()
    with connection.cursor() as cursor:
        # No table may change while a deferred key still waits to be looked at.
        for change in ("SET CONSTRAINTS ALL IMMEDIATE", *changes):
            cursor.execute(change.format(table))
    yield
    transaction.savepoint_rollback(mark)
    connection.needs_rollback = False


@pytest.fixture
def server_said() -> Iterator[Callable[[], str]]:
    """Return what PostgreSQL wrote into its own log since the test began."""
    path = Path(os.environ.get("HEARTBEAT_PG_LOG", ""))
    if connection.vendor != "postgresql" or not path.is_file():
        pytest.skip("reads the log of the server that .ci/postgres starts")
    with path.open(encoding="utf-8", errors="replace") as log:
        log.seek(0, os.SEEK_END)
        yield log.read


def _acts(world: World, client_for: Callable) -> dict[str, Callable]:
    """Return what people do with words, by the table the words go to."""
    draft, sent, answered = (world.entries[n] for n in ("draft", "submitted", "answered"))
    asha, ekdal = (client_for(person) for person in (world.asha, world.ekdal))
    asha.raise_request_exception = ekdal.raise_request_exception = False
    version = sent.versions.get()
    named = [reader.key for reader in readers_for(world.asha, world.juniper)]
    place = {"version": version.pk, "start": 6, "end": 15, "quote": "submitted"}
    reply = {"author": str(world.ekdal.pk), "save_id": str(uuid.uuid4()), "base": 0}
    desk, page = f"/mentoring/{sent.pk}/", f"/journal/{draft.pk}/"
    assert _save(asha, draft, canary()).status_code == 200
    ekdal.put(f"{desk}draft/", reply | {"body": canary()}, "application/json")
    return {
        TEXTS[0]: lambda: _save(asha, draft, canary(), base=2),
        TEXTS[1]: lambda: asha.post(
            f"{page}submit/", {"revision": 2, "named": named, "attest": "on"}
        ),
        TEXTS[2]: lambda: ekdal.post(f"{desk}send/", {"version": version.pk, "revision": 1}),
        TEXTS[3]: lambda: ekdal.post(f"{desk}remarks/", place | {"body": canary()}),
        TEXTS[4]: lambda: asha.post(
            f"/journal/{answered.pk}/answer/", {"send_id": uuid.uuid4(), "body": canary()}
        ),
    }


def test_no_word_is_in_the_log_of_the_database(world, client_for, logged, capfd, server_said):
    """Each table of words is made to refuse its rows in each way, under what people really do."""
    acts = _acts(world, client_for)
    written = server_said()
    for table, act in acts.items():
        for said, changes in REFUSALS.items():
            with _refusing(table, changes):
                assert act().status_code >= 400, (table, said)
            new = server_said()
            assert "ERROR:" in new, (table, said)
            written += new
    assert "violates check constraint" in written
    assert "statement timeout" in written
    assert canaries_in(written) == set()
    _no_word(logged, capfd)


def test_a_server_as_it_comes_would_quote_the_row(server_said):
    """Why the portal tells its connections to be terse, and what its check is for."""
    words = canary()
    with connection.cursor() as cursor:
        assert server_log.wordy(cursor) == []
        cursor.execute("CREATE TEMP TABLE forced (body text, number integer NOT NULL)")
        cursor.execute("SET LOCAL log_error_verbosity = default")
        assert server_log.wordy(cursor) == ["log_error_verbosity = terse"]
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO forced (body) VALUES (%s)", [words])
    assert words in server_said()
