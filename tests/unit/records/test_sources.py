"""Every kind of source gives the same rows; what is wrong with a source is said by file, with the mend."""

from __future__ import annotations

import codecs
import errno
import gzip
import json
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from peelian.problems import Problems
from peelian.records import reading
from peelian.records.reading import read_records

from .conftest import Read, Reader

TEXT = "loan_id,lent_at,pages,reason\n1,2021-07-01 10:00:00,3,café\n2,,,\n"
ROWS = [
    {"loan_id": "1", "lent_at": datetime(2021, 7, 1, 9), "pages": 3, "reason": "café"},
    {"loan_id": "2", "lent_at": None, "pages": None, "reason": None},
]


def problems_of(read: Reader, *arguments: object, **named: object) -> str:
    with pytest.raises(Problems) as found:
        read(*arguments, **named)
    return str(found.value)


@pytest.mark.parametrize(("name", "content"), [
    ("loan.csv", TEXT.encode()),
    ("loan.csv", codecs.BOM_UTF8 + TEXT.encode()),
    ("loan.csv", TEXT.encode("cp1252")),
    ("loan.csv", TEXT.encode("utf-16")),
    ("loan.csv", TEXT.replace("\n", "\r\n").encode()),
    ("loan.csv", TEXT.replace("\n", "\r").encode()),
    ("loan.csv", ("\n\n" + TEXT).encode()),
    ("loan.csv", TEXT.replace(",", ";").encode()),
    ("loan.tsv", TEXT.replace(",", "\t").encode()),
    ("loan.csv.gz", gzip.compress(TEXT.encode("cp1252"), mtime=0)),
    ("loan-2021.csv", TEXT.encode()),
    ("loan/part-1.csv", TEXT.encode()),
])
def test_text_of_any_encoding_and_ending(read: Reader, extract: Path, name: str, content: bytes) -> None:
    (extract / name).parent.mkdir(exist_ok=True)
    (extract / name).write_bytes(content)
    assert read().rows() == ROWS


ZURICH = "".join(f"{number},Zürich\n" for number in range(2, 7)).encode()


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_one_bad_byte_does_not_change_how_the_other_rows_are_read(read: Reader, extract: Path, end: bytes) -> None:
    (extract / "loan.csv").write_bytes((b"loan_id,reason\n1,\xff\xfe\x81\n" + ZURICH).replace(b"\n", end))
    found = read()
    assert [row["reason"] for row in found.rows()] == ["Zürich"] * 5
    assert found.reasons == {"bytes that are no UTF-8": 1} and found.set_aside[0]["row"] == 2
    assert found.accounting.files[0].encoding == "utf-8-sig" and found.accounting.warnings == []


