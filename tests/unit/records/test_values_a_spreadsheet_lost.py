"""What a spreadsheet could not work out, or cut short, is no value: its row is set aside, and never read as blank."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import xlsxwriter

from peelian.records.lost import many_lost

from .conftest import Reader

REASONS = {"loan_id": "unreadable value", "member_id": "unreadable value", "lent_at": "unreadable time", "due_on": "unreadable time",
           "kind": "value not allowed", "pages": "unreadable whole number", "fine": "unreadable number",
           "renewed": "unreadable yes or no", "reason": "unreadable value"}
ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!")


def sheet(path: Path, rows: list[dict[str, object]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("loan")
        page.write_row(0, 0, list(REASONS))
        for number, row in enumerate(rows, 1):
            for place, name in enumerate(REASONS):
                value = row.get(name)
                if isinstance(value, str) and value.startswith("#"):
                    page.write_formula(number, place, "=VLOOKUP(1,A1:A1,1)", None, value)
                elif value is not None:
                    page.write(number, place, value)


def ods(path: Path, cells: str) -> None:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>')
        file.writestr("content.xml", f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
                      f'xmlns:text="{names}:text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:'
                      f'calcext:1.0"><office:body><office:spreadsheet><table:table table:name="loan">{cells}</table:table>'
                      '</office:spreadsheet></office:body></office:document-content>')


@pytest.mark.parametrize("column", REASONS)
def test_an_error_cell_of_a_workbook_sets_its_row_aside(read: Reader, extract: Path, column: str) -> None:
    said = ERRORS[list(REASONS).index(column) % len(ERRORS)]
    sheet(extract / "loan.xlsx", [{"loan_id": "1", column: said}, {"loan_id": "2"}])
    found = read()
    assert found.reasons == {REASONS[column]: 1} and [row["loan_id"] for row in found.rows()] == ["2"]
    [row] = found.set_aside
    assert (row["row"], row["column"], row["value"]) == (2, column, said)
    assert json.loads(row["record"])[column] == said


@pytest.mark.parametrize("column", REASONS)
def test_the_same_words_in_a_text_file_are_no_value_either(read: Reader, column: str) -> None:
    names = list(dict.fromkeys(["loan_id", column]))
    wrong = ",".join({"loan_id": "1", column: "#N/A"}[name] for name in names)
    found = read(f"{','.join(names)}\n{wrong}\n2{',' * (len(names) - 1)}\n")
    assert found.reasons == {REASONS[column]: 1} and found.set_aside[0]["value"] == "#N/A"


def test_a_row_of_nothing_but_errors_is_a_row(read: Reader, extract: Path) -> None:
    sheet(extract / "loan.xlsx", [{"loan_id": "1"}, {name: "#REF!" for name in REASONS}, {"loan_id": "3"}])
    found = read()
    assert (found.accounting.rows_read, found.reasons) == (3, {"unreadable value": 1})


def test_an_error_cell_of_an_ods_sheet_sets_its_row_aside(read: Reader, extract: Path) -> None:
    def cell(words: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string"{more}><text:p>{words}</text:p></table:table-cell>'

    error = ' office:string-value="" calcext:value-type="error"'
    ods(extract / "loan.ods", f"<table:table-row>{''.join(map(cell, ('loan_id', 'lent_at', 'reason')))}</table:table-row>"
        '<table:table-row table:number-rows-repeated="3"/>'
        f"<table:table-row>{cell('1')}<table:table-cell/>{cell('lost')}</table:table-row>"
        f"<table:table-row>{cell('2')}{cell('#DIV/0!', error)}{cell('lost')}</table:table-row>"
        f"<table:table-row>{cell('3')}<table:table-cell/>{cell('Err:502', error)}</table:table-row>")
    found = read()
    assert [row["loan_id"] for row in found.rows()] == ["1"]
    assert [(row["row"], row["column"], row["reason"], row["value"]) for row in found.set_aside] == [
        (6, "lent_at", "unreadable time", "#DIV/0!"), (7, "reason", "unreadable value", "#ERROR!")]


def test_a_mapping_may_say_what_an_error_means_and_a_key_made_of_one_names_nothing(read: Reader) -> None:
    mapping = """
mapping: m
title: M
null_words: ["#N/A"]
tables:
  loan:
    sources:
      - files: loan.csv
        columns:
          loan_id: {expression: "concat(id, '-', part)"}
          kind: {column: kind, values: {"#REF!": film, b: book}, others: blank}
          reason: reason
