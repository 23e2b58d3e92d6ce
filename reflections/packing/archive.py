"""A zip that is written as it is sent: no more of it is held than what was not read yet."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

Part = tuple[str, Iterable[bytes]]


class _Pipe:
    """Where the zip is written to; it can be neither sought nor told, so the zip needs neither."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        data = b"".join(self.waiting)
        self.waiting.clear()
        return data


def zipped(parts: Iterable[Part], at: datetime) -> Iterator[bytes]:
    """Yield a zip of these files, each a name and its bytes in pieces, as they come.

    Where ``parts`` ends early by an error, so does the zip: it has no end and opens nowhere.
    """
    pipe: Any = _Pipe()
    archive = zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED)
    for name, pieces in parts:
        about = zipfile.ZipInfo(name, at.timetuple()[:6])
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o600 << 16
        with archive.open(about, "w", force_zip64=True) as file:
            for piece in pieces:
                file.write(piece)
                if data := pipe.taken():
                    yield data
    archive.close()
    yield pipe.taken()


def plain(value: Any, zone: ZoneInfo) -> Any:
    """Return a value as JSON has it: moments with their offset, ids and days as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value), zone)
    if isinstance(value, dict):
        return {str(name): plain(one, zone) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, zone) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date | UUID):
        return str(value)
    return value


def as_json(value: Any, zone: ZoneInfo, indent: int | None = 1) -> bytes:
    """Return a value as JSON in UTF-8."""
    return json.dumps(plain(value, zone), ensure_ascii=False, indent=indent).encode()
