"""Run the collected matrix tests once per mutant, each in a fork of its own (tests/mutants.py)."""

import importlib
import os
import time
from collections.abc import Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from django.core.exceptions import FieldError

from tests.mutants import MATRIX, ROOT, RULES, Mutant, controls, mutants

WORKERS = int(os.environ.get("WORKERS", os.cpu_count() or 1))
KILLED, SURVIVED = 1, 0


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
        if isinstance(old, FunctionType) and isinstance(new, FunctionType):
            _renew(old, new)
        elif isinstance(old, type) and isinstance(new, type) and old.__module__ == module.__name__:
            for part, value in vars(new).items():
                if isinstance(vars(old).get(part), FunctionType):
                    _renew(vars(old)[part], value)


def _renew(old: FunctionType, new: Any) -> None:
    if isinstance(new, FunctionType) and len(old.__code__.co_freevars) == len(
        new.__code__.co_freevars
    ):
        old.__code__ = new.__code__


def _apply(mutant: Mutant) -> None:
    """Lay the mutant over its module, then make every policy again from the rules as they are."""
    sources = {name: (ROOT / name).read_text(encoding="utf-8") for name in RULES}
    sources[mutant.file] = mutant.source
    kernel = _module("accounts/policy.py")
    if mutant.file in {"accounts/policy.py", "accounts/models/dated.py"}:
        _lay_over(_module(mutant.file), mutant.source)
    kernel._policies.clear()
    for name in RULES:
        if name.endswith("policies.py"):
            _lay_over(_module(name), sources[name])
    for name in ("accounts/compiled.py", "accounts/prepared.py"):
        _module(name).forget()


def _run(session: pytest.Session, items: list[pytest.Item]) -> bool:
    """Run the items until one fails; return whether all passed."""
    failed = session.testsfailed
    for item, following in zip(items, [*items[1:], items[0]], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed > failed:
            return False
    return True


def _fork(session: pytest.Session, items: list[pytest.Item], mutant: Mutant) -> int:
    child = os.fork()
    if child:
        return child
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        _apply(mutant)
        status = SURVIVED if _run(session, items) else KILLED
    except (FieldError, TypeError, ValueError, AttributeError, KeyError, AssertionError):
        status = KILLED  # what is left is no rule at all: every page would be an error
    os._exit(status)


def _order(item: pytest.Item) -> int:
    """Quick tests first: most mutants die in the first second."""
    return next(n for n, name in enumerate(MATRIX) if str(item.path).endswith(name))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run everything once without a mutant, then once for each of them."""
    items = sorted(session.items, key=_order)
    if not _run(session, items):
        print("\nThe matrix tests fail without any mutant; mend them first.")
        return True
    words = os.environ.get("MUTANTS", "").split()
    chosen = [m for m in mutants() if all(word in m.name for word in words)]
    print(f"\n{len(items)} matrix tests pass; {len(chosen)} mutants.", flush=True)
    begun = time.monotonic()
    killed_controls = [m.name for m, lives in _each(session, items, controls()) if not lives]
    if killed_controls:
        print(f"Rules laid over unchanged fail too, so no kill counts: {killed_controls}")
        session.testsfailed += 1
        return True
    survivors = []
    for number, (mutant, lives) in enumerate(_each(session, items, chosen), start=1):
        survivors += [mutant.name] if lives else []
        said = "SURVIVED" if lives else "killed"
        print(f"{number}/{len(chosen)} {said:8} {mutant.name}", flush=True)
    print(f"\n{len(chosen)} mutants, {len(survivors)} survived, {time.monotonic() - begun:.0f} s.")
    print("\n".join(f"  {name}" for name in survivors), flush=True)
    session.testsfailed += len(survivors) or (not chosen)
    return True


def _each(
    session: pytest.Session, items: list[pytest.Item], chosen: Iterable[Mutant]
) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant, a few at a time, with whether it survived."""
    running: dict[int, Mutant] = {}
    waiting = list(reversed(list(chosen)))
    while waiting or running:
        while waiting and len(running) < WORKERS:
            mutant = waiting.pop()
            running[_fork(session, items, mutant)] = mutant
        time.sleep(0.02)
        for child in list(running):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                yield running.pop(child), os.waitstatus_to_exitcode(status) == SURVIVED
