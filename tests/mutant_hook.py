"""Run the collected matrix tests once per mutant, each in a fork of its own (tests/mutants.py)."""

import builtins
import importlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType, ModuleType
from typing import Any, NoReturn
from unittest.mock import patch

import pytest
from django.contrib.admin import AdminSite
from django.core.exceptions import FieldError
from pytest_django.plugin import blocking_manager_key

from tests.mutants import MATRIX, NOTE, ROOT, RULES, Mutant, chosen, controls, noting

WORKERS = int(os.environ.get("WORKERS", os.cpu_count() or 1))
KILLED, SURVIVED = 1, 0
# How many tests that have killed something in a file are tried before all others.
LATELY = 6
# What is left is no rule at all: every page would be an error.
NO_RULE = b"an error"
# Which tests each guard asks in, by its place.
Askers = dict[str, set[str]]
# Rules that nobody copies when the policies are made.
STAND_ALONE = {"accounts/policy.py", "accounts/models/dated.py"}


def _module(file: str) -> ModuleType:
    return importlib.import_module(file.removesuffix(".py").replace("/", "."))


def _lay_over(module: ModuleType, source: str) -> None:
    """Run ``source`` as the module, and let everybody who holds its old pieces hold the new.

    Others have imported functions and classes by name, so the old objects get the new code, and a
    class stays the one that others compare with.
    """
    before = dict(vars(module))
    exec(compile(source, str(module.__file__), "exec"), vars(module))  # noqa: S102 - our own source
    for name, old in before.items():
        new = vars(module).get(name)
        if isinstance(old, FunctionType) or hasattr(old, "__wrapped__"):
            _renew(old, new)
        elif isinstance(old, type) and isinstance(new, type) and old.__module__ == module.__name__:
            for part, value in vars(new).items():
                _renew(_function(vars(old).get(part)), _function(value))
            setattr(module, name, old)


def _function(part: Any) -> Any:
    """Return the function behind a method, a static method or a property."""
    return getattr(part, "fget", None) or getattr(part, "__func__", part)


def _renew(old: Any, new: Any) -> None:
    """Give an old function the new code, and what it decorates as well."""
    inner = getattr(old, "__wrapped__", None)
    if inner is not None:
        _renew(inner, getattr(new, "__wrapped__", None))
    elif (
        isinstance(old, FunctionType)
        and isinstance(new, FunctionType)
        and len(old.__code__.co_freevars) == len(new.__code__.co_freevars)
    ):
        old.__code__ = new.__code__


def _register_nothing(*_said: Any, **_options: Any) -> None:
    """Stand in for a registry that is full already."""


def _apply(changed: dict[str, str]) -> None:
    """Lay sources over their files, then make every policy again from the rules as they are."""
    sources = {name: (ROOT / name).read_text(encoding="utf-8") for name in RULES} | changed
    # What a module registers when it is first imported stays; laid over, it registers nothing.
    with (
        patch.object(AdminSite, "register", _register_nothing),
        patch.object(_module("accounts/notices"), "register", _register_nothing),
    ):
        for name in sorted(changed.keys() - {*RULES}):
            _lay_over(_module(name), changed[name])
    for name in STAND_ALONE & changed.keys():
        _lay_over(_module(name), changed[name])
    _module("accounts/policy.py")._policies.clear()
    for name in RULES:
        if name not in STAND_ALONE:
            _lay_over(_module(name), sources[name])
    _forget()


def _forget() -> None:
    """Forget every compiled question: what was changed is asked anew."""
    for name in ("accounts/compiled.py", "accounts/prepared.py"):
        _module(name).forget()


def _first_failing(
    session: pytest.Session,
    items: list[pytest.Item],
    before: Callable[[pytest.Item], None] = lambda item: None,
) -> pytest.Item | None:
    """Run the items until one fails, and return that one; None when all passed."""
    failed = session.testsfailed
    # What stands of another package's set-up would fail the first item, and that is no kill.
    session._setupstate.teardown_exact(items[0] if items else None)
    for item, following in zip(items, [*items[1:], *items[:1]], strict=True):
        before(item)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > failed:
            return item
    return None


