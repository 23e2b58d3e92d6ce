"""The pictures and recordings of a package, kept with the rows that name them or not at all."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from accounts import uploads
from accounts.errors import Refused
from curriculum import recordings
from curriculum.models import Lesson, Module
from curriculum.package import Fault, LessonPart, PackageFaults


class Keeper:
    """Knows the files a module has already, and can take back those it stored."""

    def __init__(self) -> None:
        self.stored: list[str] = []
        self.known: dict[str, str] = {}

    def know(self, module: Module) -> None:
        """Look at the files of a module's lessons, so that none is stored twice."""
        self.known = {}
        rows = Lesson.objects.filter(version__module=module)
        for image, media in set(rows.values_list("image", "media")):
            for name, opened in ((image, uploads.open_stored), (media, recordings.open_stored)):
                if name:
                    self._know(name, opened)

    def _know(self, name: str, opened: Any) -> None:
        try:
            with opened(name) as file:
                self.known[hashlib.file_digest(file, "sha256").hexdigest()] = name
        except FileNotFoundError:
            return

    def picture(self, part: LessonPart) -> str:
        """Keep the picture of a lesson, rebuilt, and return its name; empty without one."""
        if part.image is None:
            return ""
        return self.known.get(part.image.sha256) or self._store(part, "image")

    def recording(self, part: LessonPart) -> str:
        """Keep the recording of a lesson and return its name; empty without one."""
        if part.media is None:
            return ""
        return self.known.get(part.media.sha256) or self._store(part, "media")

    def _store(self, part: LessonPart, where: str) -> str:
        beside = part.image if where == "image" else part.media
        assert beside is not None  # noqa: S101 - asked by both callers
        try:
            data = beside.read()
            if where == "image":
                name = uploads.store(SimpleUploadedFile(part.slug, data), "lesson")
            else:
                name = recordings.store_bytes(data)
        except Refused as refused:
            raise PackageFaults([Fault(part.file, where, str(refused.sentence))]) from None
        except ValueError:
            raise PackageFaults([Fault(part.file, where, _("is damaged."))]) from None
        self.stored.append(name)
        return name

    def take_back(self) -> None:
        """Remove what this load stored."""
        for name in self.stored:
            uploads.remove(name)
            recordings.remove(name)
