"""Files that lie beside a lesson: its picture, its recording. Read when needed, not held."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts import uploads
from curriculum import recordings


@dataclass(frozen=True)
class Beside:
    """One file: what tells it from another, its suffix, and how to get its bytes."""

    sha256: str
    suffix: str
    read: Callable[[], bytes] = field(repr=False, compare=False)


def beside(read: Callable[[], bytes], suffix: str, data: bytes | None = None) -> Beside:
    """Return a file that ``read`` gets; ``data`` are its bytes, where they are at hand already."""
    known = read() if data is None else data
    return Beside(hashlib.sha256(known).hexdigest(), suffix, read)


# What a file is, its first bytes say: a drawing in PostScript named .png is no PNG.
def picture(data: bytes) -> tuple[str, str]:
    """Return the suffix of a picture, and what is wrong with it otherwise."""
    if len(data) > uploads.MOST_BYTES:
        most = uploads.MOST_BYTES // 1024 // 1024
        return "", _("is larger than %(most)d MB.") % {"most": most}
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", ""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", ""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp", ""
    return "", _("is not a JPEG, PNG or WebP picture.")


def recording(data: bytes) -> tuple[str, str]:
    """Return the suffix of a recording, and what is wrong with it otherwise."""
    if len(data) > recordings.MOST_BYTES:
        most = recordings.MOST_BYTES // 1024 // 1024
        return "", _("is larger than %(most)d MB.") % {"most": most}
    kind = recordings.kind_of(data[: recordings.LOOKED_AT], data[-recordings.LOOKED_AT :])
    return (kind, "") if kind else ("", _("is no sound or film we know."))
