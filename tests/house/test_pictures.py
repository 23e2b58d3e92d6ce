"""The pictures of the documents: each is there, small, described, and shown somewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
SHOWN = re.compile(r"!\[([^\]]*)\]\(([^)]*pictures/[^)]+)\)")
TAKEN = re.compile(r"picture\(page, \"([a-z-]+)\"")
MOST_BYTES = 150_000


def shown():
    """Return (description, file) of every picture a document shows."""
    documents = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [
        (words, (document.parent / path).resolve())
        for document in documents
        for words, path in SHOWN.findall(document.read_text(encoding="utf-8"))
    ]


def test_every_picture_is_shown_with_a_description_and_every_shown_one_exists():
    assert {path for _words, path in shown()} == set(PICTURES.iterdir())
    assert all(len(words) > 15 for words, _path in shown())


def test_pictures_are_small():
    large = [path.name for path in PICTURES.iterdir() if path.stat().st_size > MOST_BYTES]
    assert large == []


def test_the_walk_takes_exactly_the_pictures_of_its_page():
    walk = (ROOT / "tests" / "browser" / "test_faculty_walk.py").read_text(encoding="utf-8")
    taken = {f"faculty-{name}.png" for name in TAKEN.findall(walk)}
    assert taken == {path.name for path in PICTURES.glob("faculty-*.png")}
