"""Pages carry no inline script or style, mark nothing safe by hand, and none is forgotten."""

import re
from pathlib import Path

import pytest

from tests.house import source

TEMPLATES = sorted((source.ROOT / "templates").rglob("*.html"))
INLINE = (
    (re.compile(r"<style\b"), "a style block"),
    (re.compile(r"\sstyle\s*="), "a style attribute"),
    (
        re.compile(
            r"\son(?:abort|before\w+|blur|change|click|context\w+|drag\w*|drop|error|focus\w*|input|"
            r"invalid|key\w+|load\w*|mouse\w+|page\w+|paste|pointer\w+|reset|resize|scroll|select|"
            r"submit|toggle|touch\w+|unload|wheel)\s*="
        ),
        "a handler in an attribute",
    ),
    (re.compile(r"javascript:"), "a script in an address"),
    (re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))"), "an inline script"),
    # Orca says "statusbar" for one and passes over its words: aria-live="polite" is read.
    (re.compile(r"<(?:p|span)\b[^<>]*\srole=\"status\""), "words in a status bar"),
)
SAFE = re.compile(r"\|\s*safe\b|autoescape off|\{%\s*filter\s+safe")
OUTSIDE = re.compile(r"(?:src|href|action)=\"(?:https?:)?//")
# allauth and Django look these up by name themselves.
FOUND_BY_NAME = (
    "account/",
    "allauth/",
    "mfa/",
    "usersessions/",
    "socialaccount/",
    "admin/",
    "emails/",
)
ERROR_PAGES = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "413.html",
    "429.html",
    "500.html",
    "503.html",
}


def _name(path: Path) -> str:
    return path.relative_to(source.ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [what for pattern, what in INLINE if pattern.search(text)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_template_marks_nothing_safe_and_asks_nobody_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not SAFE.search(text)
    assert not OUTSIDE.search(text)


def test_patterns_can_see() -> None:
    assert INLINE[4][0].search("<script>alert(1)</script>")
    assert not INLINE[4][0].search('<script type="module" src="x.js"></script>')
    assert INLINE[2][0].search('<a onclick="x">')
    assert SAFE.search("{{ body|safe }}")


def test_only_a_few_places_mark_html_safe() -> None:
    """Each of these escapes or sanitises what it marks, and says so beside it."""
    allowed = {
        "accounts/markup.py",
        "accounts/templatetags/portal.py",
        "config/form_renderer.py",
        "curriculum/templatetags/lessons.py",
    }
    marking = {
        source.name(path)
        for path in source.python_files()
        if re.search(r"\bmark_safe\b|SafeString\(", path.read_text(encoding="utf-8"))
    }
    assert marking <= allowed


def test_every_template_is_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    texts += [path.read_text(encoding="utf-8") for path in source.python_files()]
    everything = "\n".join(texts)
    forgotten = [
        _name(path)
        for path in TEMPLATES
        if not _name(path).startswith(FOUND_BY_NAME)
        and _name(path) not in ERROR_PAGES
        and f'"{_name(path)}"' not in everything
        and f"'{_name(path)}'" not in everything
    ]
    assert forgotten == []


def test_scripts_are_short() -> None:
    long = {
        path.name: lines
        for path in (source.ROOT / "static" / "portal" / "js").rglob("*.js")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 150
    }
    assert long == {}
