"""Lay a mutant's source over one module as it is imported (see tests/mutants.py)."""

import os
from importlib.machinery import SourceFileLoader

_real = SourceFileLoader.get_code


def _get_code(self: SourceFileLoader, fullname: str) -> object:
    if self.path == os.environ.get("MUTANT_FILE"):
        with open(os.environ["MUTANT_SOURCE"], encoding="utf-8") as file:
            return compile(file.read(), self.path, "exec")
    return _real(self, fullname)


SourceFileLoader.get_code = _get_code
