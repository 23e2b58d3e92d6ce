"""What two people say about where a page stands stays with them: few files know of it at all."""

import re

from tests.house import source

# What may know of placings: the rule, the two forms, her own line; and what makes, lists or ends
# every row there is. Neither evidence nor figures, exports, notices, search nor the admin.
KNOWS = {
    "reflections/models/lens.py",
    "reflections/models/__init__.py",
    "reflections/lenses.py",
    "reflections/lens_clauses.py",
    "reflections/policies.py",
    "reflections/actions/placing.py",
    "reflections/queries/__init__.py",
    "reflections/queries/lenses.py",
    "reflections/queries/reading.py",
    "reflections/mentor_queries/desk_page.py",
    "reflections/views/lenses.py",
    "reflections/views/learner.py",
    "reflections/urls.py",
    "reflections/ledger.py",
    "config/demo/writing.py",
    "config/probe/__init__.py",
    "config/probe/lenses.py",
    "config/probe/manifest.py",
}
WORDS = re.compile(r"\bPlacing\b|\bplacings?\b|\blens(es)?\b|lens_", re.IGNORECASE)


def test_nothing_else_knows_of_placings() -> None:
    files = {source.name(path): path.read_text(encoding="utf-8") for path in source.python_files()}
    found = {name for name, text in files.items() if WORDS.search(text)}
    assert found - KNOWS == set()
    assert "reflections/queries/lenses.py" in found
