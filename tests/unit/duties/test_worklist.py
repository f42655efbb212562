"""Who must do what next, and what a list refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from peelian.duties.run_folder import open_run
from peelian.duties.worklist import worklist
from peelian.inspections.report import write_report
from peelian.problems import Problems
from tests.unit.measures.made_run import duty, made_library, made_run

LATE = {"owner_now": "kim", "owner_at_due": "lee", "team_now": "red"}
DUTIES = [
    duty(1, "overdue", "2017-03-09 14:05", risk="low"),
    duty(2, "due", "2017-04-03 23:59", risk="high", **LATE),
    duty(3, "overdue", "2017-03-20 12:00", risk="high", area="south"),
    duty(4, "overdue", "2017-03-10 12:00", risk="high", reason="too late", standard="loan-reminded", owner_now="kim"),
    duty(5, "met", "2017-03-10 12:00", owner_now="kim"),
    duty(6, "due", None, risk="high"),
    duty(7, "overdue", "2017-03-01 12:00", settings="library"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    return made_run(folder / "run", made_library(folder / "library"), DUTIES)


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows on one line each, whatever the terminal of whoever runs the tests."""
    monkeypatch.setenv("COLUMNS", "240")


def subjects(run: Path, **chosen: Any) -> list[str]:
    return [row["subject_id"] for row in json.loads(worklist(run, format="json", **chosen))]


def test_by_risk_then_by_when_it_is_due(run: Path) -> None:
    assert subjects(run) == ["s4", "s3", "s2", "s6", "s1"]


@pytest.mark.parametrize(("chosen", "found"), [
    ({"team": "red"}, ["s2"]), ({"area": "south"}, ["s3"]), ({"standard": "loan-reminded"}, ["s4"]),
    ({"owner": "kim"}, ["s4", "s2"]), ({"owner": "lee"}, []), ({"status": "due"}, ["s2", "s6"]),
    ({"status": "met"}, ["s5"]), ({"due_within": "3 days"}, ["s4", "s3", "s2", "s1"]),
    ({"due_within": "2 days"}, ["s4", "s3", "s1"]), ({"due_within": "1 working day"}, ["s4", "s3", "s2", "s1"]),
    ({"limit": 2}, ["s4", "s3"]), ({"owner": "kim", "status": "due"}, ["s2"]),
    ({"team": "blue", "status": "missed"}, []),
])
def test_only_what_is_asked_for(run: Path, chosen: dict[str, Any], found: list[str]) -> None:
    assert subjects(run, **chosen) == found


def test_each_row_says_why_who_and_by_when(run: Path) -> None:
    rows = {row["subject_id"]: row for row in json.loads(worklist(run, format="json"))}
    assert rows["s4"]["why"] == "Borrower reminded every week (too late)"
    assert (rows["s2"]["owed_by"], rows["s2"]["owner"], rows["s2"]["inherited"]) == ("member", "kim", True)
    assert (rows["s1"]["owner"], rows["s1"]["inherited"]) == ("o1", False)
    assert rows["s1"]["by_when"] == "9 March 2017 14:05, 22 days ago"
    assert rows["s2"]["due"] == "2017-04-03T23:59:00+01:00"
    assert rows["s2"]["by_when"] == "3 April 2017 23:59, in 2 days"
    assert (rows["s6"]["due"], rows["s6"]["by_when"]) == (None, "no date yet")


def test_a_table_for_people(run: Path) -> None:
    text = worklist(run)
    assert text.splitlines()[0].split() == ["RISK", "BY", "WHEN", "WHY,", "AND", "WHICH", "DUTY", "SUBJECT", "WHO", "TEAM"]
    assert "kim (inherited)" in text and "loan-returned|s1|t1" in text
    assert text.endswith("5 duties, as at 31 March 2017 23:59.")
    assert worklist(run, limit=2).endswith("The first 2 of 5 duties; --format csv gives all, as at 31 March 2017 23:59.")
    assert worklist(run, status="missed") == "Nothing is on this list as at 31 March 2017 23:59."


def test_where_nothing_could_be_measured_an_empty_list_is_no_good_news(tmp_path: Path) -> None:
    library = made_library(tmp_path / "library")
    lacking = {"verdict": "cannot", "missing": ["loan"]}
    by_standard = {name: lacking for name in ("loan-returned", "loan-reminded")} | {"look-whole": {"verdict": "can"}}
    none = made_run(tmp_path / "none", library, by_standard=by_standard)
    said = ("No such duty could be measured with these records, so nothing is known of what is left to do. "
            "The report's page \"Not measured\" says what they lack.")
    assert worklist(none) == said
    some = made_run(tmp_path / "some", library, by_standard=by_standard | {"loan-reminded": {"verdict": "partly"}})
    assert worklist(some) == "Nothing is on this list as at 31 March 2017 23:59."
    assert worklist(some, standard="loan-returned") == said
    assert worklist(some, standard="loan-reminded") == "Nothing is on this list as at 31 March 2017 23:59."


