"""A zip that was uploaded and looked at, kept for a day until its owner says "apply"."""

import hashlib
import os
import re
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum.package.files import MOST_BYTES

SHA256 = re.compile(r"[0-9a-f]{64}")
SECONDS = 24 * 60 * 60


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming"


def _path(by: Person, sha256: str) -> Path:
    return _folder() / f"{by.pk}-{sha256}.zip"


def keep(file: UploadedFile, *, by: Person) -> str:
    """Keep an uploaded zip and return what names it; an earlier one of hers goes."""
    if (file.size or 0) > MOST_BYTES:
        raise Refused(
            _("This file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024},
            field="package",
        )
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(by)
    partial = _folder() / f"{uuid.uuid4().hex}.part"
    digest = hashlib.sha256()
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:
            for chunk in file.chunks():
                digest.update(chunk)
                kept.write(chunk)
        partial.replace(_path(by, digest.hexdigest()))
    finally:
        partial.unlink(missing_ok=True)
    return digest.hexdigest()


def kept(sha256: str, *, by: Person) -> Path:
    """Return where her upload lies. NotNow when it is not there any more."""
    if not SHA256.fullmatch(sha256) or not _path(by, sha256).is_file():
        raise NotNow(_("The file is not here any more. Choose it once more."), field="package")
    return _path(by, sha256)


def forget(sha256: str, *, by: Person) -> None:
    """Remove an upload. Quietly, if it is gone already."""
    if SHA256.fullmatch(sha256):
        _path(by, sha256).unlink(missing_ok=True)


def _sweep(by: Person) -> None:
    """Remove what this person uploaded before, and what anybody left for a day."""
    for path in _folder().iterdir():
        is_hers = path.name.startswith(f"{by.pk}-")
        try:
            if is_hers or path.stat().st_mtime < time.time() - SECONDS:
                path.unlink()
        except FileNotFoundError:
            continue
