"""How tests run: in which order, on which database, in which browser.

The people and things of the tests are in tests/fixtures.py, tests/world.py and tests/make.
"""

import gc
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from functools import cache as once
from functools import lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.utils import timezone, translation
from playwright._impl._driver import compute_driver_executable

from tests import databases, large_pages
from tests.frames import with_room

pytest_plugins = ["tests.fixtures"]

# Playwright keeps an event loop in the tests' thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The shell draws no window of its own around a page, which is a third of the work.
CHROMIUM_PLACES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# So many tests take long enough to be worth half a second before them.
MANY = 500
# A test that asks for none of these is the same on each database.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}
NO_CHROMIUM = "no Chromium found: install one (Debian: apt-get install chromium) or set CHROMIUM"
NO_LIBRARY = "(a bare Debian lacks one library: apt-get install libatomic1)"


def chromium() -> str | None:
    """Return the path of the browser to drive: $CHROMIUM, or the first one this machine has."""
    places = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUM_PLACES
    return next((path for place in places if (path := shutil.which(place))), None)


@once
def why_no_browser() -> str:
    """Return why this machine cannot run browser tests; empty if it can."""
    if not chromium():
        return NO_CHROMIUM
    node, _script = compute_driver_executable()
    # Playwright's own node, where Playwright says it is.
    tried = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    if tried.returncode:
        return f"Playwright's driver does not start: {tried.stderr.strip()} {NO_LIBRARY}"
    return ""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, help="repeat the order of an earlier run")
    parser.addoption(
        "--pictures", action="store_true", help="take the pictures of docs/faculty.md anew"
    )
    parser.addoption(
        "--rewrite-rights", action="store_true", help="write tests/house/rights.txt anew"
    )
    parser.addoption("--rewrite-ledger", action="store_true", help="write docs/ledger.md anew")
    parser.addoption(
        "--require-browser", action="store_true", help="fail, not skip, where Chromium is missing"
    )


def pytest_configure(config: pytest.Config) -> None:
    told = getattr(config, "workerinput", {})  # xdist's workers must agree on one order
    if "shared" in told:
        databases.Run.folder = Path(told["shared"])
    if config.option.seed is None:
        config.option.seed = told.get("seed", random.SystemRandom().randrange(100_000))
    if config.option.require_browser and why_no_browser():
        raise pytest.UsageError(why_no_browser())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["seed"] = node.config.option.seed
    node.workerinput["shared"] = str(settings.SCRATCH)
    node.workerinput["database"] = settings.DATABASES["default"]["TEST"]["NAME"]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Leave what is loaded by now out of every later search for garbage: it stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    if len(session.items) > MANY:
        large_pages.move()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Any:
    """Call a test with room for its frames: under pytest it stands deep, and a tenth is saved."""
    others = pyfuncitem.config.pluginmanager.subset_hook_caller(
        "pytest_pyfunc_call", [sys.modules[__name__]]
    )
    return with_room(others, pyfuncitem=pyfuncitem)


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [
        f"database: {connections['default'].vendor}",
        f"browser: {why_no_browser() or chromium()}",
        f"order: shuffled; repeat it with --seed {config.option.seed}",
    ]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, Any, Any]:
    """Mark what drives a browser or needs no database; shuffle the files that were asked for."""
    for item in items:
        _mark(item)
    result = yield
    shuffler = random.Random(config.option.seed)  # noqa: S311 - an order, not a secret
    files = [list(group) for _path, group in groupby(items, key=lambda item: item.path)]
    shuffler.shuffle(files)
    for file in files:
        shuffler.shuffle(file)
    items[:] = _stretches([item for file in files for item in file])
    return result


def _mark(item: pytest.Item) -> None:
    asked = set(getattr(item, "fixturenames", ()))
    if {"browser", "new_context"} & asked:
        item.add_marker(pytest.mark.browser)
        # A browser has a clock of its own: two more tries, named in the summary (-raR).
        item.add_marker(pytest.mark.flaky(reruns=2))
        if why_no_browser():
            item.add_marker(pytest.mark.skip(reason=why_no_browser()))
    elif not item.get_closest_marker("django_db") and asked.isdisjoint(DATABASE):
        item.add_marker(pytest.mark.pure)


def _stretches(items: list[pytest.Item]) -> list[pytest.Item]:
    """Order tests for the stretches of the list that xdist gives to its workers.

    Each begins with some of what takes longest: else one worker is busy with it when the others are
    done. The first migrates the database and builds the probe world; the others begin meanwhile
    with what needs neither.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if _begins_early(item)]
    others = [item for item in items if not _begins_early(item)]
    pure = [item for item in others if item.get_closest_marker("pure")] if workers > 1 else []
    rest = iter([item for item in others if not pure or not item.get_closest_marker("pure")])
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = (len(items) - len(ordered)) // (workers - worker)
        first = sorted(long[worker::workers], key=lambda item: _asks_probe(item) == bool(worker))
        first[:0] = pure[worker - 1 :: workers - 1] if worker else []
        ordered += [*first, *islice(rest, max(0, share - len(first)))]
    return [*ordered, *rest]


def _begins_early(item: pytest.Item) -> bool:
    # The probe world goes stale (tests/standing.py): what asks for it comes before it does.
    return bool(item.get_closest_marker("long")) or _asks_probe(item)


def _asks_probe(item: pytest.Item) -> bool:
    return "manifest" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker
) -> Iterator[None]:
    """Migrate a database; where a run has workers, once for all of them."""
    told = getattr(request.config, "workerinput", None)
    with django_db_blocker.unblock():
        if told and told["database"]:
            place = databases.copied(told["database"], told["workerid"], told["workercount"])
        else:
            place = databases.own()
        with place, django_db_blocker.block():
            yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Start each test with an empty cache: rate limits live there."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _yaml_read_once() -> Iterator[None]:
    """Read a text of YAML once for all tests: a course is read for each portal that is filled."""
    load = yaml.load
    read = lru_cache(500)(lambda text, loader: pickle.dumps(load(text, loader)))
    with pytest.MonkeyPatch.context() as patch:
        # Each gets values of its own.
        patch.setattr(
            yaml,
            "load",
            lambda text, Loader: pickle.loads(read(text, Loader)),  # noqa: S301 - pickled here
        )
        yield


@pytest.fixture(autouse=True)
def _at_home() -> None:
    """Start each test in the portal's language and zone: a page leaves those of its reader."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be day whenever tests run; those of the quiet hours bring a clock of their own."""
    monkeypatch.setattr("accounts.notices.delivery.quiet_until", lambda moment, zone: None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {
        **browser_type_launch_args,
        "executable_path": chromium(),
        "args": CHROMIUM_FLAGS,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Let ``page.goto("/journal/")`` reach the running portal, with this test's database."""
    return live_server.url


@pytest.fixture
def new_context(new_context: Callable) -> Iterator[Callable]:
    """Make browser contexts, and fail the test on a script error or a broken content policy."""
    complaints: list[str] = []

    def listen(message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(**options):
        context = new_context(**options)
        context.on("console", listen)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context

    yield make
    assert not complaints, complaints
