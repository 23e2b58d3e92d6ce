"""docs/operating.md explains every variable the settings read, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(r'\benv\.\w+\(\s*[\'"]([A-Z_]+)[\'"]')
EXPLAINED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


def test_every_variable_is_explained_and_none_is_invented():
    read = set(READ.findall((ROOT / "config/settings.py").read_text()))
    explained = EXPLAINED.findall((ROOT / "docs/operating.md").read_text())
    assert len(read) > 15
    assert set(explained) == read
    assert len(explained) == len(set(explained))
