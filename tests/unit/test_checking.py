"""`peelian check`, read as an analyst would: what is wrong and how to mend it, what is blank, and what can be measured."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peelian.cli import main
from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import read_library

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
HEADER = "loan_id,member_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at,shelf\n"


def checked(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["check", str(folder), "--library", str(LENDING), *options]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return " ".join(shown.out.split())


def test_what_was_set_aside_is_shown_by_its_first_row_and_with_its_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loan.csv").write_text(
        HEADER + "1,m1,2021-07-01 10:00,book,,,,,\n2,m1,2021-07-01 10:00,tape,,,,,\n3,m1,2021-07-01 10:00,disc,,,,,\n"
        "4,m1,2021-10-31 01:30,book,,,,,\n1,m1,2021-07-01 10:00,book,,,,,\n5,m1\n")
    said = checked(tmp_path, capsys)
    assert "6 rows read: 1 accepted, 5 set aside." in said
    assert "loan value not allowed thing 2 loan.csv row 3: tape" in said
    assert "loan local time that happened twice lent_at 1 loan.csv row 5: 2021-10-31 01:30" in said
    assert "loan ragged row 1 loan.csv row 7: 2 values under 9 columns" in said
    assert "others: blank). loan.thing: 'tape'? Allowed: book, " in said
    for mend in ("value not allowed: map the source's words", "happened twice: write times with their offset",
                 "ragged row: put values that hold the delimiter", "exact duplicate: nothing need be done"):
        assert mend in said


def test_columns_that_are_not_complete_are_listed_and_the_others_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loan.csv").write_text(HEADER + "1,m1,2021-07-01 10:00,book,2021-07-02 10:00,,,,\n2,,2021-07-01 10:00,,,,,,\n")
    (tmp_path / "member.csv").write_text("member_id\n")
    said = checked(tmp_path, capsys)
    assert "loan member_id 50.0% 1" in said and "loan lost_at 0.0% 2" in said
    assert "loan lent_at" not in said
    assert "2 more columns have a value in every row; 1 stand in tables without a row." in said
    assert "Note: member: holds no row that can be used, so what needs it is not measured." in said
    assert "loan.member_id to member.member_id 1 0 0.0% 1 cannot be assured: what leans on it may miss records" in said
    assert "was it not extracted? column standards loan.held_at 1 loan.hold_reason 1 loan.lost_at 1" in said


def test_what_cannot_be_measured_says_what_it_waits_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loan.csv").write_text(HEADER + "1,m1,2021-07-01 10:00,book,,,,,\n")
    said = checked(tmp_path, capsys)
    assert "1 can: loan-returned: Loan returned in time 0 partly can. 1 cannot: returns-in-good-state:" in said
    assert "lacks of loan: condition" in said
    assert "table or column standards that wait for it loan.condition 1" in said


def test_what_a_small_extract_lacks_most_is_not_buried_under_each_standard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "crime.csv").write_text("crime_id,created_at\n1,2021-07-01 10:00\n")
    assert main(["check", str(tmp_path)]) == 0
    short = capsys.readouterr().out
    assert short.startswith("Of ") and " can be measured with these records, " in short.splitlines()[0]
    assert "`--lacking` names each, with what it lacks." in short and len(short.splitlines()) < 60
    assert short.index("What is lacking most") > short.index("What can be measured")
    assert "response-immediate" not in short
    assert main(["check", str(tmp_path), "--lacking"]) == 0
    every = capsys.readouterr().out
    assert "response-immediate: Emergency attendance" in every and "lacks the tables grade_history, incident" in every


def test_rows_that_the_calendar_does_not_reach_are_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = shutil.copytree(LENDING, tmp_path / "library")
    standard = library / "standards" / "lending" / "loan-returned.yaml"
    standard.write_text(standard.read_text(encoding="utf-8").replace("within: 7 days", "within: 5 working days"), encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    for lent, told in (("2014-12-31 10:00", True), ("2015-01-01 10:00", False)):
        (data / "loan.csv").write_text(HEADER + f"1,m1,{lent},film,,,,,\n2,m1,2021-07-01 10:00,book,,,,,\n")
        assert main(["check", str(data), "--library", str(library)]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert ("cannot tell of some loan rows: they lie outside its calendar (1 January 2015 to 31 December 2026)" in said) == told


def test_a_report_says_how_many_deadlines_the_calendar_does_not_reach(tmp_path: Path) -> None:
    library = shutil.copytree(LENDING, tmp_path / "library")
    standard = library / "standards" / "lending" / "loan-returned.yaml"
    standard.write_text(standard.read_text(encoding="utf-8").replace("within: 7 days", "within: 5 working days"), encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text(
        HEADER + "1,m1,2026-12-30 10:00,film,,,,,\n2,m1,2021-07-01 10:00,film,,,,,\n3,m1,2026-12-30 10:00,book,,,,,\n")
    assert main(["assess", str(tmp_path / "data"), "--as-at", "2027-02-01", "--out", str(tmp_path / "run"),
                 "--library", str(library)]) == 0
    page = " ".join((tmp_path / "run" / "report" / "internal" / "index.html").read_text(encoding="utf-8").split())
    assert "covers 1 January 2015 to 31 December 2026. 1 duty began outside it or so near its end" in page


def test_files_of_a_long_list_are_shown_where_something_was_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(40):
        (tmp_path / f"loan-{number:02}.csv").write_text(HEADER + f"{number},m1,{'soon' if number == 7 else ''},book,,,,,\n")
    said = checked(tmp_path, capsys)
    assert "loan-07.csv loan 1 0 1 and 39 more with 39 rows, none of them set aside" in said
    assert "loan-08.csv" not in said


def test_the_check_of_real_open_data(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(real_data / "police-uk" / "hertfordshire-2021"), "--mapping", "data_police_uk"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "193,564 rows read: 158,899 accepted, 34,665 set aside." in said
    assert "crime anti-social behaviour carries no crime ID 27,858 street/2021-01-hertfordshire-street.csv row 3" in said
    assert "crime_outcome outcome of the crime named again crime_outcome_id 3,700 outcomes/2021-02" in said
    assert "crime_outcome.crime_id to crime.crime_id 78,296 66,620 85.1% 0 cannot be assured" in said
    assert "crime 80,603 2021-01-01 00:00 2022-01-31 23:59" in said
    assert "2 can: outcome-rates-cohort: Crimes recorded in the month that led to a charge" in said
    rest = len(read_library(library_path(DEFAULT)).files) - 2
    assert f"0 partly can. {rest} cannot. `--lacking` names each" in said
