"""Links between our documents lead somewhere, and so do the make targets they name."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
TARGET = re.compile(r"^([a-z-]+):", re.MULTILINE)
MAKE = re.compile(r"(?:^|`)make ([a-z][a-z-]+)", re.MULTILINE)


def anchors(document: Path) -> set[str]:
    """Return the anchors that a reader of Markdown gives to a document's headings."""
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    lost = []
    for path, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = (document.parent / path) if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(f"{path}#{anchor}" if anchor else path)
    assert not lost


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_targets_named_in_a_document_exist(document):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(MAKE.findall(document.read_text(encoding="utf-8"))) <= targets


def test_a_lost_link_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A title, here\n\n[one](gone.md) [two](#a-title-here)\n", encoding="utf-8")
    assert LINK.findall(page.read_text(encoding="utf-8")) == [("gone.md", ""), ("", "a-title-here")]
    assert anchors(page) == {"a-title-here"}
