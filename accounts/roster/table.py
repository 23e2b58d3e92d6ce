"""Text to cells: delimiters, quotes, line numbers, and limits."""

import csv
import io
import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roster import columns
from accounts.roster.decoding import Unreadable, decode

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_CELL = 300
# More is no list of people; how its cells are separated is not asked of it.
LONGEST_HEADER = MOST_COLUMNS * MOST_CELL
# What Excel writes first to say how it separates.
SEPARATOR = re.compile(r"sep=([,;\t])[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)


@dataclass(frozen=True)
class Cells:
    """One line of the file, with the number an editor shows for its beginning."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and what stands under it."""

    header: tuple[str, ...]
    rows: tuple[Cells, ...]
    encoding: str
    delimiter: str
    note: str | Promise = ""


def read(data: bytes) -> Table:
    """Return the table in a file. Unreadable with a sentence that says what to do."""
    found = decode(data)
    text, skipped = _without_separator(found.text)
    delimiter = _delimiter(text, skipped)
    lines = _lines(text[1], delimiter, text[0])
    if not lines:
        raise Unreadable(_("This file is empty."))
    header, rows = lines[0], lines[1:]
    if not rows:
        raise Unreadable(_("There is a first line with the columns’ names, and nobody under it."))
    return Table(header.cells, tuple(rows), found.encoding, delimiter, found.note)


def _without_separator(text: str) -> tuple[tuple[int, str], str]:
    """Return (lines left out, the rest) and the delimiter that a first line names, if any."""
    named = SEPARATOR.match(text)
    if named is None:
        return (0, text), ""
    return (1, text[named.end() :]), named.group(1)


def _delimiter(text: tuple[int, str], named: str) -> str:
    """Return what separates the cells: as named, else whatever makes most sense of the header."""
    if named:
        return named
    first = next((line for line in io.StringIO(text[1], newline="") if line.strip()), "")
    first = first[:LONGEST_HEADER]

    def sense(delimiter: str) -> tuple[int, int]:
        try:
            header = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            return (0, 0)
        return (len(columns.guess(header)), len(header))

    return max(DELIMITERS, key=sense)


def _lines(text: str, delimiter: str, skipped: int) -> list[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Cells] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(_checked(begins + skipped, cells))
                if len(found) > MOST_ROWS + 1:
                    raise Unreadable(
                        _("More than %(most)d people at once. Split the file.")
                        % {"most": MOST_ROWS}
                    )
            begins = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _("Line %(line)d: a quotation mark is missing, or stands where none belongs.")
            % {"line": begins + skipped}
        ) from None
    return found


def _checked(line: int, cells: list[str]) -> Cells:
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(
            _("Line %(line)d has more than %(most)d cells. Is this a list of people?")
            % {"line": line, "most": MOST_COLUMNS}
        )
    if any(len(cell) > MOST_CELL for cell in cells):
        raise Unreadable(
            _("Line %(line)d has a cell of more than %(most)d characters. Is a quotation mark "
              "missing?")
            % {"line": line, "most": MOST_CELL}
        )  # fmt: skip
    return Cells(line, tuple(cells))
