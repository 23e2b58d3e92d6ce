"""Pictures people hand in: decoded far from here, rebuilt from their pixels, served to the few.

Nothing of the file that came in is kept but what it looks like: no name, no place, no camera, no
comment, no second frame (security.md, LB14, LB15 and K10). JPEG, PNG and WebP only.
"""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from accounts import kept_files
from accounts.errors import Refused

MOST_BYTES = 15 * 1024 * 1024
SECONDS = 30
# The longest edge that is kept, by what the picture is for.
KINDS = {"lesson": 2400, "person": 512, "entry": 1600}
ACCEPT = "image/jpeg,image/png,image/webp"
NAME = re.compile(r"(?:lesson|person|entry)/[0-9a-f]{32}\.(?:jpg|png)")
TYPES = {"jpg": "image/jpeg", "png": "image/png"}
_HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}

_WORKER = Path(__file__).with_name("decode_picture.py")
_SAYS: dict[str, Callable[[], object]] = {
    "format": lambda: _("Please choose a JPEG, PNG or WebP picture."),
    "pixels": lambda: _("This picture has too many pixels. Make it smaller than 40 megapixels."),
    "broken": lambda: _("This picture cannot be read. Save it again and try once more."),
}


def store(file: UploadedFile, kind: str) -> str:
    """Rebuild the picture in ``file`` and keep it; return the name to put in its row.

    The bytes are on disk before this returns, so the row may be committed after it.
    Refused (beside the field ``picture``) when it is too large, of another format or broken.
    """
    data = _rebuilt(_bytes(file), KINDS[kind], may_keep=kind == "lesson")
    suffix = "png" if data.startswith(b"\x89PNG") else "jpg"
    name = f"{kind}/{uuid.uuid4().hex}.{suffix}"
    kept_files.write(name, [data])
    return name


def open_stored(name: str) -> BinaryIO:
    """Open a kept picture. FileNotFoundError for any name that ``store`` did not give."""
    return kept_files.open_kept(name, NAME)


def size_of(name: str) -> int:
    """Return how many bytes a kept picture has. FileNotFoundError when it is not there."""
    with open_stored(name) as file:
        return file.seek(0, os.SEEK_END)


def remove(name: str) -> None:
    """Take away a kept picture that no row names any more. Quietly, if it is gone already."""
    kept_files.remove(name, NAME)


def serve(name: str, *, filename: str = "picture") -> FileResponse:
    """Answer with a kept picture. The caller has asked whether this person may see its owner.

    404 when there is none. ``filename`` is what a download is called, without suffix.
    """
    try:
        file = open_stored(name)
    except FileNotFoundError:
        raise Http404 from None
    suffix = name.rpartition(".")[2]
    # FileResponse sets Content-Disposition: inline, and closes the file.
    response = FileResponse(
        file, filename=f"{filename}.{suffix}", content_type=TYPES[suffix], as_attachment=False
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _bytes(file: UploadedFile) -> bytes:
    """Return the whole upload, or refuse it by its size or its first bytes."""
    if file.size is not None and file.size > MOST_BYTES:
        raise _too_many()
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _too_many()
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise Refused(
            _(
                "This is a HEIC picture, as iPhones make them. In the phone’s settings choose "
                "Camera, Formats, Most Compatible and take it again, or export this one as JPEG."
            ),
            field="picture",
        )
    return data


def _too_many() -> Refused:
    return Refused(
        _("This picture is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024},
        field="picture",
    )


def _rebuilt(data: bytes, edge: int, *, may_keep: bool) -> bytes:
    """Return the picture rebuilt by a process of its own that may use little memory and time.

    ``may_keep`` lets a JPEG that was rebuilt here before stay as it is: the picture of a lesson
    that comes back in a course package. A person's picture is always written anew.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own file and a number, no words from outside
            [sys.executable, "-I", str(_WORKER), str(edge), "keep" if may_keep else "anew"],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": os.defpath},
        )
    except subprocess.TimeoutExpired:
        raise Refused(_SAYS["broken"](), field="picture") from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise Refused(_SAYS.get(said, _SAYS["broken"])(), field="picture")
    return done.stdout
