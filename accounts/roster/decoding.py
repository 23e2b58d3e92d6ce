"""Bytes to text: what a spreadsheet program may have saved, and a sentence for what it is not."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 2 * 1024 * 1024
_XLSX, _XLS, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")


class Unreadable(Exception):
    """The file as a whole cannot be read. ``sentence`` says why and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Text:
    """The text of a file; ``note`` is said on screen where the alphabet had to be guessed."""

    text: str
    encoding: str
    note: str | Promise = ""


def decode(data: bytes) -> Text:
    """Return the text of a file. Unreadable with a sentence for what is not a list in text."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            _("This file is larger than %(most)d MB. A list of people is far smaller.")
            % {"most": MOST_BYTES // 1024 // 1024}
        )
    if data.startswith((_XLSX, _XLS, _PDF)):
        raise Unreadable(
            _(
                "This is a spreadsheet, an archive or a PDF, not a CSV file. Open it in your "
                "spreadsheet program and save it as “CSV UTF-8”."
            )
        )
    found = _decoded(data)
    if "\x00" in found.text:
        raise Unreadable(
            _("There are invisible characters (NUL) in this file. Save it again as “CSV UTF-8”.")
        )
    if not found.text.strip():
        raise Unreadable(_("This file is empty."))
    return found


def _decoded(data: bytes) -> Text:
    if data.startswith(_UTF32):
        raise Unreadable(_("This file is in UTF-32. Save it again as “CSV UTF-8”."))
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return Text(data.decode(encoding), encoding)
            except UnicodeDecodeError:
                raise Unreadable(
                    _("This file is damaged: it does not end as it began. Save it again.")
                ) from None
    try:
        return Text(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _western(data)


def _western(data: bytes) -> Text:
    """Return the text of an older Western file. Every byte means something in it, so it is said."""
    note = _(
        "This file is not in UTF-8; it was read as an older Western one. Please look whether "
        "accents and dashes are right. If not, save it again as “CSV UTF-8”."
    )
    try:
        return Text(data.decode("cp1252"), "cp1252", note)
    except UnicodeDecodeError:
        return Text(data.decode("latin-1"), "latin-1", note)
