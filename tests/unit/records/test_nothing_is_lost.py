"""Whatever stands in a file: each row is accepted or set aside, and nothing but Problems is ever raised."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow.parquet
from hypothesis import example, given, settings
from hypothesis import strategies as some

from peelian.problems import Problems
from peelian.records.accounting import Accounting
from peelian.records.reading import read_records
from peelian.records.tables import Table

from .conftest import LOAN

TABLES = {"loan": Table.model_validate({**LOAN, "columns": {
    name: column for name, column in LOAN["columns"].items() if name != "member_id"}})}
HEADER = "loan_id,lent_at,due_on,kind,pages,fine,renewed"
WORDS = ["", "1", "2", "3", "x", "2021-03-28 01:30", "2021-10-31 01:30:00", "2021-02", "2021-02-30", "book", "yes",
         "1e9", "-0", '"', '""', '"a"', '"a""b"', '"open', 'a"b', '"a"b', " ", "\t", "NULL", "é", "\x00", "\ufeff",
         "'", "|", ";"]
cells = some.one_of(some.sampled_from(WORDS), some.text(max_size=4))
lines = some.lists(cells, min_size=1, max_size=9).map(",".join)
endings = some.sampled_from(["\n", "\r\n", "\r", "\n\n"])
headers = some.sampled_from([HEADER, HEADER, "loan_id,pages", "loan_id", "pages"])
encodings = some.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])
files = some.tuples(headers, some.lists(lines, max_size=9), endings, encodings)


def read(content: bytes, folder: str) -> tuple[Accounting, int, int]:
    (Path(folder) / "loan.csv").write_bytes(content)
    out = Path(folder) / "out"
    account = read_records(Path(folder) / "loan.csv", TABLES, None, out, "Europe/London")
    accepted = pyarrow.parquet.read_metadata(out / "records" / "loan.parquet").num_rows
    return account, accepted, pyarrow.parquet.read_metadata(out / "set_aside.parquet").num_rows


@settings(max_examples=40)
@given(files)
@example((HEADER, ['1,"open', "2,,,,,,", '3,,,,,,"x'], "\n", "utf-8"))
@example((HEADER, ['1,"a\nb",,,,,', "2,,,,,,"], "\n", "cp1252"))
def test_messy_text_loses_no_row(file: tuple[str, list[str], str, str]) -> None:
    header, rows, ending, encoding = file
    content = (header + ending + "".join(row + ending for row in rows)).encode(encoding, errors="replace")
    with tempfile.TemporaryDirectory() as folder:
        try:
            account, accepted, aside = read(content, folder)
        except Problems:
            return
    assert account.rows_read == accepted + aside == account.rows_accepted + account.rows_set_aside


plain = some.text(some.characters(codec="ascii", exclude_characters='\r\n"', exclude_categories=["Cc"]), max_size=12)


@settings(max_examples=15)
@given(some.lists(plain.filter(lambda line: line != ""), max_size=12))
def test_without_quotation_marks_each_line_is_a_row(rows: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        account, _, _ = read((HEADER + "\n" + "".join(row + "\n" for row in rows)).encode(), folder)
    assert account.rows_read == len(rows)


@settings(max_examples=15)
@given(some.binary(max_size=200))
def test_bytes_that_are_no_text_raise_nothing_but_problems(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            account, accepted, aside = read(b"loan_id,pages\n1,1\n" + content, folder)
        except Problems:
            return
    assert account.rows_read == accepted + aside >= 1
