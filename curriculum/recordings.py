"""Sounds and films beside a transcript: known by their content, kept apart, served to the few.

What a file is, its first bytes say; neither its name nor its claimed type is asked. It is kept as
it came (unlike a picture it cannot be rebuilt here), under a name of ours, and it is only ever sent
as the one media type that was found, with sniffing forbidden and everything switched off.
"""

import os
import re
import uuid
from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.base import ContentFile, File
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import kept_files
from accounts.errors import Refused

MOST_BYTES = 100 * 1024 * 1024
CHUNK = 256 * 1024
# How far into a file its tracks are looked for, from either end.
LOOKED_AT = 4 * 1024 * 1024
TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
ACCEPT = ".mp3,.m4a,.ogg,.wav,.mp4,.webm"
NAME = re.compile(rf"recording/[0-9a-f]{{32}}\.(?:{'|'.join(TYPES)})")
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
FIELD = "sound"

_BRANDS = re.compile(rb"M4A |M4B |M4V |mp4[12]|isom|iso[2-9]|avc1|dash|MSNV|f4v ")
_OGG_SOUND = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


# ------------------------------------------------------------------ what it is
def kind_of(start: bytes, end: bytes = b"") -> str:
    """Return the suffix of what a file with this beginning and end is; empty for anything else."""
    if start[:4] == b"RIFF" and start[8:12] == b"WAVE":
        return "wav"
    if start[:4] == b"OggS":
        return "ogg" if any(mark in start[:128] for mark in _OGG_SOUND) else ""
    if start[4:8] == b"ftyp":
        if not _BRANDS.fullmatch(start[8:12]):
            return ""
        return "mp4" if _has_film(start) or _has_film(end) else "m4a"
    if start[:4] == b"\x1a\x45\xdf\xa3":
        if b"webm" not in start[:64]:
            return ""
        return "webm" if re.search(rb"V_VP[89]|V_AV1", start) else "weba"
    return "mp3" if _is_mp3(start) else ""


def _has_film(part: bytes) -> bool:
    """Say whether a track of an MP4 file calls itself a film: its handler is ``vide``."""
    return re.search(rb"hdlr.{8}vide", part, re.DOTALL) is not None


def _is_mp3(start: bytes) -> bool:
    """Say whether it begins with an ID3 tag or a valid header of MPEG layer III."""
    if start[:3] == b"ID3":
        return len(start) > 10 and start[3] in {2, 3, 4} and all(one < 128 for one in start[6:10])
    if len(start) < 4 or start[0] != 0xFF or start[1] & 0xE6 != 0xE2:
        return False
    return start[1] & 0x18 != 0x08 and start[2] >> 4 not in {0, 15} and start[2] & 0x0C != 0x0C


# ------------------------------------------------------------------ keeping
def store(file: File) -> str:
    """Keep the sound or film in ``file``; return the name to put in its row.

    The bytes are on disk before this returns. Refused (beside the field ``sound``) when it is
    too large or of another kind.
    """
    size = file.size or 0
    if size > MOST_BYTES:
        raise Refused(
            _("This recording is larger than %(most)d MB. Make it smaller, or cut it in two.")
            % {"most": MOST_BYTES // 1024 // 1024},
            field=FIELD,
        )
    file.seek(0)
    start = file.read(LOOKED_AT)
    file.seek(max(0, size - LOOKED_AT))
    kind = kind_of(start, file.read(LOOKED_AT))
    if not kind:
        raise Refused(
            _("Please choose a sound (MP3, M4A, OGG, WAV) or a film (MP4, WebM)."), field=FIELD
        )
    name = f"recording/{uuid.uuid4().hex}.{kind}"
    kept_files.write(name, file.chunks(CHUNK))
    return name


def store_bytes(data: bytes) -> str:
    """Keep a sound or film that came with a course package."""
    return store(ContentFile(data))


def open_stored(name: str) -> BinaryIO:
    """Open a kept recording. FileNotFoundError for any name that ``store`` did not give."""
    return kept_files.open_kept(name, NAME)


def remove(name: str) -> None:
    """Take away a kept recording that no row names any more. Quietly, if it is gone already."""
    kept_files.remove(name, NAME)


def is_film(name: str) -> bool:
    """Say whether there is something to see in it."""
    return media_type(name).startswith("video/")


def media_type(name: str) -> str:
    """Return the media type of a kept recording, empty for none."""
    return TYPES.get(name.rpartition(".")[2], "")


# ------------------------------------------------------------------ sending
def serve(request: HttpRequest, name: str, *, filename: str = "recording") -> HttpResponse:
    """Answer with a kept recording, or with the part a player asks for.

    The caller has asked whether this person may read its lesson. 404 when there is none.
    """
    try:
        file = open_stored(name)
    except FileNotFoundError:
        raise Http404 from None
    size = os.fstat(file.fileno()).st_size
    part = _asked_for(request, size)
    if part is None:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return _sealed(response)
    first, last = part
    length = last - first + 1
    response = StreamingHttpResponse(
        _Part(file, first, length),
        status=206 if length < size else 200,
        content_type=media_type(name),
    )
    if length < size:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(length)
    suffix = name.rpartition(".")[2]
    response["Content-Disposition"] = f'inline; filename="{filename}.{suffix}"'
    return _sealed(response)


def _asked_for(request: HttpRequest, size: int) -> tuple[int, int] | None:
    """Return the first and last byte to send: all of it unless one part is asked for.

    None for a part that does not exist. Several parts at once, or a part that depends on an older
    copy, are answered with the whole, as the standard allows.
    """
    whole = (0, size - 1)
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or "If-Range" in request.headers or not any(asked.groups()):
        return whole
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    if int(first) >= size:
        return None
    if last and int(last) < int(first):
        return whole
    return int(first), min(int(last), size - 1) if last else size - 1


class _Part:
    """A part of a file, piece by piece; closed with the response, also when nobody read it."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self.file, self.first, self.length = file, first, length

    def __iter__(self) -> Iterator[bytes]:
        left = self.length
        self.file.seek(self.first)
        while left > 0 and (piece := self.file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
