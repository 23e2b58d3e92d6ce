"""Tables for a spreadsheet: the one writer of CSV.

RFC 4180 with UTF-8 and its mark, so that every program reads the accents. What people typed can
never become a formula: an apostrophe goes before it, as spreadsheets themselves would put it there.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

MARK = "\ufeff"
# What starts a formula (narrow and full-width), after any blanks, in the first place of a cell or
# where a program that splits at semicolons, tabs or lines would begin one.
FORMULA = re.compile("(^|[;\t\r\n])(?=[\\s\ufeff\u200b]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212])")
BLANK_START = re.compile("^(?=[\t\r\n])")


class _Line:
    """What ``csv.writer`` writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def plain(value: object) -> Any:
    """Return a cell as it is written: numbers as they are, text with its formulas defused."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    text = FORMULA.sub(r"\1'", str(value).replace("\x00", ""))
    return BLANK_START.sub("'", text)


def lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table line by line, never the whole of it."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_MINIMAL)
    yield MARK + writer.writerow([plain(cell) for cell in header])
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def csv_response(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Answer with a table to keep; ``name`` is the file's, without its ending, of our making."""
    response = StreamingHttpResponse(lines(header, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
