"""Bytes to cells to people: whatever a spreadsheet program saved, and nothing it should not be."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.roster import columns, rows
from accounts.roster.decoding import MOST_BYTES, Unreadable, decode
from accounts.roster.table import LONGEST_HEADER, MOST_CELL, MOST_COLUMNS, MOST_ROWS, read

PLAIN = "email,name\nana@example.org,Ana\n"


def people(text, encoding="utf-8"):
    table = read(text.encode(encoding) if isinstance(text, str) else text)
    return rows.rows(table, columns.guess(table.header))


def only(text):
    (row,) = people(text)
    return row


@pytest.mark.parametrize(
    ("data", "encoding", "is_said"),
    [
        ("José".encode(), "utf-8", False),
        (b"\xef\xbb\xbf" + "José".encode(), "utf-8-sig", False),
        ("\ufeffJosé".encode("utf-16-le"), "utf-16", False),
        ("\ufeffJosé".encode("utf-16-be"), "utf-16", False),
        ("José – “x”".encode("cp1252"), "cp1252", True),
        (b"Jos\xe9 \x81", "latin-1", True),
    ],
)
def test_every_usual_encoding_is_read_and_a_guess_is_said(data, encoding, is_said):
    found = decode(data)
    assert found.encoding == encoding
    assert found.text.startswith("José")
    assert bool(found.note) is is_said


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", "spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfe\x00\x00x\x00\x00\x00", "UTF-32"),
        (b"\xff\xfeabc", "damaged"),
        ("email,name".encode("utf-16-le"), "NUL"),
        (b"email\x00,name\n", "NUL"),
        (b"  \n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"x" * (MOST_BYTES + 1), "larger"),
        (b"email,name\n", "nobody under it"),
        (b'email,name\nana@example.org,"Ana\n', "Line 2: a quotation mark"),
        (b'email,name\n\n\nana@example.org,"Ana"x\n', "Line 4: a quotation mark"),
        (b"email,name\n" + b"x" * (MOST_CELL + 1), "Line 2 has a cell"),
        (b"a," * MOST_COLUMNS + b"\nx", "Line 1 has more than"),
        (b"email\n" + b"a@example.org\n" * (MOST_ROWS + 1), "people at once"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read(data)


def test_a_first_line_without_end_is_not_weighed_whole(monkeypatch):
    weighed = []
    monkeypatch.setattr(columns, "guess", lambda header: weighed.append(len(header)) or {})
    with pytest.raises(Unreadable, match="Line 1 has more than"):
        read(b"a," * 200_000 + b"\nx")
    assert max(weighed) <= LONGEST_HEADER


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_make_no_difference(delimiter, end):
    lines = [
        ["Mentor’s e-mail", "E-Mail Address", " Full  Name "],
        ["M@Example.org", " ANA@example.org ", "Ana, the first"],
    ]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerows(lines)
    row = only(written.getvalue())
    assert (row.email, row.name, row.mentor) == (
        "ana@example.org", "Ana, the first", "m@example.org",
    )  # fmt: skip


def test_the_line_excel_writes_first_is_understood_and_still_counted():
    row = only("sep=;\r\nname;email\r\nAna, Maria;ana@example.org\r\n")
    assert (row.line, row.name) == (3, "Ana, Maria")


def test_quoted_line_breaks_are_one_blank_and_keep_the_count_of_lines():
    found = people('email,name\nana@example.org,"Ana\nMaria"\n\nben@example.org,Ben\n')
    assert [(row.line, row.name) for row in found] == [(2, "Ana Maria"), (5, "Ben")]


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("email,name", {"email": 0, "name": 1}),
        ("Surname;First name;E-Mail", {"family": 0, "given": 1, "email": 2}),
        ("e mail\tname\tCLASS\tStatus", {"email": 0, "name": 1, "cohort": 2, "status": 3}),
        ("who,where", {}),
    ],
)
def test_columns_are_known_by_several_names(header, wanted):
    assert columns.guess(read(f"{header}\nx".encode()).header) == wanted


def test_a_oneroster_users_file_is_known_and_its_passwords_are_not_read():
    header = (
        "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
        "givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
    )
    table = read(
        f"{header}\n1,active,,true,2,teacher,ana,,Ana,Ruiz,,,ana@example.org,,,,,hunter2".encode()
    )
    found = columns.guess(table.header)
    (row,) = rows.rows(table, found)
    assert columns.is_oneroster(table.header)
    assert (row.email, row.name, row.role) == ("ana@example.org", "Ana Ruiz", "facilitator")
    assert table.header.index("password") not in found.values()
    at = {"email": table.header.index("email"), "name": table.header.index("password")}
    assert columns.chosen(table.header, at) == {"email": at["email"]}


def test_names_are_composed_and_lose_what_nobody_sees():
    decomposed = only("email,name\njose@example.org,Jose\u0301\u200b  \u202eO\u00a0Brien\ufeff\n")
    assert decomposed.name == "José O Brien"
    persian = only("email,name\nx@example.org,علی‌رضا\n")
    assert "\u200c" in persian.name  # the joiner is part of how the name is written


def test_addresses_are_compared_without_case_blanks_and_invisible_signs():
    assert only("email,name\n\u200b Ana@\u200dExample.ORG \u00a0,Ana").email == "ana@example.org"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ana.example.org,Ana,,", "is not an e-mail address"),
        ("ana@@example.org,Ana,,", "is not an e-mail address"),
        (",Ana,,", "no e-mail address"),
        ("\u212aim@example.org,Kim,,", "a letter no address has"),  # the Kelvin sign
        ("аna@example.org,Ana,,", "a letter no address has"),  # a Cyrillic a
        ("=cmd@example.org,Ana,,", "as a formula does"),
        ("ana@example.org,=1+1,,", "as a formula does"),
        ("ana@example.org,+Ana,,", "as a formula does"),
        ("ana@example.org,-Ana,,", "as a formula does"),
        ("ana@example.org,@Ana,,", "as a formula does"),
        ("ana@example.org,\u200b＝Ana,,", "as a formula does"),
        ('ana@example.org,"\tAna",,', "as a formula does"),
        (f"ana@example.org,{'A' * 121},,", "longer than 120"),
        ("ana@example.org,12345,,", "is not a name"),
        ("ana@example.org,ana@example.org,,", "Are the columns right"),
        ("ana@example.org,Ana,parent,", "is no role here"),
        ("ana@example.org,Ana,,perhaps", "neither that somebody stays"),
        ("ana@example.org,Ana,,,more", "more cells than columns"),
    ],
)
def test_a_line_says_what_is_wrong_with_it(line, said):
    row = only(f"email,name,role,status\n{line}\n")
    assert said in str(row.problem)
    assert row.line == 2


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data):
    """Either a table whose every row is a person or a problem, or a sentence."""
    try:
        table = read(data)
    except Unreadable:
        return  # with a sentence: it cannot be made without one
    mapping = columns.guess(table.header) or {"email": 0}
    assert len(rows.rows(table, mapping)) == len(table.rows)


CELL = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=40
)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_what_is_read(cells, delimiter, encoding):
    cells = [row for row in cells if any(cell.strip() for cell in row)]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(["email", "name", "cohort"])
    writer.writerows(cells)
    data = written.getvalue().encode(encoding)
    if not cells:
        with pytest.raises(Unreadable):
            read(data)
        return
    assert [row.cells for row in read(data).rows] == cells


@given(CELL)
def test_a_kept_name_is_short_visible_and_no_formula(cell):
    table = read(PLAIN.encode())
    mapping = columns.guess(table.header)
    row = rows._row(type(table.rows[0])(2, ("ana@example.org", cell)), mapping, 2)
    if row.problem:
        return
    assert row.name == " ".join(row.name.split())
    assert len(row.name) <= 120
    assert not row.name or row.name[0] not in "=+-@＝＋－＠"
    assert not rows.UNSEEN.search(row.name)
    assert rows.clean(row.name) == row.name
