"""Files that are damaged, or made to fill the machine: each is refused by name with its mend, or set aside row by row."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from peelian.problems import Problem, Problems, did_you_mean
from peelian.records.mapping import read_mapping
from peelian.records.tables import Table
from peelian.yaml_file import read_yaml

from .conftest import Reader
from .test_sources import problems_of, workbook

MAPPING = "mapping: m\ntitle: M\ntables:\n  loan:\n    sources: [{files: loan.csv, same_names: true%s}]\n"


def test_a_line_of_50_megabytes_is_one_row_set_aside(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").write_bytes(b"loan_id,reason\n1," + b"x" * 50_000_000 + b"\n2,b\n")
    found = read()
    assert found.reasons == {"line too long": 1}
    assert [row["loan_id"] for row in found.rows()] == ["2"]


def test_a_header_without_end_is_named_and_not_repeated(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").write_bytes(b"x" * 5_000_000 + b"\n1\n")
    assert problems_of(read) == f"{extract}/loan.csv row 1: is far too long to be a header. The first line should name the columns."


def test_two_thousand_columns_are_read_and_more_are_not(extract: Path, read: Reader) -> None:
    names = ",".join(f"c{index}" for index in range(1, 2_000))
    assert read(f"loan_id,{names}\n7{',x' * 1_999}\n").row("7") == {"loan_id": "7"}
    said = problems_of(read, f"loan_id,{names},more\n7{',x' * 2_000}\n")
    assert said.startswith(f"{extract}/loan.csv row 1: the header has 2,001 columns, and at most 2,000 can be read. Check the delim")


def test_a_long_name_is_cut_short_in_a_message(read: Reader) -> None:
    said = problems_of(read, f"{'n' * 10_000},pages\n1,2\n")
    assert "lacks the column 'loan_id'" in said and len(said) < 600
    assert len(str(Problem("a.csv", "x" * 100_000, "Mend."))) < 1_100


def test_a_name_in_other_letters_is_pointed_out(read: Reader) -> None:
    assert "Did you mean 'LOAN_ID'?" in problems_of(read, "LOAN_ID,PAGES\n1,2\n")
    assert read("loan_id,PAGES\n1,2\n").accounting.warnings == [
        "loan.csv: the column 'PAGES' is not read. Did you mean 'pages'?"]
    assert did_you_mean("b", [f"name {index}" for index in range(20)]) == ""


def test_a_file_without_rows_is_told(read: Reader) -> None:
    assert read("loan_id,pages\n").accounting.warnings == [
        "loan: holds no row that can be used, so what needs it is not measured."]


def test_a_zero_byte_inside_a_value_stays_in_its_row(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").write_bytes(b"loan_id,reason,pages\n1,a\x00b,2\n2,c,\x003\n")
    found = read()
    assert found.row("1")["reason"] == "a\x00b"
    assert found.reasons == {"unreadable whole number": 1}


def test_bytes_of_no_encoding_are_kept_as_signs(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").write_bytes(b"loan_id,reason\n1,caf\xe9\n2,\x81\xff\n")
    assert [row["reason"] for row in read().rows()] == ["café", "\N{REPLACEMENT CHARACTER}ÿ"]


def test_a_link_that_leads_nowhere_and_a_device_are_named(read: Reader, extract: Path) -> None:
    (extract / "loan.csv").symlink_to("nowhere.csv")
    assert problems_of(read) == "loan.csv: is a link that leads nowhere. Put the file there, or take the link away."
    (extract / "loan.csv").unlink()
    (extract / "loan.csv").symlink_to("/dev/zero")
    assert problems_of(read) == "loan.csv: is no ordinary file. Put a file with the extract's rows there."


def test_a_folder_named_like_a_file_and_a_link_in_a_circle_are_walked_once(read: Reader, extract: Path) -> None:
    (extract / "member.csv").mkdir()
    (extract / "member.csv" / "note.txt").write_text("x")
    (extract / "again").symlink_to(".")
    found = read("loan_id\n1\n").accounting
    assert (found.rows_read, found.not_read) == (1, ["member.csv/note.txt"])


def test_a_workbook_of_a_few_bytes_that_claims_every_cell_is_refused(read: Reader, extract: Path) -> None:
    workbook(extract / "loan.xlsx", [["loan_id"], ["1"]])
    with zipfile.ZipFile(extract / "loan.xlsx") as file:
        parts = {name: file.read(name) for name in file.namelist()}
    row = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    parts["xl/s.xml"] = (parts["xl/s.xml"].split(b"<row>")[0].decode() + row.format(1, "A") + row.format(1_048_576, "XFD")
                         + "</sheetData></worksheet>").encode()
    with zipfile.ZipFile(extract / "loan.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    assert problems_of(read) == (f"{extract}/loan.xlsx [loan]: is too large, or too damaged, to be read as a workbook. "
                                  "Save its rows as CSV.")


def parquet(path: Path, **columns: object) -> bytes:
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    return path.read_bytes()


@pytest.mark.parametrize("damage", [
    lambda content: content[:-20], lambda content: content[:-500] + bytes(byte ^ 0x55 for byte in content[-500:-8]) + content[-8:],
    lambda content: content[:40] + bytes(byte ^ 0x55 for byte in content[40:400]) + content[400:],
])
def test_a_damaged_parquet_file_is_named(read: Reader, extract: Path, damage: object) -> None:
    content = parquet(extract / "loan.parquet", loan_id=[str(index) for index in range(1_000)], reason=["some words"] * 1_000)
    assert callable(damage)
    (extract / "loan.parquet").write_bytes(damage(content))
    said = problems_of(read)
    assert said.startswith(f"{extract}/loan.parquet: cannot be read as Parquet (") and said.endswith("Make or fetch it again.")


def test_bytes_in_parquet_are_text_where_they_can_be(read: Reader, extract: Path) -> None:
    parquet(extract / "loan.parquet", loan_id=[b"1", b"2"], reason=["café".encode(), b"\xff\xfe"])
    assert [row["reason"] for row in read().rows()] == ["café", r"\xFF\xFE"]


def test_a_parquet_file_that_names_a_column_twice(read: Reader, extract: Path) -> None:
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays([pyarrow.array(["1"])] * 3, ["loan_id", "reason", "reason"]),
                                extract / "loan.parquet")
    assert problems_of(read) == f"{extract}/loan.parquet: names the column 'reason' twice. Give each column a name of its own."


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(("text", "said"), [
    (BOMB, "says more than 500,000 things, aliases counted. Write out what the aliases"),
    ("a: &a [*a]\n", "is nested too deeply"),
    ("a: " + "[" * 200_000 + "]" * 200_000, "mapping.yaml:1: is nested too deeply"),
    ("a: " + "{b: " * 200_000 + "1" + "}" * 200_000, "mapping.yaml:1: is nested too deeply"),
    ("\n".join(" " * depth + "a:" for depth in range(500)), "is nested too deeply"),
    ("- " * 100_000 + "x", "mapping.yaml:1: is nested too deeply"),
    ("mapping: !!int x\n", "mapping.yaml:1: 'x' cannot be read"),
    ("mapping: 1" + "0" * 5_000 + "\n", "mapping.yaml:1: '1000"),
    ("mapping: a\x00b\n", "is not YAML"),
    ("mapping: !!python/object/apply:os.system [ls]\n", "'mapping': should be text."),
    ("mapping: a\n---\nmapping: b\n", "mapping.yaml:2: is not YAML"),
    ("", "mapping.yaml: is empty."),
    ("just words\n", "mapping.yaml:1: should be a block of 'word: value' lines."),
])
def test_yaml_made_to_fill_the_machine_is_refused(tables: dict[str, Table], tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(Problems) as found:
        read_mapping(path, tables, tmp_path)
    assert said in str(found.value)


def test_a_long_flat_file_is_no_danger(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("all: [" + ", ".join(f"{{a: {index}}}" for index in range(5_000)) + "]\n")
    assert len(read_yaml(path).data["all"]) == 5_000


@pytest.mark.parametrize(("more", "said"), [
    (", encoding: base64", "'base64' is not an encoding"),
    (", delimiter: '\"'", "cannot part columns"),
    (", columns: {reason: {expression: '" + "lower(" * 900 + "reason" + ")" * 900 + "'}}", "is longer than 2000 characters"),
    (", columns: {reason: {expression: '" + "lower(" * 100 + "reason" + ")" * 100 + "'}}", "is nested deeper than 20 brackets"),
])
def test_a_mapping_that_asks_too_much_is_refused(tables: dict[str, Table], tmp_path: Path, more: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(MAPPING % more)
    with pytest.raises(Problems) as found:
        read_mapping(path, tables, tmp_path)
    assert said in str(found.value) and len(str(found.value)) < 600


def test_a_pattern_with_stars_inside_a_name_is_told(tables: dict[str, Table], tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text((MAPPING % "").replace("loan.csv", "'**loan.csv'"))
    with pytest.raises(Problems) as found:
        read_mapping(path, tables, tmp_path)
    assert "mapping.yaml:5: '**loan.csv': '**' stands for folders" in str(found.value)