def test_an_encoding_that_is_in_doubt_is_told_and_a_mapping_settles_it(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").write_bytes(b"loan_id,reason\n1,caf\xe9\n2,caf\xe9\n" + "3,Zürich\n".encode())
    found = read()
    assert [row["reason"] for row in found.rows()] == ["café", "café", "ZÃ¼rich"]
    assert found.accounting.warnings == ["loan.csv: is read as cp1252, for 2 of its lines are no UTF-8; but 1 may be UTF-8. "
                                         "Name its encoding in a mapping."]
    mapping = "mapping: m\ntitle: M\ntables:\n  loan: {sources: [{files: loan.csv, encoding: utf-8, same_names: true}]}\n"
    found = read(mapping=mapping)
    assert [row["reason"] for row in found.rows()] == ["Zürich"] and found.reasons == {"bytes that are no UTF-8": 2}


def test_parquet_keeps_its_types(read: Reader, extract: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.table({
        "loan_id": [1.0, 2.0],
        "lent_at": pyarrow.array([datetime(2021, 7, 1, 10, tzinfo=UTC), None], pyarrow.timestamp("us", tz="UTC")),
        "returned_at": pyarrow.array([datetime(2021, 7, 2, 10), None], pyarrow.timestamp("ns")),
        "due_on": pyarrow.array([date(2021, 7, 3), None]),
        "pages": pyarrow.array([3, None], pyarrow.int16()),
        "fine": pyarrow.array([1.5, float("inf")]),
        "renewed": [True, False],
        "kind": pyarrow.array(["book", "film"]).dictionary_encode(),
    }), extract / "loan.parquet")
    found = read()
    assert found.reasons == {"unreadable number": 1}
    assert found.rows() == [{
        "loan_id": "1", "lent_at": datetime(2021, 7, 1, 10), "returned_at": datetime(2021, 7, 2, 9),
        "due_on": datetime(2021, 7, 2, 23), "due_on__latest": datetime(2021, 7, 3, 22, 59, 59, 999999),
        "kind": "book", "pages": 3, "fine": 1.5, "renewed": True}]


def test_a_whole_number_of_decimal_type_links_to_the_same_number(read: Reader, extract: Path) -> None:
    keys = pyarrow.array([Decimal("17.00"), Decimal("100.00"), Decimal("0.50"), None], pyarrow.decimal128(9, 2))
    pyarrow.parquet.write_table(pyarrow.table({"loan_id": ["1", "2", "3", "4"], "member_id": keys, "pages": keys}),
                                extract / "loan.parquet")
    found = read()
    assert [row["member_id"] for row in found.rows()] == ["17", "100", None]
    assert [row["pages"] for row in found.rows()] == [17, 100, None]
    assert [(row["value"], row["reason"]) for row in found.set_aside] == [("0.50", "unreadable whole number")]


def test_accepted_records_can_be_read_again_unchanged(read: Reader) -> None:
    first = read("loan_id,lent_at,returned_at,due_on,renewed\n1,2021-07-01 10:00,2021-08,2021-08-01,yes\n"
                 "2,2021-10-31T00:30:00Z,,,\n")
    again = read(data=first.out / "records")
    assert again.rows() == first.rows()
    assert again.accounting.rows_set_aside == 0


def workbook(path: Path, rows: list[list[str]], sheet: str = "loan") -> None:
    """A minimal xlsx, written by hand: inline strings, and numbers where a cell looks like one."""
    def cell(value: str) -> str:
        if value.replace(".", "").isdigit():
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if value else "<c/>"

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
                               'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/'
                       'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
                           '<sheet name="notes" sheetId="1" r:id="n"/>'
                           f'<sheet name="{sheet}" sheetId="2" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
                                      f'<Relationship Id="s" Type="{office}/worksheet" Target="s.xml"/>'
                                      f'<Relationship Id="n" Type="{office}/worksheet" Target="n.xml"/></Relationships>',
        "xl/s.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
        "xl/n.xml": f'<worksheet xmlns="{main}"><sheetData/></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, text in parts.items():
            file.writestr(name, f'<?xml version="1.0"?>{text}')


def test_the_sheet_named_after_a_table_is_read(read: Reader, extract: Path) -> None:
    workbook(extract / "returns.xlsx", [line.split(",") for line in TEXT.splitlines()])
    found = read()
    assert found.rows() == ROWS
    assert [one.file for one in found.accounting.files] == ["returns.xlsx [loan]"]


def test_a_value_right_of_the_header_sets_its_row_aside_as_in_a_text_file(read: Reader, extract: Path) -> None:
    workbook(extract / "loan.xlsx", [["loan_id", "reason"], ["1", "lost", "see", "notes"], ["2", "found", "", " "], ["3"]])
    found = read()
    assert [row["loan_id"] for row in found.rows()] == ["2", "3"] and found.reasons == {"ragged row": 1}
    assert [(row["row"], json.loads(row["record"])) for row in found.set_aside] == [(2, {"line": "1\tlost\tsee\tnotes"})]


def test_an_ods_sheet_with_a_real_date_and_a_real_number(read: Reader, extract: Path) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
                    for name in ("loan_id", "lent_at", "pages", "reason"))
    values = ('<table:table-cell office:value-type="float" office:value="1"/>'
              '<table:table-cell office:value-type="date" office:date-value="2021-07-01T10:00:00"/>'
              '<table:table-cell office:value-type="float" office:value="3"/>'
              '<table:table-cell office:value-type="string"><text:p>café</text:p></table:table-cell>')
    with zipfile.ZipFile(extract / "loan.ods", "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>')
        file.writestr("content.xml", f'<office:document-content xmlns:office="{names}:office:1.0" '
                      f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
                      f'<table:table table:name="Sheet1"><table:table-row>{cells}</table:table-row>'
                      f'<table:table-row>{values}</table:table-row></table:table></office:spreadsheet></office:body>'
                      '</office:document-content>')
    assert read().rows() == [ROWS[0]]


def test_a_table_of_an_sqlite_database_and_a_query(read: Reader, tmp_path: Path) -> None:
    path = tmp_path / "loans.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE loan (loan_id INTEGER, lent_at TEXT, pages INTEGER, reason TEXT)")
        database.executemany("INSERT INTO loan VALUES (?, ?, ?, ?)", [list(row.values()) for row in [
            {**ROWS[0], "lent_at": "2021-07-01 10:00:00"}, ROWS[1]]])
        database.execute("CREATE TABLE other (x)")
    database.close()
    address = f"sqlite:///{path}"
    by_name = read(data=address)
    assert by_name.rows() == ROWS
    assert by_name.accounting.not_read == ["other"]
    mapping = """
mapping: m
title: M
tables:
  loan:
    sources:
      - query: SELECT loan_id AS id, pages * 2 AS pages FROM loan
        columns: {loan_id: id, pages: pages}
"""
    assert [row["pages"] for row in read(data=address, mapping=mapping).rows()] == [6, None]
    assert "no such column" in problems_of(read, data=address, mapping=mapping.replace("pages * 2", "pagse"))
    assert "no table that the mapping reads" in problems_of(
        read, data=address, mapping="mapping: m\ntitle: M\ntables: {loan: {sources: [{database_table: loans, "
        "optional: true, same_names: true}]}}")