def _fork(session: pytest.Session, items: list[pytest.Item], mutant: Mutant) -> tuple[int, int]:
    """Return the child that tries a mutant, and where it writes which test killed it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    _be_quiet()
    status = KILLED
    try:
        _apply({mutant.file: mutant.source})
        if killer := _first_failing(session, items):
            os.write(writing, killer.nodeid.encode())
        else:
            status = SURVIVED
    except (FieldError, TypeError, ValueError, AttributeError, KeyError, AssertionError):
        os.write(writing, NO_RULE)
    os._exit(status)


def _be_quiet() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _order(item: pytest.Item) -> int:
    """Quick tests first: most mutants die in the first second."""
    return next((n for n, name in enumerate(MATRIX) if str(item.path).endswith(name)), len(MATRIX))


def _can_fork(item: pytest.Item) -> bool:
    """Say whether a test keeps to one connection: a database in memory has no second."""
    database = item.get_closest_marker("django_db")
    has_many = database is not None and database.kwargs.get("transaction")
    return not has_many and "transactional_db" not in item.fixturenames


def _of_matrix(item: pytest.Item) -> bool:
    return _order(item) < len(MATRIX)


def _askers(session: pytest.Session, items: list[pytest.Item], files: set[str]) -> Askers:
    """Return the names of the tests in which each guard of these files asks, by its place.

    The files are laid over themselves, noting and else unchanged. Which tests failed with that
    stands under "": they can notice nothing.
    """
    _renew_world(session)
    found: Askers = defaultdict(set)
    with TemporaryDirectory() as folder:
        for number in range(WORKERS):
            said = Path(folder, str(number))
            if not os.fork():
                _note_all(session, items[number::WORKERS], files, said)
        with suppress(ChildProcessError):
            while os.wait():
                pass
        for number in range(WORKERS):
            said = Path(folder, str(number))
            for place, names in json.loads(said.read_text(encoding="utf-8")).items():
                found[place] |= {*names}
    for place in found.keys() - {""}:
        found[place] -= found[""]
    return found


def _note_all(
    session: pytest.Session, items: list[pytest.Item], files: set[str], said: Path
) -> NoReturn:
    """Run the items in this child, and write which guards asked in which of them."""
    _be_quiet()
    found: Askers = defaultdict(set)
    now = [""]

    def begin(item: pytest.Item) -> None:
        _forget()
        now[0] = item.nodeid

    setattr(builtins, NOTE, lambda place: found[place].add(now[0]))
    try:
        _apply({file: noting(file) for file in files})
        while items and (failing := _first_failing(session, items, begin)):
            found[""].add(failing.nodeid)
            items = items[items.index(failing) + 1 :]
        noted = {place: sorted(names) for place, names in found.items()}
        said.write_text(json.dumps(noted), encoding="utf-8")
    finally:
        os._exit(0)


def _killers(mutant: Mutant, items: list[pytest.Item], askers: Askers) -> list[pytest.Item]:
    """Return the tests that could notice, those of its own app first."""
    if mutant.guard:
        names, app = askers[mutant.guard], mutant.file.partition("/")[0]
        asking = [item for item in items if item.nodeid in names]
        return sorted(asking, key=lambda item: app not in item.path.parts)
    own = f"[{mutant.file.split('/')[0]}."
    # The written rights of its own app first: most mutants die there.
    return sorted(filter(_of_matrix, items), key=lambda item: own not in item.name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run tests without a mutant, and all laid over unchanged; then for each what could notice."""
    found = chosen(os.environ.get("MUTANTS", "").split())
    files = {mutant.file for mutant in found}
    items = sorted(filter(_can_fork, session.items), key=_order)
    if files <= {*RULES}:
        items = list(filter(_of_matrix, items))
    begin = {item.path: item for item in reversed(items)}.values()
    if files & {*RULES}:
        begin = dict.fromkeys([*filter(_of_matrix, items), *begin])
    # What the first test of each file imports and builds, the children inherit.
    if _first_failing(session, list(begin)):
        print("\nThe tests fail without any mutant; mend them first.")
        return True
    print(f"\n{len(items)} tests; {len(found)} mutants.", flush=True)
    begun = time.monotonic()
    unchanged = controls() if files & {*RULES} else ()
    failing = [f"{m.name} (by {by})" for m, by in _each(session, items, unchanged, {}) if by]
    if failing:
        print(f"What is laid over unchanged fails too, so no kill counts: {failing}")
        session.testsfailed += 1
        return True
    guards = files - {*RULES}
    askers = _askers(session, items, guards) if guards else {}
    print(f"Laid over unchanged they pass, {time.monotonic() - begun:.0f} s.", flush=True)
    for name in sorted(askers.get("", ())):
        print(f"  but {name}, by which no kill counts", flush=True)
    survivors = []
    for number, (mutant, killer) in enumerate(_each(session, items, found, askers), start=1):
        survivors += [] if killer else [mutant.name]
        said = f"killed   {mutant.name} (by {killer})" if killer else f"SURVIVED {mutant.name}"
        print(f"{number}/{len(found)} {said}", flush=True)
    print(f"\n{len(found)} mutants, {len(survivors)} survived, {time.monotonic() - begun:.0f} s.")
    print("\n".join(f"  {name}" for name in survivors), flush=True)
    session.testsfailed += len(survivors) or (not found)
    return True


def _renew_world(session: pytest.Session) -> None:
    with session.config.stash[blocking_manager_key].unblock():
        _module("tests/standing.py").renew()


def _each(
    session: pytest.Session, items: list[pytest.Item], chosen: Iterable[Mutant], askers: Askers
) -> Iterator[tuple[Mutant, str]]:
    """Yield each mutant, a few at a time, with the test that killed it; "" when it survived.

    What killed the mutants of a file just now will often kill the next: it is tried first.
    """
    running: dict[int, tuple[Mutant, int]] = {}
    waiting = list(reversed(list(chosen)))
    lately: dict[str, list[str]] = defaultdict(list)
    while waiting or running:
        _renew_world(session)
        while waiting and len(running) < WORKERS:
            mutant = waiting.pop()
            tried = _with_first(lately[mutant.file], _killers(mutant, items, askers))
            child, reading = _fork(session, tried, mutant)
            running[child] = mutant, reading
        child, status = os.wait()
        if child not in running:
            continue  # a process that some test left behind
        mutant, reading = running.pop(child)
        with open(reading, "rb") as said:
            killer = said.read().decode()
        survived = os.waitstatus_to_exitcode(status) == SURVIVED
        if killer and killer != NO_RULE.decode():
            known = [name for name in lately[mutant.file] if name != killer]
            lately[mutant.file] = [killer, *known][:LATELY]
        yield mutant, "" if survived else killer or "its end"


def _with_first(names: list[str], items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the items with those of these names before the others, in the names' order."""
    place = {name: n for n, name in enumerate(names)}
    return sorted(items, key=lambda item: place.get(item.nodeid, len(place)))
