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


def limit() -> None:
    """Cap address space and processor time. macOS refuses the first; the pixel cap remains."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def rebuild(data: bytes, edge: int) -> bytes:
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
    kind = picture.format
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
        plain.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


def fail(word: str) -> None:
    sys.stderr.write(word)
    sys.exit(1)


if __name__ == "__main__":
    limit()
    warnings.simplefilter("ignore")
    try:
        made = rebuild(sys.stdin.buffer.read(), int(sys.argv[1]))
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        fail("broken")
    sys.stdout.buffer.write(made)