"""
    found = read("id,part,kind,reason\n1,a,b,#N/A\n2,#VALUE!,b,\n3,c,#REF!,\n4,d,#NAME?,\n5,e,other,\n", mapping=mapping)
    assert [(row["loan_id"], row["kind"], row["reason"]) for row in found.rows()] == [
        ("1-a", "book", None), ("3-c", "film", None), ("5-e", None, None)]
    assert found.reasons == {"unreadable value": 1, "value not allowed": 1}


def test_long_numbers_are_whole_as_far_as_they_are_exact(read: Reader, extract: Path) -> None:
    exact = [10**15, 2**53 - 1, 2**53]
    sheet(extract / "loan.xlsx", [{"loan_id": one} for one in (*exact, 12345678901234567)])
    assert [row["loan_id"] for row in read().rows()] == [str(one) for one in exact]
    again = read()
    assert again.reasons == {"unreadable value": 1} and again.set_aside[0]["value"].startswith("1.23456789012345")
    (extract / "loan.xlsx").unlink()
    pyarrow.parquet.write_table(pyarrow.table({"loan_id": [float(one) for one in exact] + [1.5, 1.2e16]}), extract / "loan.parquet")
    found = read()
    assert {row["loan_id"] for row in found.rows()} == {*map(str, exact), "1.5"} and found.reasons == {"unreadable value": 1}


def test_a_number_that_a_spreadsheet_cut_short_names_nothing(read: Reader) -> None:
    found = read("loan_id,fine,reason\n1.23E+15,,\n2,1.23E+15,1e+5 pounds\n12e45,,\n")
    assert [row["loan_id"] for row in found.rows()] == ["12e45", "2"] and found.reasons == {"unreadable value": 1}


def test_a_workbook_in_which_errors_cannot_be_told_is_named(read: Reader, extract: Path) -> None:
    def record(kind: int, content: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        return number + bytes([len(content)]) + content

    def words(text: str) -> bytes:
        return len(text).to_bytes(4, "little") + text.encode("utf-16-le")

    def row(number: int, text: str) -> bytes:
        return record(0, number.to_bytes(4, "little") + bytes(13)) + record(6, bytes(8) + words(text))

    office, package = ("http://schemas.openxmlformats.org/" + end for end in ("officeDocument/2006/relationships", "package/2006"))
    with zipfile.ZipFile(extract / "loan.xlsb", "w") as file:
        file.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        file.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{package}/relationships"><Relationship Id="s" '
                      f'Type="{office}/worksheet" Target="worksheets/s.bin"/></Relationships>')
        file.writestr("xl/workbook.bin", record(143) + record(156, bytes(8) + words("s") + words("loan")) + record(144) + record(157))
        file.writestr("xl/worksheets/s.bin", record(148, bytes(16)) + record(145) + row(0, "loan_id") + row(1, "7") + record(146))
    found = read()
    assert [one["loan_id"] for one in found.rows()] == ["7"]
    assert found.accounting.warnings == ["loan.xlsb: cells that hold an error, as #N/A, cannot be told from blank ones in this kind of "
                                         "workbook. Save it as xlsx or ods, where their rows are set aside."]


def test_what_a_spreadsheet_lost_counts_as_lost(read: Reader) -> None:
    found = read("loan_id,due_on\n#N/A,\n1,1753-01-01\n2,\n")
    assert many_lost(found.accounting.model_dump(mode="json"), ["loan"]) == [
        "2 of 3 rows of loan could not be used and are set aside (67%)"]


@pytest.mark.parametrize("with_places", [True, False])
def test_an_error_is_found_in_its_own_cell_wherever_the_rows_begin(read: Reader, extract: Path, with_places: bool) -> None:
    sheet(extract / "loan.xlsx", [])
    with zipfile.ZipFile(extract / "loan.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}

    def cell(row: int, letter: str, content: str, kind: str = "inlineStr") -> str:
        place = f' r="{letter}{row}"' if with_places else ""
        return f'<c{place} t="{kind}">{content if kind == "e" else f"<is><t>{content}</t></is>"}</c>'

    first = 4 if with_places else 1
    lines = [(cell(first, "B", "loan_id"), cell(first, "C", "pages"), cell(first, "E", "reason")),
             (cell(first + 1, "B", "1"), cell(first + 1, "C", "<v>#DIV/0!</v>", "e"), cell(first + 1, "E", "lost")),
             (cell(first + 2, "B", "2"), cell(first + 2, "C", "3"), cell(first + 2, "E", "<f>A1</f><v>#REF!</v>", "e"))]
    rows = "".join(f'<row r="{number}">' * with_places + "<row>" * (not with_places) + "".join(cells) + "</row>"
                   for number, cells in enumerate(lines, first))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = (f'<x:worksheet xmlns:x="{main}" xmlns="{main}"><sheetData>{rows}</sheetData>'
                                         '</x:worksheet>').encode()
    with zipfile.ZipFile(extract / "loan.xlsx", "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    assert [(row["row"], row["column"], row["value"]) for row in read().set_aside] == [
        (first + 1, "pages", "#DIV/0!"), (first + 2, "reason", "#REF!")]
