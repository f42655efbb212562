"""One mapping, one extract, every kind of source: the same rows are accepted, and the same are set aside for the same reasons."""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from .conftest import Read, Reader
from .test_sources import workbook

HEADER = ["Number", "Borrower", "Out", "How fine", "Back", "What", "Pages", "Fine", "Note"]
ROWS = [
    ["A1", "m 1", "01/07/2021 10:00", "minute", "2021-07-02", "Buch", "300", "1.50", "café"],
    ["A2", "m 2", "15/01/2021 10:00", "day", "", "Film", "-", "", "=1+1"],
    ["A2", "m 2", "15/01/2021 10:00", "day", "", "Film", "-", "", "=1+1"],
    ["A3", "m 1", "31/10/2021 01:30", "minute", "", "Buch", "1", "", "twice"],
    ["A4", "m 1", "28/03/2021 01:30", "minute", "", "Buch", "1", "", "never"],
    ["A5", "m 1", "soon", "minute", "", "Buch", "1", "", "unreadable"],
    ["A6", "m 1", "01/07/2021 10:00", "week", "", "Buch", "1", "", "precision"],
    ["A7", "m 1", "01/07/2021 10:00", "minute", "2021-06-30", "Buch", "1", "", "back before it was out"],
    ["A8", "m 1", "01/07/2021 10:00", "minute", "", "Test", "1", "", "no loan at all"],
    ["A9", "m 1", "01/07/2021 10:00", "minute", "", "Buch", "many", "", "no number"],
    ["", "m 1", "01/07/2021 10:00", "minute", "", "Buch", "1", "", "no key"],
    ["A1", "m 9", "01/08/2021 10:00", "minute", "", "Buch", "2", "", "the same key again"],
]
MAPPING = """
mapping: own
title: Every feature at once
zone: Europe/London
null_words: ['-']
tables:
  loan:
    duplicates: {exact: set_aside, same_key: keep_first, by: lent_at, reason: number used again}
    sources:
      - PLACE
        times: ['%d/%m/%Y %H:%M', iso]
        set_aside: [{reason: a test and no loan, when: "[What] = 'Test'"}]
        columns:
          loan_id: {expression: "concat('L-', lower(Number))"}
          member_id: {expression: "replace(Borrower, ' ', '')"}
          lent_at: {column: Out, precision: {column: How fine, values: {minute: minute, day: day}}}
          returned_at: {column: Back, precision: day}
          kind: {column: What, values: {Buch: book, Film: film}, others: blank}
          pages: Pages
          fine: Fine
          renewed: {constant: true}
          reason: Note
"""
REASONS = {"a test and no loan": 1, "exact duplicate": 1, "number used again": 1, "missing key": 1, "unreadable time": 1,
           "local time that happened twice": 1, "local time that never happened": 1, "unknown precision": 1,
           "unreadable whole number": 1, "returned_at is before lent_at": 1}
ACCEPTED = [
    {"loan_id": "L-a1", "member_id": "m1", "lent_at": datetime(2021, 7, 1, 9),
     "lent_at__latest": datetime(2021, 7, 1, 9, 0, 59, 999999),
     "returned_at": datetime(2021, 7, 1, 23), "returned_at__latest": datetime(2021, 7, 2, 22, 59, 59, 999999),
     "kind": "book", "pages": 300, "fine": 1.5, "renewed": True, "reason": "café"},
    {"loan_id": "L-a2", "member_id": "m2", "lent_at": datetime(2021, 1, 15),
     "lent_at__latest": datetime(2021, 1, 15, 23, 59, 59, 999999),
     "returned_at": None, "returned_at__latest": None, "kind": "film", "pages": None, "fine": None, "renewed": True,
     "reason": "=1+1"},
]


def text(encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows([HEADER, *ROWS])
    return written.getvalue().encode(encoding)


def parquet(path: Path) -> None:
    columns = {name: pyarrow.array([row[index] or None for row in ROWS]) for index, name in enumerate(HEADER)}
    pyarrow.parquet.write_table(pyarrow.table(columns), path)


def database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE loans ({})".format(", ".join(f'"{name}"' for name in HEADER)))
        connection.executemany(f"INSERT INTO loans VALUES ({', '.join('?' * len(HEADER))})", ROWS)
    connection.close()


def ods(path: Path) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join("<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>' for value in row)
        + "</table:table-row>" for row in [HEADER, *ROWS])
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>')
        file.writestr("content.xml", f'<office:document-content xmlns:office="{names}:office:1.0" '
                      f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
                      f'<table:table table:name="loan">{rows}</table:table></office:spreadsheet></office:body>'
                      '</office:document-content>')


FILES: dict[str, Callable[[Path], object]] = {
    "loans.csv": lambda path: path.write_bytes(text()),
    "loans.csv.gz": lambda path: path.write_bytes(gzip.compress(text())),
    "loans cp1252.csv": lambda path: path.write_bytes(text("cp1252")),
    "loans bom.csv": lambda path: path.write_bytes(text("utf-8-sig")),
    "loans.tsv": lambda path: path.write_bytes(text(delimiter="\t")),
    "loans utf-16.csv": lambda path: path.write_bytes(text("utf-16")),
    "loans.parquet": parquet,
    "loans.xlsx": lambda path: workbook(path, [HEADER, *ROWS]),
    "loans.ods": ods,
}


def assert_alike(found: Read) -> None:
    assert found.reasons == REASONS
    assert found.rows() == ACCEPTED
    account = found.accounting
    assert account.rows_read == len(ROWS) == account.rows_accepted + account.rows_set_aside == 2 + len(found.set_aside)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_kind(read: Reader, extract: Path, name: str) -> None:
    FILES[name](extract / name)
    place = f"files: '{name}'" + ("\n        sheet: loan" if name.endswith((".xlsx", ".ods")) else "")
    assert_alike(read(mapping=MAPPING.replace("PLACE", place)))


@pytest.mark.parametrize("place", ["database_table: loans", "query: SELECT * FROM loans ORDER BY rowid"])
def test_a_table_and_a_query_of_a_database(read: Reader, tmp_path: Path, place: str) -> None:
    database(tmp_path / "loans.db")
    assert_alike(read(data=f"sqlite:///{tmp_path / 'loans.db'}", mapping=MAPPING.replace("PLACE", place)))


def test_a_table_of_postgresql(read: Reader, postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE loans ({})".format(", ".join(f'"{name}" text' for name in HEADER)))
        try:
            with connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO loans VALUES ({', '.join(['%s'] * len(HEADER))})", ROWS)
            assert_alike(read(data=postgres_url, mapping=MAPPING.replace("PLACE", "database_table: loans")))
        finally:
            connection.execute("DROP TABLE loans")


def test_ragged_rows_are_set_aside_beside_all_that(read: Reader, extract: Path) -> None:
    (extract / "loans.csv").write_bytes(text() + b"A10,m 1\r\nA11,m 1,,,,,,,,,,more\r\n")
    found = read(mapping=MAPPING.replace("PLACE", "files: '*.csv'"))
    assert found.reasons == {**REASONS, "ragged row": 2} and found.rows() == ACCEPTED
