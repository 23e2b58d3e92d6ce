"""Run the collected matrix tests once per mutant, each in a fork of its own (tests/mutants.py)."""

import importlib
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.admin import AdminSite
from django.core.exceptions import FieldError
from pytest_django.plugin import blocking_manager_key

from tests.mutants import MATRIX, ROOT, RULES, Mutant, chosen, controls

WORKERS = int(os.environ.get("WORKERS", os.cpu_count() or 1))
KILLED, SURVIVED = 1, 0
# How many tests that have killed something in a file are tried before all others.
LATELY = 6
# What is left is no rule at all: every page would be an error.
NO_RULE = b"an error"
# Rules that nobody copies when the policies are made.
STAND_ALONE = {"accounts/policy.py", "accounts/models/dated.py"}


def _module(file: str) -> ModuleType:
    return importlib.import_module(file.removesuffix(".py").replace("/", "."))


def _lay_over(module: ModuleType, source: str) -> None:
    """Run ``source`` as the module, and let everybody who holds its old pieces hold the new.

    Others have imported functions and classes by name, so the old objects get the new code.
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


def _apply(mutant: Mutant) -> None:
    """Lay the mutant over its module, then make every policy again from the rules as they are."""
    sources = {name: (ROOT / name).read_text(encoding="utf-8") for name in RULES}
    sources[mutant.file] = mutant.source
    if mutant.file not in RULES:
        # What a module registers when it is first imported stays; laid over, it registers nothing.
        with (
            patch.object(AdminSite, "register", _register_nothing),
            patch.object(_module("accounts/notices"), "register", _register_nothing),
        ):
            _lay_over(_module(mutant.file), mutant.source)
    kernel = _module("accounts/policy.py")
    if mutant.file in STAND_ALONE:
        _lay_over(_module(mutant.file), mutant.source)
    kernel._policies.clear()
    for name in RULES:
        if name not in STAND_ALONE:
            _lay_over(_module(name), sources[name])
    for name in ("accounts/compiled.py", "accounts/prepared.py"):
        _module(name).forget()


def _first_failing(session: pytest.Session, items: list[pytest.Item]) -> pytest.Item | None:
    """Run the items until one fails, and return that one; None when all passed."""
    failed = session.testsfailed
    for item, following in zip(items, [*items[1:], items[0]], strict=True):
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
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    status = KILLED
    try:
        _apply(mutant)
        if killer := _first_failing(session, items):
            os.write(writing, killer.nodeid.encode())
        else:
            status = SURVIVED
    except (FieldError, TypeError, ValueError, AttributeError, KeyError, AssertionError):
        os.write(writing, NO_RULE)
    os._exit(status)


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


@cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _killers(mutant: Mutant, items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that should notice: those most about the mutant's file first."""
    if mutant.file in RULES:
        own = f"[{mutant.file.split('/')[0]}."
        # The written rights of its own app first: most mutants die there.
        return sorted(filter(_of_matrix, items), key=lambda item: own not in item.name)
    app, *places = Path(mutant.file).with_suffix("").parts
    words = {word.rstrip("s") for place in places for word in place.split("_")}

    def unlike(item: pytest.Item) -> tuple[bool, int]:
        named = words & {word.rstrip("s") for word in item.path.stem.split("_")}
        return not re.search(rf"\b{places[-1]}\b", _source(item.path)), -len(named)

    own = [item for item in items if app in item.path.parts or _of_matrix(item)]
    return sorted(own, key=unlike)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run everything once without a mutant, then once for each of them."""
    found = chosen(os.environ.get("MUTANTS", "").split())
    items = sorted(filter(_can_fork, session.items), key=_order)
    if all(mutant.file in RULES for mutant in found):
        items = list(filter(_of_matrix, items))
    if _first_failing(session, items):
        print("\nThe tests fail without any mutant; mend them first.")
        return True
    print(f"\n{len(items)} tests pass; {len(found)} mutants.", flush=True)
    begun = time.monotonic()
    unchanged = controls({mutant.file for mutant in found})
    killed_controls = [f"{m.name} (by {by})" for m, by in _each(session, items, unchanged) if by]
    if killed_controls:
        print(f"What is laid over unchanged fails too, so no kill counts: {killed_controls}")
        session.testsfailed += 1
        return True
    survivors = []
    for number, (mutant, killer) in enumerate(_each(session, items, found), start=1):
        survivors += [] if killer else [mutant.name]
        said = f"killed   {mutant.name} (by {killer})" if killer else f"SURVIVED {mutant.name}"
        print(f"{number}/{len(found)} {said}", flush=True)
    print(f"\n{len(found)} mutants, {len(survivors)} survived, {time.monotonic() - begun:.0f} s.")
    print("\n".join(f"  {name}" for name in survivors), flush=True)
    session.testsfailed += len(survivors) or (not found)
    return True


def _each(
    session: pytest.Session, items: list[pytest.Item], chosen: Iterable[Mutant]
) -> Iterator[tuple[Mutant, str]]:
    """Yield each mutant, a few at a time, with the test that killed it; "" when it survived.

    What killed the mutants of a file just now will often kill the next: it is tried first.
    """
    running: dict[int, tuple[Mutant, int]] = {}
    waiting = list(reversed(list(chosen)))
    lately: dict[str, list[str]] = defaultdict(list)
    while waiting or running:
        with session.config.stash[blocking_manager_key].unblock():
            _module("tests/standing.py").renew()
        while waiting and len(running) < WORKERS:
            mutant = waiting.pop()
            tried = _with_first(lately[mutant.file], _killers(mutant, items))
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
