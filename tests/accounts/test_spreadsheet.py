"""The one writer of CSV: any program reads it, and nothing typed becomes a formula."""

import csv
import io
from datetime import UTC, date, datetime

from django.utils.translation import gettext_lazy

from accounts.spreadsheet import MARK, csv_response, lines, plain

# What somebody typed, and what a spreadsheet is given.
CELLS = {
    "": "",
    "Harbour": "Harbour",
    "O’Neill, Siân": "O’Neill, Siân",
    "don't": "don't",
    "a-b+c=d@e": "a-b+c=d@e",
    "anna@example.org": "anna@example.org",
    "one, -two": "one, -two",
    "=1+1": "'=1+1",
    '=HYPERLINK("http://x.example","y")': '\'=HYPERLINK("http://x.example","y")',
    "+44 20": "'+44 20",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t'=1",
    "\ttext": "'\ttext",
    "\r=1": "'\r'=1",
    "\rtext": "'\rtext",
    "\n=1": "'\n'=1",
    "\ntext": "'\ntext",
    "  =1": "'  =1",
    "\u00a0=1": "'\u00a0=1",
    "\ufeff=1": "'\ufeff=1",
    "＝1+1": "'＝1+1",
    "＋1": "'＋1",
    "－1": "'－1",
    "＠SUM(A1)": "'＠SUM(A1)",
    "−1": "'−1",
    "Anna;=1+1": "Anna;'=1+1",
    "Anna; @x": "Anna;' @x",
    "Anna\n=1+1": "Anna\n'=1+1",
    "a\x00b": "ab",
    "\x00=1": "'=1",
}


def _written(*rows: list[object]) -> str:
    return "".join(lines(["a", "b"], rows))


def test_what_people_typed_never_starts_a_formula() -> None:
    assert {typed: plain(typed) for typed in CELLS} == CELLS
    assert plain(gettext_lazy("=1")) == "'=1"


def test_numbers_dates_and_nothing_are_written_as_they_are() -> None:
    moment = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    cells = [-3, 2.5, None, True, False, date(2026, 9, 7), moment]
    assert [plain(cell) for cell in cells] == [
        -3, 2.5, "", "yes", "no", "2026-09-07", "2026-10-25 01:30+00:00",
    ]  # fmt: skip


def test_every_cell_comes_back_from_a_reader() -> None:
    hard = ['say "so"', "two\r\nlines", "a,b", "  blank  ", "Ωλ 木 🌱", "", ";", *CELLS]
    text = _written(*[[cell, n] for n, cell in enumerate(hard)])
    assert text.startswith(MARK + "a,b\r\n")
    read = list(csv.reader(io.StringIO(text.removeprefix(MARK), newline=""), strict=True))
    assert read[1:] == [[plain(cell), str(n)] for n, cell in enumerate(hard)]


def test_lines_are_written_one_at_a_time() -> None:
    asked = []

    def rows():
        for n in range(3):
            asked.append(n)
            yield [n]

    written = lines(["n"], rows())
    assert next(written) == f"{MARK}n\r\n"
    assert (next(written), asked) == ("0\r\n", [0])


def test_the_answer_is_a_file_to_keep() -> None:
    response = csv_response("cohorts", ["a"], [["é"]])
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="cohorts.csv"'
    assert response.getvalue() == "\ufeffa\r\né\r\n".encode()
