"""What `peelian assess` says of a run, and whose questions its report asks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from peelian.cli import main

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
DUTIES, COUNTED = "Duties, a query for each standard:", "Counted records, a query for each standard:"


def assessed(folder: Path, header: str, row: str, *options: str, library: Path = LENDING) -> Path:
    data = folder / "data"
    data.mkdir()
    (data / "loan.csv").write_text(f"{header}\n{row}\n")
    assert main(["assess", str(data), "--as-at", "2017-12-31", "--out", str(folder / "run"), "--library", str(library), *options]) == 0
    return folder / "run"


def test_a_run_that_only_counts_records_says_why_it_has_no_duty_and_no_heading_stands_empty(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assessed(tmp_path, "loan_id,returned_at,condition", "1,2017-03-01 10:00,good", "--print-plan")
    said = capsys.readouterr().out
    assert "Duties: 0 (the one standard that could be measured counts records and makes no duties)\n" in said
    assert COUNTED in said and DUTIES not in said


def test_a_plan_without_counted_records_has_no_heading_for_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assessed(tmp_path, "loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at", "1,2017-03-01 10:00,book,,,,", "--print-plan")
    said = capsys.readouterr().out
    assert DUTIES in said and COUNTED not in said and "Duties: 1\n" in said


@pytest.mark.parametrize(("options", "asked", "others"), [
    ([], "The first questions", True), (["--framework", "second"], "The second questions", False)])
def test_the_report_asks_the_questions_that_were_named_or_says_which_others_there_are(
        options: list[str], asked: str, others: bool, tmp_path: Path) -> None:
    library = tmp_path / "library"
    shutil.copytree(LENDING, library)
    (library / "frameworks").mkdir()
    for name in ("first", "second"):
        (library / "frameworks" / f"{name}.yaml").write_text(
            f"framework: {name}\ntitle: The {name} questions\nsource: here\nquestions:\n"
            "  - {number: 1, id: returns, text: Do things come back?, standards: [loan-returned]}\n")
    run = assessed(tmp_path, "loan_id,returned_at,condition", "1,2017-03-01 10:00,good", *options, library=library)
    report = json.loads((run / "report" / "internal" / "report.json").read_text())
    assert report["framework"]["title"] == asked
    page = (run / "report" / "internal" / "index.html").read_text()
    assert ("It holds second too: --framework NAME asks by another." in page) == others


def test_a_framework_that_is_none_is_told_before_records_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(tmp_path), "--as-at", "2017-12-31", "--out", str(tmp_path / "run"), "--library",
                 "england_and_wales", "--framework", "peel_2017_18"]) == 1
    assert "--framework: 'peel_2017_18' is not a framework of this library. Did you mean" in capsys.readouterr().err


def test_a_worklist_says_that_the_file_of_what_is_owed_is_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = tmp_path / "library"
    shutil.copytree(LENDING, library)
    loan = library / "tables" / "loan.yaml"
    text = loan.read_text(encoding="utf-8")
    loan.write_text(text.replace("\ncolumns:", "\nclosed: held_at\ncolumns:", 1), encoding="utf-8")
    header = "loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at"
    run = assessed(tmp_path, header, "1,2017-03-01 10:00,book,,,,2017-05-02 09:00\n2,2017-03-01 10:00,book,,,,2018-05-02 09:00\n"
                   "3,2017-03-01 10:00,book,,,,", library=library)
    capsys.readouterr()
    assert main(["worklist", str(run), "--format", "json"]) == 0
    rows = {row["subject_id"]: row["closed"] for row in json.loads(capsys.readouterr().out)}
    assert rows == {"1": "The loan is closed since 2 May 2017 09:00; this is still owed.", "2": "", "3": ""}
    assert main(["worklist", str(run)]) == 0
    assert capsys.readouterr().out.count("closed") == 1
