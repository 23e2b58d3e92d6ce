"""What stands on each page of a PDF that Chromium made: enough of the format, and no more."""

import re
import unicodedata
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
# A font is chosen; glyphs are shown, in hexadecimal.
STEP = re.compile(rb"/(F\d+) [\d.]+ Tf|(<[0-9A-Fa-f]+>|\[[^\]]*\]) ?T[jJ]")
HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
# With how many digits a font counts its glyphs, and which letters each stands for.
Font = tuple[int, dict[int, str]]


def pages(pdf: bytes) -> list[str]:
    """Return the letters of each page, small and without a space between them."""
    objects = {int(found[1]): found[2] for found in OBJECT.finditer(pdf)}
    fonts = {number: (4 if b"/Type0" in body else 2, _letters(objects, body))
             for number, body in objects.items()
             if b"/Type /Font\n" in body and b"/ToUnicode" in body}  # fmt: skip
    return [_said(objects, objects[number], fonts) for number in _leaves(objects)]


def _leaves(objects: dict[int, bytes]) -> list[int]:
    """Return the numbers of the pages: the tree of them, from its root."""
    root = next(body for body in objects.values() if b"/Type /Catalog" in body)

    def below(number: int) -> list[int]:
        kids = re.search(rb"/Kids \[([^\]]*)\]", objects[number])
        if not kids:
            return [number]
        return [leaf for kid in re.findall(rb"(\d+) 0 R", kids[1]) for leaf in below(int(kid))]

    return below(_named(root, b"Pages"))


def _named(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    data = body.split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(data) if b"/FlateDecode" in body else data


def _letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """Return which letters each glyph of a font stands for."""
    table = _stream(objects[_named(font, b"ToUnicode")])
    letters: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        found = [HEX.findall(line) for line in block.strip().splitlines()]
        letters |= {int(glyph, 16): _text(text) for glyph, text in found}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for line in block.strip().splitlines():
            first, last, text = HEX.findall(line)
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(ord(_text(text)) + step)
    return letters


def _text(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")


def _said(objects: dict[int, bytes], page: bytes, fonts: dict[int, Font]) -> str:
    chosen = re.findall(rb"/(F\d+) (\d+) 0 R", page)
    named = {name: fonts[int(number)] for name, number in chosen}
    said: list[str] = []
    digits, letters = 4, dict[int, str]()
    for font, glyphs in STEP.findall(_stream(objects[_named(page, b"Contents")])):
        digits, letters = named[font] if font else (digits, letters)
        for run in HEX.findall(glyphs):
            said += [letters[int(run[at : at + digits], 16)] for at in range(0, len(run), digits)]
    # Two letters drawn as one are two again.
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", "".join(said))).lower()
