"""Run alone by accounts/uploads.py: a picture in, its pixels rebuilt out.

Never imported. It limits its own memory and time first, because what it reads comes from outside;
whatever a decoder does here, it does in a process that holds nothing else.
Ends with 0 and the picture on standard output, or with 1 and one word on standard error.
"""

import contextlib
import io
import resource
import sys
import warnings

MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY = 1024 * 1024 * 1024
SECONDS = 20
JPEG = {"quality": 86, "optimize": True, "progressive": True}
# The parts of a JPEG that its pixels need: tables, frame, scans.
SCAN = 0xDA
PIXELS = {0xDB, 0xC2, 0xC4, SCAN}


def limit() -> None:
    """Cap address space and processor time. macOS refuses the first; the pixel cap remains."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def rebuild(data: bytes, edge: int, *, may_keep: bool) -> bytes:
    """Return the first frame, upright, at most ``edge`` long, with nothing beside its pixels."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only after the limits stand

    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (OSError, ValueError, SyntaxError):
        fail("format")
    # The header alone says how large it would become; nothing is decoded before this line.
    if picture.width * picture.height > MOST_PIXELS:
        fail("pixels")
    picture.seek(0)
    picture.draft("RGB", (edge, edge))
    clear = "A" in picture.getbands() or "transparency" in picture.info
    kind, size = picture.format, picture.size
    tables = getattr(picture, "quantization", None)
    ImageOps.exif_transpose(picture, in_place=True)
    picture.thumbnail((edge, edge))
    pixels = picture.convert("RGBA" if clear else "RGB")
    # A new picture of the same pixels: comment, EXIF, XMP and profile stay with the old one.
    plain = Image.new(pixels.mode, pixels.size)
    plain.paste(pixels)
    out = io.BytesIO()
    if clear or kind == "PNG":
        plain.save(out, "PNG", optimize=True)
    else:
        plain.save(out, "JPEG", **JPEG)
        is_whole = may_keep and (kind, picture.size) == ("JPEG", size)
        if is_whole and is_as_written_here(data, tables, out.getvalue()):
            # One of ours that comes back: writing it anew would lose a little each time.
            return data
    return out.getvalue()


def is_as_written_here(data: bytes, tables: object, again: bytes) -> bool:
    """Say whether a JPEG, wholly decoded before, is made just as ``rebuild`` makes them.

    The same tables, nothing in it but what its pixels need, nothing behind it, and no longer than
    the same pixels are when they are written anew.
    """
    from PIL import Image  # noqa: PLC0415 - only after the limits stand

    if len(data) > len(again) * 1.25 + 256:
        return False
    if tables != Image.open(io.BytesIO(again), formats=("JPEG",)).quantization:
        return False
    head = again[: again.index(b"\xff\xdb")]
    if not data.startswith(head):
        return False
    place = len(head)
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind = data[place + 1]
        if kind not in PIXELS:
            return False
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if kind == SCAN:
            # Inside a scan, 0xFF is followed by nought; anything else begins the next part.
            while (place := data.find(b"\xff", place)) >= 0 and data[
                place + 1 : place + 2
            ] == b"\0":
                place += 2
            if data[place:] == b"\xff\xd9":
                return place > 0
    return False


def fail(word: str) -> None:
    sys.stderr.write(word)
    sys.exit(1)


if __name__ == "__main__":
    limit()
    warnings.simplefilter("ignore")
    try:
        made = rebuild(sys.stdin.buffer.read(), int(sys.argv[1]), may_keep=sys.argv[2:] == ["keep"])
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        fail("broken")
    sys.stdout.buffer.write(made)
