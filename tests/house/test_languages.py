"""Each language the portal offers says everything, and says it with the same facts."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.house import source

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
LOCALE = source.ROOT / "locale"
# What a sentence is filled with, and the tags in it.
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")
READ = (
    "accounts", "curriculum", "reflections", "rehearsals", "config", "templates", "manage.py",
)  # fmt: skip
# The short names under which `make messages` finds gettext.
KNOWN_AS = {"_", "say"}
needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="no gettext found (Debian: apt-get install gettext)"
)


def _messages(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "django.po"


@cache
def _catalogue(path: Path) -> dict[str, list[str]]:
    """Return what a compiled catalogue says for each sentence: one text, or one per plural."""
    with path.open("rb") as file:
        said = gettext.GNUTranslations(file)._catalog
    found: dict[str, list[str]] = {}
    for key, text in said.items():
        found.setdefault(key[0] if isinstance(key, tuple) else key, []).append(text)
    return found


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_has_the_same_holes(code: str) -> None:
    wrong = []
    for asked, texts in _catalogue(_messages(code).with_suffix(".mo")).items():
        holes = [set(HOLES.findall(text)) for text in texts]
        # Of one thing it may be said without its number; msgfmt looks at the plurals.
        if asked and len(texts) == 1 and holes[0] != set(HOLES.findall(asked)):
            wrong.append((asked, texts[0]))
        if len(texts) > 1 and not (holes[0] <= holes[1] == holes[-1] >= set(HOLES.findall(asked))):
            wrong.append((asked, *texts))
    assert wrong == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_sentence_with_a_plural_is_asked_for_without_one(code: str) -> None:
    """Debian 12's Python finds no translation then: give one of the two a context."""
    with _messages(code).with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    plural = {key[0] for key in catalogue if isinstance(key, tuple)}
    asked = re.compile(r"""(?:\b(?:_|say)\(|\{% translate )"([^"]+)"[)\s]""")
    files = [
        path
        for place in READ
        for pattern in ("*.py", "*.html")
        for path in (source.ROOT / place).rglob(pattern)
        if "migrations" not in path.parts
    ]
    assert len(files) > 100
    alone = {said for path in files for said in asked.findall(path.read_text(encoding="utf-8"))}
    assert len(alone) > 1000
    assert alone & plural == set()


def test_gettext_is_called_by_a_name_its_sentences_are_found_by() -> None:
    renamed = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (\w+)")
    names = {
        name
        for place in READ
        for path in (source.ROOT / place).rglob("*.py")
        for name in renamed.findall(path.read_text(encoding="utf-8"))
    }
    assert names == KNOWN_AS


@needs_gettext
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_of_the_source_is_translated(code: str, tmp_path: Path) -> None:
    for name in READ:
        place = source.ROOT / name
        copy = shutil.copytree if place.is_dir() else shutil.copy
        copy(place, tmp_path / name)
    shutil.copytree(LOCALE, tmp_path / "locale")
    command = [sys.executable, "manage.py", "makemessages", "--locale", code, "--no-location"]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    # Our own command on our own files.
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)  # noqa: S603
    fresh = tmp_path / "locale" / code / "LC_MESSAGES" / "django.po"
    asked = ["msgattrib", "--no-obsolete", "--untranslated", "--no-wrap", str(fresh)]
    # Gettext, on the file made above.
    untold = subprocess.run(asked, check=True, capture_output=True, text=True).stdout  # noqa: S603
    unsure = [line for line in fresh.read_text(encoding="utf-8").splitlines() if "fuzzy" in line]
    assert re.findall(r"^msgid (?!\"\"$)(.*)$", untold, re.MULTILINE) == []
    assert unsure == []


@needs_gettext
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_compiled_is_what_is_written(code: str, tmp_path: Path) -> None:
    fresh = tmp_path / "django.mo"
    # Gettext, wherever this machine has it.
    subprocess.run(["msgfmt", "--check", "-o", fresh, _messages(code)], check=True)  # noqa: S603, S607
    assert _catalogue(fresh) == _catalogue(_messages(code).with_suffix(".mo"))