def test_a_duty_stays_whole_on_its_line_where_the_terminal_is_narrow(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    lines = worklist(run).splitlines()
    assert max(len(line) for line in lines) <= 100
    assert any(" loan-reminded|s4|t4" in line for line in lines)


def test_text_from_records_can_steer_neither_terminal_nor_spreadsheet(tmp_path: Path) -> None:
    hostile = duty(1, "overdue", subject_id="=cmd()|[bold]\x1b[31m", owner_now=None, team_now=None, area="＝1+1")
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), [hostile])
    table = worklist(run)
    assert "\x1b" not in table and "[bold]" in table and "no owner" in table
    row = next(csv.DictReader(io.StringIO(worklist(run, format="csv"))))
    assert row["subject_id"].startswith("'=cmd()") and row["area"] == "'＝1+1"
    assert (row["owner"], row["inherited"]) == ("", "no")


@pytest.mark.parametrize(("chosen", "says"), [
    ({"standard": "loan-returnd"}, "Did you mean 'loan-returned'?"),
    ({"status": "overdu"}, "Did you mean 'overdue'?"),
    ({"status": "x"}, "Known: cannot_tell, due"),
    ({"owner": "kim", "status": "met"}, "live work only"),
    ({"due_within": "soon"}, "is not a length of time"),
    ({"due_within": "3 hours leaving out sundays"}, "is not a day set"),
    ({"due_within": "90000 years"}, "is longer than any clock"), ({"due_within": "9000 working days"}, "reaches beyond"),
    ({"team": "bleu"}, "no duty of this run was ever held by 'bleu'. Did you mean 'blue'?"),
    ({"team": "'; DROP TABLE x; --"}, "no duty of this run was ever held by"),
    ({"area": "sough"}, "no duty of this run lies in 'sough'. Did you mean 'south'?"),
    ({"owner": "kimm"}, "Did you mean 'kim'?"),
    ({"owner": "nobody at all"}, "Known: kim, lee, o0"),
    ({"format": "xml"}, "none of table, csv and json"),
])
def test_what_cannot_be_asked_is_refused_with_a_mend(run: Path, chosen: dict[str, Any], says: str) -> None:
    with pytest.raises(Problems) as refused:
        worklist(run, **chosen)
    assert says in str(refused.value)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    def refusal(folder: Path) -> str:
        with pytest.raises(Problems) as refused:
            open_run(folder)
        return str(refused.value)

    assert "there is no such folder" in refusal(tmp_path / "none")
    assert "is not a run" in refusal(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    assert "cannot be read" in refusal(tmp_path)
    (tmp_path / "manifest.json").write_text('{"library": {"zone": "x"}}', encoding="utf-8")
    said = refusal(tmp_path)
    assert all(words in said for words in ("says nothing of 'as_at'", "ledger.parquet: is missing"))
    whole = dict.fromkeys(("as_at", "as_at_utc", "records", "duties", "by_standard"), "") | {"library": {"zone": "Nowhere/x"}}
    (tmp_path / "manifest.json").write_text(json.dumps(whole), encoding="utf-8")
    assert "no time zone that is known ('Nowhere/x')" in refusal(tmp_path)


def test_what_is_due_at_the_very_moment_is_due_now(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), [duty(1, "due", "2017-03-31 12:00")], as_at="2017-03-31 12:00")
    [row] = json.loads(worklist(run, format="json"))
    assert row["by_when"] == "31 March 2017 12:00, now"


def test_each_row_leads_back_to_its_record_where_the_mapping_says_where(tmp_path: Path) -> None:
    import duckdb

    rows = [duty(1, "overdue", subject_id="a/1"), duty(2, "overdue", subject_id="b")]
    tables = {"loan": {"rows": 2, "columns": ["loan_id"], "source_link": "https://records.example/{loan_id}?by={borrower_id}"}}
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), rows, records={"tables": tables})
    (run / "records").mkdir()
    duckdb.sql("SELECT * FROM (VALUES ('a/1', '<m>'), ('b', NULL)) AS t(loan_id, borrower_id)").write_parquet(
        str(run / "records" / "loan.parquet"))
    address = "https://records.example/a%2F1?by=%3Cm%3E"
    assert {row["subject_id"]: row["source_link"] for row in json.loads(worklist(run, format="json"))} == {"a/1": address, "b": ""}
    assert [row["source_link"] for row in csv.DictReader(io.StringIO(worklist(run, format="csv")))] == [address, ""]
    assert worklist(run).count(address) == 1
    assert f'<a href="{address}" rel="noreferrer">loan a/1</a>' in (write_report(run).parent / "question-1.html").read_text()
