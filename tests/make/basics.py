"""Small things everything else is made with: numbers, moments, files."""

import uuid
import wave
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts import saving
from accounts.models import (
    Draft,
    Person,
)


class Count:
    """The number of the last thing that was made."""

    last = 0


def count() -> int:
    Count.last += 1
    return Count.last


def ago(**spell: float) -> Any:
    """Return the moment that long ago (``days=3``)."""
    return timezone.now() - timedelta(**spell)


def picture_file(*, size: tuple[int, int] = (40, 30), format: str = "PNG") -> SimpleUploadedFile:
    """Return a small uploaded picture."""
    buffer = BytesIO()
    Image.new("RGB", size, "#b01e2f").save(buffer, format)
    name = f"picture.{format.lower()}"
    return SimpleUploadedFile(name, buffer.getvalue(), f"image/{format.lower()}")


def sound(*, seconds: int = 1) -> bytes:
    """Return a real sound: silence, as a WAV file."""
    file = BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(2 * 8000 * seconds))
    return file.getvalue()


def draft(*, author: Person, body: str = "", title: str = "") -> Draft:
    """Make a draft; with words, one save is acknowledged already."""
    made = saving.begin(by=author)
    if body or title:
        saving.save(draft=made, by=author, save=saving.Save(uuid.uuid4(), 0, title, body))
        made.refresh_from_db()
    return made
