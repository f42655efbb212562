"""A column that one file of a table lacks: its rows say nothing, and what needs it is never read as not done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
NEW = ("loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at,entered_at\n"
       "n1,2017-02-03 10:00,book,2017-02-05 10:00,,,,2017-02-03 10:00\n")
OLD = "loan_id,lent_at,thing\no1,2016-02-03 10:00,book\no2,2016-03-03 10:00,book\n"
BLANK = "{constant: null}"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "loan-2017.csv").write_text(NEW)
    (folder / "loan-2016.csv").write_text(OLD)
    return folder


def assessed(data: Path, mapping: str | None = None) -> dict[str, Any]:
    run = data.parent / "run"
    options = []
    if mapping is not None:
        (data.parent / "own.yaml").write_text(mapping)
        options = ["--mapping", str(data.parent / "own.yaml")]
    assert main(["assess", str(data), "--as-at", "2017-12-31", "--out", str(run), "--library", str(LENDING), *options]) == 0
    found: dict[str, Any] = json.loads((run / "manifest.json").read_text())
    return found


def test_rows_of_a_file_without_the_column_are_never_overdue(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = assessed(data)
    verdict = found["by_standard"]["loan-returned"]
    assert verdict["verdict"] == "cannot" and "loan.returned_at (lacking in some files)" in verdict["missing"]
    assert found["duties"] == {}
    told = "loan-2016.csv lacks returned_at, lost_at, hold_reason, held_at, which other files of loan have"
    assert told in capsys.readouterr().out
    assert any(words.startswith(told) for words in found["records"]["warnings"])
    [old] = [one for one in found["records"]["files"] if one["file"] == "loan-2016.csv"]
    assert old["columns_lacking"] == ["returned_at", "lost_at", "hold_reason", "held_at"]
    assert "entered_at" not in found["records"]["tables"]["loan"]["columns_in_part"]  # a blank there says what it means
    assert told in " ".join((data.parent / "run" / "report" / "internal" / "index.html").read_text().split())


def test_check_names_the_file_the_columns_and_the_mend(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "loan-2015.csv").write_text(OLD.replace("\no", "\np"))
    assert main(["check", str(data), "--library", str(LENDING)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "loan-2015.csv, loan-2016.csv lack returned_at" in said and "(returned_at: {constant: null})" in said
    assert "lacks of loan: held_at (lacking in some files)" in said


def test_the_file_left_out_or_by_itself_is_judged(data: Path) -> None:
    (data / "loan-2016.csv").unlink()
    assert assessed(data)["duties"] == {"met": 1}


def test_a_file_of_which_no_row_is_accepted_takes_nothing_away(data: Path) -> None:
    (data / "loan-2016.csv").write_text("loan_id,lent_at,thing\n,2016-02-03 10:00,book\n")
    assert assessed(data)["duties"] == {"met": 1}


def test_a_mapping_may_say_that_rows_of_a_source_never_have_a_value(data: Path) -> None:
    blank = ", ".join(f"{name}: {BLANK}" for name in ("returned_at", "lost_at", "hold_reason", "held_at"))
    found = assessed(data, "mapping: own\ntitle: Own\ntables:\n  loan:\n    sources:\n"
                     "      - {files: loan-2017.csv, same_names: true}\n"
                     f"      - {{files: loan-2016.csv, same_names: true, columns: {{{blank}}}}}\n")
    assert found["duties"] == {"met": 1, "overdue": 2}
    assert found["records"]["tables"]["loan"]["columns_in_part"] == {}


def test_a_column_that_a_mapping_lets_be_absent_is_not_read_as_blank(data: Path) -> None:
    columns = ", ".join(f"{name}: {{column: {name}, optional: true}}" for name in ("returned_at", "lost_at", "hold_reason", "held_at"))
    found = assessed(data, "mapping: own\ntitle: Own\ntables:\n  loan:\n    sources:\n"
                     f"      - {{files: 'loan-*.csv', columns: {{loan_id: loan_id, lent_at: lent_at, thing: thing, {columns}}}}}\n")
    assert found["by_standard"]["loan-returned"]["verdict"] == "cannot"