def test_a_table_of_a_postgresql_database(read: Reader, postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as database:
        database.execute("CREATE TABLE loan (loan_id numeric(9, 2), lent_at timestamptz, pages int, reason text)")
        database.execute("INSERT INTO loan VALUES (1, '2021-07-01 10:00:00+01', 3, 'café'), (2, NULL, NULL, NULL)")
        try:
            assert read(data=postgres_url).rows() == ROWS
        finally:
            database.execute("DROP TABLE loan")
    said = problems_of(read, data="postgresql://somebody:secret@127.0.0.1:1/none")
    assert "cannot be reached" in said and "secret" not in said


def test_a_password_is_never_shown(read: Reader) -> None:
    said = problems_of(read, data="mysql://user:secret@host/db")
    assert "secret" not in said and "mysql" in said


@pytest.mark.parametrize(("name", "content", "said"), [
    ("loan.csv", b"", "loan.csv: is empty."),
    ("loan.csv", b"\n\n", "holds no line"),
    ("loan.csv", b"loan_id,loan_id\n1,2\n", "names 'loan_id' twice"),
    ("loan.csv", b'loan_id,"reason\n1,2\n', "quotation mark that never closes"),
    ("loan.csv", b"loanid,pages\n1,2\n", "lacks the column 'loan_id', the key of loan. Did you mean 'loanid'?"),
    ("loan.csv", b"PK\x03\x04 and so on", "is a spreadsheet or zip file, not what its name says"),
    ("loan.csv", b"loan_id\x00\x00\x00\x00\x00\x00\x00\x00\x00", "does not look like text"),
    ("loan.csv.gz", gzip.compress(TEXT.encode() * 100, mtime=0)[:-20], "cut short or damaged"),
    ("loan.csv.gz", TEXT.encode(), "is a text file, not what its name says"),
    ("loan.parquet", TEXT.encode(), "is a text file, not what its name says"),
    ("loan.parquet", b"PAR1 but no more", "cannot be read as Parquet"),
    ("loan.xlsx", b"PK\x03\x04 but no more", "cannot be read as a workbook"),
    ("laon.csv", TEXT.encode(), "holds no file named after a table (it holds: laon.csv). Did you mean 'loan'?"),
])
def test_a_file_that_cannot_be_read_is_named_with_its_mend(read: Reader, extract: Path, name: str, content: bytes,
                                                           said: str) -> None:
    (extract / name).write_bytes(content)
    assert said in problems_of(read)


def test_every_bad_file_is_named_at_once(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").write_bytes(b"")
    (extract / "member.parquet").write_text("no")
    said = problems_of(read)
    assert "loan.csv" in said and "member.parquet" in said


def test_a_missing_and_an_empty_folder(read: Reader, extract: Path) -> None:
    assert "holds no file" in problems_of(read)
    assert "there is no such folder" in problems_of(read, data=extract / "nowhere")
    assert "no such database file" in problems_of(read, data="sqlite:///nowhere.db")


def test_what_nothing_reads_is_listed_and_a_near_name_is_pointed_out(read: Reader, extract: Path) -> None:
    (extract / "notes.docx").write_text("x")
    found = read("loan_id,renewd,extra\n1,yes,2\n").accounting
    assert found.not_read == ["notes.docx"]
    assert found.files[0].columns_not_read == ["renewd", "extra"]
    assert found.warnings == ["loan.csv: the column 'renewd' is not read. Did you mean 'renewed'?"]


def test_an_unknown_zone_and_a_folder_with_records_are_refused(read: Reader, tmp_path: Path) -> None:
    assert "'Europe/Londn' is not a time zone" in problems_of(read, TEXT, zone="Europe/Londn")
    (tmp_path / "out2" / "records").mkdir(parents=True)
    assert "already holds records" in problems_of(read, TEXT)


def test_a_full_disk_is_said_plainly(read: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(reading, "finish", full)
    said = problems_of(read, TEXT)
    assert "no space is left on the disk. Free some, or name a folder on another disk" in said
    assert not list((tmp_path / "out1").glob(".reading*"))


def test_one_file_may_be_named_instead_of_a_folder(read: Reader, extract: Path) -> None:
    (extract / "member.csv").write_text("member_id\n1\n")
    found = read(TEXT, data=extract / "loan.csv")
    assert list(found.accounting.tables) == ["loan"]


def test_a_workbook_sheet_that_is_not_there(read: Reader, extract: Path) -> None:
    workbook(extract / "returns.xlsx", [["loan_id"], ["1"]])
    mapping = """mapping: m
title: M
tables:
  loan:
    sources:
      - {files: returns.xlsx, sheet: laon, same_names: true}
"""
    said = problems_of(read, mapping=mapping)
    assert "mapping.yaml:6: returns.xlsx has no sheet 'laon'. Did you mean 'loan'?" in said


def test_progress_is_told(tables: dict, extract: Path, tmp_path: Path) -> None:
    (extract / "loan.csv").write_text(TEXT)
    told: list[tuple[str, int, int]] = []
    read_records(extract, tables, None, tmp_path / "out", "UTC", lambda *step: told.append(step))
    assert told[0] == ("Reading files", 0, 1) and told[-1] == ("Writing records", 1, 1)


def test_rows_of_many_pieces_keep_their_numbers(read: Reader) -> None:
    lines = [f"{index},{index}" + (",,," if index % 70_000 == 5 else "") for index in range(210_000)]
    found: Read = read("loan_id,pages\n" + "\n".join(lines) + "\n")
    assert [row["row"] for row in found.set_aside] == [7, 70_007, 140_007]
    assert found.accounting.rows_accepted == 210_000 - 3
