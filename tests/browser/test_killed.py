"""Killed for real: the server, its database, the browser; and a phone that went to sleep."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from tests.browser.looks import DESK, PHONE
from tests.browser.room import LINE, SAVED, newest, records, wait_for_records, write_url
from tests.conftest import CHROMIUM_FLAGS, chromium

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
WORDS = "The kettle in the relatives' room"
HELD = "The server does not answer. Saved on this device only, locked."


def patiently(is_so, seconds=20.0):
    """Wait until ``is_so`` holds."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Server:
    """The portal in a process of its own, on this test's database; it can be killed."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process: Any = None

    def start(self) -> None:
        url = f"sqlite:///{connection.settings_dict['NAME']}"
        command = [sys.executable, "manage.py", "runserver", "--noreload", str(self.port)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, **quiet)  # noqa: S603 - our own server
        patiently(self.answers)

    def answers(self) -> bool:
        try:
            said = urllib.request.urlopen(f"{self.url}/healthz", timeout=2)  # noqa: S310 - our own
            return said.status == 200
        except OSError:
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(world) -> Iterator[Server]:
    if connection.vendor != "sqlite":
        pytest.skip("its process reads the file of a SQLite test database")
    one = Server()
    one.start()
    yield one
    one.kill()


def cookie_of(person, url):
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def test_the_server_is_killed_and_then_its_database_goes_away(world, server, new_context):
    context = new_context(viewport=DESK)
    context.add_cookies([cookie_of(world.asha, server.url)])
    page, entry = context.new_page(), world.entries["draft"]
    line, body = page.locator(LINE), page.get_by_label("Your words")
    page.goto(server.url + write_url(entry))
    server.kill()
    body.fill(WORDS)
    expect(line).to_contain_text(HELD, timeout=8000)
    assert len(records(page)) == 1
    assert newest(entry) != WORDS
    server.start()
    page.get_by_role("button", name="Try now").click()
    expect(line).to_have_text(SAVED, timeout=15000)
    assert newest(entry) == WORDS

    # The file is out of reach: every connection that is opened now fails.
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    aside = [(one, one.with_name(f"aside-{one.name}")) for one in file.parent.glob(f"{file.name}*")]
    for one, other in aside:
        one.rename(other)
    file.mkdir()
    try:
        body.fill(f"{WORDS}, again")
        expect(line).to_contain_text(HELD, timeout=15000)
        assert not server.answers()
    finally:
        file.rmdir()
        for one, other in aside:
            other.rename(one)
    page.get_by_role("button", name="Try now").click()
    expect(line).to_have_text(SAVED, timeout=15000)
    assert newest(entry) == f"{WORDS}, again"
    wait_for_records(page, 0)


class Browser:
    """A Chromium with a folder of its own, as on somebody's computer; it can be killed."""

    def __init__(self, playwright: Any, folder: Path) -> None:
        self.playwright, self.folder = playwright, folder
        self.told = folder / "DevToolsActivePort"

    def start(self) -> Any:
        self.told.unlink(missing_ok=True)
        own = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={self.folder}"]
        command = [chromium(), *CHROMIUM_FLAGS, *own, "about:blank"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, start_new_session=True, **quiet)  # noqa: S603 - as above
        patiently(lambda: self.told.exists() and self.told.read_text().count("\n"))
        port = self.told.read_text().split()[0]
        found = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        return found.contexts[0]

    def kill(self) -> None:
        """Kill it and its helpers, at once and without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def own_browser(playwright) -> Iterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        one = Browser(playwright, Path(folder))
        yield one
        one.kill()


def bytes_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def test_the_browser_is_killed_and_her_words_are_offered_again(world, base_url, own_browser):
    entry = world.entries["draft"]
    context = own_browser.start()
    context.add_cookies([cookie_of(world.asha, base_url)])
    page = context.new_page()
    page.goto(base_url + write_url(entry))
    page.context.set_offline(True)
    page.get_by_label("Your words").fill(WORDS)
    wait_for_records(page, 1)
    # In the middle of a word: not even the two seconds before a save have passed.
    own_browser.kill()

    # Nothing of it lies readable anywhere in what the browser left behind.
    left = bytes_in(own_browser.folder)
    assert f"/journal/{entry.pk}/draft/".encode() in left
    for words in (WORDS, "kettle"):
        assert words.encode() not in left
        assert words.encode("utf-16-le") not in left

    context = own_browser.start()
    context.clear_cookies()
    context.add_cookies([cookie_of(world.ben, base_url)])
    page = context.new_page()
    page.goto(f"{base_url}/journal/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    context.clear_cookies()
    context.add_cookies([cookie_of(world.asha, base_url)])
    page.goto(f"{base_url}/journal/")
    page.get_by_role("link", name="Open the page").click()
    expect(page.get_by_label("Your words")).to_have_value(WORDS)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=10000)
    assert newest(entry) == WORDS
    wait_for_records(page, 0)


def test_a_phone_sleeps_for_hours_and_wakes_signed_out(world, new_context, sign_in):
    entry = world.entries["draft"]
    context = new_context(viewport=PHONE)
    sign_in(context, world.asha)
    page = context.new_page()
    page.goto(write_url(entry))
    page.context.set_offline(True)
    page.get_by_label("Your words").fill(WORDS)
    phone = context.new_cdp_session(page)
    phone.send("Page.setWebLifecycleState", {"state": "frozen"})
    # Hours later: the session is over. No timer of the page has run meanwhile.
    Session.objects.all().delete()
    time.sleep(2.5)
    phone.send("Page.setWebLifecycleState", {"state": "active"})
    page.context.set_offline(False)
    expect(page.locator(LINE)).to_contain_text("You have been signed out.", timeout=12000)
    assert len(records(page)) == 1
    expect(page.get_by_label("Your words")).to_have_value(WORDS)
    sign_in(context, world.asha)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=15000)
    assert newest(entry) == WORDS
    wait_for_records(page, 0)
