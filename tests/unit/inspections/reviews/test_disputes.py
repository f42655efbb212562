"""A dispute finds whoever answers for the rule or the record, is answered by somebody else, and changes no status."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from peelian.cli import main
from peelian.duties.run_folder import open_run
from peelian.inspections.report import write_report
from peelian.problems import Problems
from peelian.standards.library import read_library
from tests.unit.inspections.reviews.made import run_in, run_of_two_tables
from tests.unit.measures.made_run import made_library

LATE = "loan-returned|s61|t61"
STEWARDS = "stewards:\n  records: the desk\n  tables: {loan: keeper of loans}\n  themes: {lending: head of lending}\n"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_in(tmp_path, settings=STEWARDS)


def raised(run: Path, capsys: pytest.CaptureFixture[str], *words: str, by: str = "Ann", why: str = "It came back",
           about: str = "record", duty: str = LATE, code: int = 0) -> str:
    capsys.readouterr()
    assert main(["dispute", str(run), duty, "--why", why, "--about", about, "--by", by, *words]) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def answered(run: Path, number: int, outcome: str, by: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(["disputes", "answer", str(run), str(number), "--outcome", outcome, "--by", by, "--why", "seen"]) == code
    said = capsys.readouterr()
    return said.err if code else said.out


def listed(run: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main(["disputes", "list", str(run), *words]) == 0
    return capsys.readouterr().out


def test_it_goes_to_whoever_answers_for_rule_or_record(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Dispute 1 is recorded. It goes to keeper of loans, who answers for the records of loan" in raised(run, capsys)
    assert "It goes to head of lending, who answers for the rule of loan-returned." in raised(run, capsys, about="rule")
    assert "It goes to the desk, who answers for the records of reminder" in raised(run, capsys, "--table", "reminder")
    found = json.loads(listed(run, capsys, "--format", "json"))
    assert [(one["number"], one["about"], one["goes_to"]) for one in found] == [
        (1, "record", "keeper of loans"), (2, "rule", "head of lending"), (3, "record", "the desk")]


def test_of_several_kinds_of_trigger_it_goes_to_the_table_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_of_two_tables(tmp_path, "stewards: {tables: {loan: keeper of loans, fine: keeper of money}}\n")
    assert "It goes to keeper of money, who answers for the records of fine" in raised(run, capsys, duty="told|2|fine:2")


def test_where_nobody_is_named_it_says_how_to_name_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_in(tmp_path)
    assert "Nobody is named who answers for the records of loan" in raised(run, capsys)
    assert "`stewards: {rules: …}` in library.yaml or force.yaml" in raised(run, capsys, about="rule")
    assert "nobody is named" in listed(run, capsys)


def test_another_person_answers_and_the_status_stays(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raised(run, capsys)
    before = (run / "ledger.parquet").read_bytes()
    assert "another person answers it" in answered(run, 1, "upheld", "ann ", capsys, 1)
    assert "only they can withdraw it" in answered(run, 1, "withdrawn", "Ben", capsys, 1)
    said = answered(run, 1, "upheld", "Ben", capsys)
    assert "Dispute 1 is upheld by Ben. The duty's status changes once the record is mended" in said
    assert "was upheld by Ben already" in answered(run, 1, "rejected", "Cas", capsys, 1)
    assert (run / "ledger.parquet").read_bytes() == before
    with open_run(run).connect() as connection:
        assert connection.execute("SELECT status FROM read_parquet(?) WHERE duty_id = ?", [
            str(run / "ledger.parquet"), LATE]).fetchall() == [("met_late",)]
    assert "upheld: loan-returned|s61|t61 (met late then)" in listed(run, capsys)


def test_disputes_stand_with_each_standard_in_the_report(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raised(run, capsys)
    raised(run, capsys, about="rule")
    raised(run, capsys, duty="loan-returned|s62|t62")
    answered(run, 1, "rejected", "Ben", capsys)
    answered(run, 3, "withdrawn", "Ann", capsys)
    text = (write_report(run).parent / "question-1.html").read_text(encoding="utf-8")
    assert ("Disputed: 2 disputes about 96 duties (20.8 in 1,000), 1 about the rule and 1 about a record; 1 open, 0 upheld, 1 rejected."
            in text)


@pytest.mark.parametrize(("given", "says"), [
    ({"duty": "loan-returned|nobody|x"}, "is not a duty of this run"), ({"why": " "}, "--why: is empty"), ({"by": "–"}, "not a person"),
    ({"about": "both"}, "is neither rule nor record"), ({"why": "x" * 2_001}, "is longer than 2,000"),
])
def test_what_is_no_dispute_is_refused(run: Path, given: dict[str, str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert says in raised(run, capsys, code=1, **given)


def test_other_slips(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no such file" in answered(run, 1, "upheld", "Ben", capsys, 1)
    assert "Did you mean 'loan'?" in raised(run, capsys, "--table", "laon", code=1)
    raised(run, capsys)
    assert "is disputed already: dispute 1, by Ann" in raised(run, capsys, by="Cas", code=1)
    assert "there is no such dispute" in answered(run, 2, "upheld", "Ben", capsys, 1)
    assert "is none of upheld, rejected, withdrawn" in answered(run, 1, "maybe", "Ben", capsys, 1)
    assert listed(run, capsys, "--state", "rejected") == "No such dispute is recorded.\n"
    assert main(["disputes", "list", str(run), "--state", "opn"]) == 1


def test_a_list_for_a_spreadsheet_runs_nothing(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raised(run, capsys, why="=cmd()")
    [row] = csv.DictReader(io.StringIO(listed(run, capsys, "--format", "csv")))
    assert row["why"] == "'=cmd()" and row["state"] == "open"


@pytest.mark.parametrize(("text", "says"), [
    ("stewards: {tables: {laon: x}}", "'laon' is not a table"), ("stewards: {themes: {lendin: x}}", "'lendin' is not a theme"),
    ("stewards: {rule: x}", "'rule'"), ("stewards: x", "should be a block"),
])
def test_stewards_that_do_not_exist_are_told(tmp_path: Path, text: str, says: str) -> None:
    library = made_library(tmp_path / "library")
    (tmp_path / "force.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Problems, match=says):
        read_library(library, tmp_path / "force.yaml")
    about = library / "library.yaml"
    about.write_text(about.read_text() + text + "\n", encoding="utf-8")
    assert main(["library", "check", "--library", str(library)]) == 1
