"""The files of a package, in a folder or in a zip, looked at with suspicion before any is read.

Nothing is unpacked: a zip is read where it lies, each file up to its limit. Whatever leads
elsewhere, calls itself something else, or would grow beyond measure is refused by its name.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from curriculum.package.faults import Fault, PackageFaults

MOST_FILES = 2_000
MOST_BYTES = 300 * 1024 * 1024
MOST_FILE_BYTES = 100 * 1024 * 1024
# Text is packed to a tenth, a drawing at best to a hundredth.
MOST_RATIO = 200
RATIO_FROM = 1024 * 1024
DEEPEST = 3
LONGEST_NAME = 200
# What systems leave behind in folders and zips.
LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".gitignore"}
PACKED = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"}


class Files:
    """The names and sizes of a package's files, and their bytes."""

    def __init__(self, sizes: dict[str, int], read: Callable[[str, int], bytes]) -> None:
        self.sizes, self._read = sizes, read
        self.asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self.sizes

    def inside(self, folder: str) -> list[str]:
        """Return the paths of the files directly in ``folder``, sorted."""
        return sorted(
            name for name in self.sizes if str(PurePosixPath(name).parent) == (folder or ".")
        )

    def size(self, name: str) -> int:
        """Return how many bytes a file holds. KeyError when there is none."""
        return self.sizes[name]

    def bytes(self, name: str) -> bytes:
        """Return a file. KeyError when there is none, ValueError when it is not what it said."""
        self.asked.add(name)
        data = self._read(name, self.sizes[name] + 1)
        if len(data) != self.sizes[name]:
            raise ValueError(name)
        return data

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the files nobody asked for."""
        return tuple(sorted(set(self.sizes) - self.asked))


def open_files(source: Any) -> Files:
    """Return the files of a folder (a path), or of a zip (a path or an open file)."""
    if isinstance(source, str | Path) and Path(source).is_dir():
        return _folder(Path(source))
    return _zip(source)


class _Checked:
    """Notes names and sizes one after the other; refuses the first that is not right."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.known: dict[str, str] = {}
        self.total = 0

    def add(self, name: str, size: int) -> None:
        says = self._wrong(name, size)
        if says:
            raise PackageFaults([Fault(_shown(name), "", says)])
        self.sizes[name] = size
        self.total += size
        self.known[name.casefold()] = name

    def _wrong(self, name: str, size: int) -> str:
        path = PurePosixPath(name)
        if not name.isprintable() or "\\" in name or "\ufffd" in name:
            return _("its name holds characters that a name does not have.")
        if name.startswith("/") or ".." in path.parts or ":" in name or str(path) != name:
            return _("its name leads out of the package.")
        if len(path.parts) > DEEPEST or len(name) > LONGEST_NAME:
            return _("lies too deep, or its name is too long.")
        if path.suffix.lower() in PACKED:
            return _("is packed itself. Unpack it first.")
        if name.casefold() in self.known:
            return _("is there twice, or differs from another only in small and capital letters.")
        if size > MOST_FILE_BYTES:
            return _("is larger than %(most)d MB.") % {"most": MOST_FILE_BYTES // 1024 // 1024}
        if len(self.sizes) >= MOST_FILES:
            return _("is one file too many; %(most)d are taken.") % {"most": MOST_FILES}
        if self.total + size > MOST_BYTES:
            return _("makes the package larger than %(most)d MB.") % {
                "most": MOST_BYTES // 1024 // 1024
            }
        return ""


def _shown(name: str) -> str:
    """Return a name that is safe to print."""
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:LONGEST_NAME]


def _is_litter(name: str) -> bool:
    return not LITTER.isdisjoint(PurePosixPath(name).parts)


# ------------------------------------------------------------------ a folder
def _folder(root: Path) -> Files:
    checked = _Checked()
    waiting = [root]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            name = path.relative_to(root).as_posix()
            if _is_litter(name):
                continue
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                if len(PurePosixPath(name).parts) >= DEEPEST:
                    says = _("lies too deep, or its name is too long.")
                    raise PackageFaults([Fault(_shown(name), "", says)])
                waiting.append(path)
            elif stat.S_ISREG(mode):
                checked.add(name, path.lstat().st_size)
            else:
                says = _("is a link or a device. Put the file itself there.")
                raise PackageFaults([Fault(_shown(name), "", says)])

    def read(name: str, most: int) -> bytes:
        with (root / name).open("rb") as file:
            return file.read(most)

    return Files(checked.sizes, read)


# ------------------------------------------------------------------ a zip
def _zip(source: Any) -> Files:
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError:
        raise PackageFaults([Fault(str(source), "", _("is missing."))]) from None
    # The last is what zipfile itself raises for a zip of a newer kind than it can read. Caught
    # here and told beside the field; nothing of ours raises it.
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        says = _("This is neither a folder nor a zip file that can be read.")
        raise PackageFaults([Fault("", "", says)]) from None
    infos = archive.infolist()
    if len(infos) > 2 * MOST_FILES:
        says = _("The zip holds more than %(most)d files.") % {"most": MOST_FILES}
        raise PackageFaults([Fault("", "", says)])
    kept = [info for info in infos if not info.is_dir() and not _is_litter(info.filename)]
    for info in infos:
        _check_entry(info)
    above = _one_folder([info.filename for info in kept])
    checked = _Checked()
    for info in kept:
        checked.add(info.filename.removeprefix(above), info.file_size)
    places = {info.filename.removeprefix(above): info for info in kept}

    def read(name: str, most: int) -> bytes:
        try:
            with archive.open(places[name]) as file:
                return file.read(most)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
            raise ValueError(name) from error

    return Files(checked.sizes, read)


def _check_entry(info: zipfile.ZipInfo) -> None:
    """Refuse what is not a plain file or folder, or packs more than anything honest does."""
    # The name as it stands there; ``filename`` is cut at the first NUL.
    says = ""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if "\x00" in info.orig_filename:
        says = _("its name holds characters that a name does not have.")
    elif info.flag_bits & 0x1:
        says = _("is locked with a password.")
    elif info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        says = _("is packed in an unusual way. Make a plain zip.")
    elif kind and not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        says = _("is a link or a device. Put the file itself there.")
    elif info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        says = _("would grow beyond measure when unpacked.")
    if says:
        raise PackageFaults([Fault(_shown(info.orig_filename), "", says)])


def _one_folder(names: list[str]) -> str:
    """Return "folder/" when everything lies in one folder, as when a folder was zipped."""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    if len(tops) == 1 and all("/" in name for name in names):
        top = tops.pop()
        return f"{top}/" if f"{top}/course.yaml" in names else ""
    return ""
