"""Standards of one's own, tested: by `peelian library cases` in any folder, and by `peelian.testing` in Python."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from peelian.problems import Problems
from peelian.standards.library import read_library
from peelian.testing import judge, unproved, worked_cases
from tests.docs.own_library import FILES, write_own_library

STANDARD, CASES = "standards/repairs/mended-in-time.yaml", "standards/repairs/mended-in-time.cases.yaml"
LATE = {"repair_id": "b", "reported_at": "2021-07-01 10:00", "place": "street", "mended_at": "2021-07-08 09:00"}
OPEN = {"repair_id": "a", "reported_at": "2021-07-01 10:00", "place": "street"}


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small library in a folder that holds nothing else."""
    monkeypatch.chdir(tmp_path)
    write_own_library(tmp_path / "ours")
    return Path("ours")


def mended(library: Any, *rows: dict[str, Any], as_at: str = "2021-08-01") -> Any:
    return judge("mended-in-time", library=library, as_at=as_at, records={"repair": rows})


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("here", "library"), [(".", "ours"), ("ours", "."), ("ours/standards", "..")])
def test_the_cases_of_a_small_library_run_from_any_folder(
        ours: Path, here: str, library: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(here)
    assert main(["library", "cases", "--library", library]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "mended-in-time: 1 case, clause coverage 100%", "1 case of 1 standard; 2 clauses, each both true and false: 100%."]


@pytest.mark.parametrize(("left_out", "said"), [
    ("library.yaml", "--library ours: holds no library.yaml, so it is no library. Name the folder that holds it."),
    ("calendars/days.yaml", "library.yaml:5: 'days' is not a calendar of this library."),
    ("tables/repair.yaml", "tables: holds no table. A library needs tables/<name>.yaml."),
    (STANDARD, "mended-in-time.cases.yaml: no standard 'mended-in-time' stands beside these cases."),
])
def test_what_a_beginner_has_not_written_yet_is_named(
        tmp_path: Path, left_out: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    write_own_library(Path("ours"), left_out)
    assert main(["library", "cases", "--library", "ours"]) == 1
    assert said in capsys.readouterr().err


def test_a_library_without_a_standard_proves_nothing(ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (STANDARD, CASES):
        (ours / file).unlink()
    assert main(["library", "cases", "--library", "ours"]) == 1
    assert "standards: holds no standard, so there is no case to run. Write standards/<theme>/<id>.yaml" in capsys.readouterr().err


def test_an_unproved_clause_and_a_standard_without_cases_are_named(
        ours: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = FILES[STANDARD].splitlines().index("where: {repair.place: street}") + 1
    change(ours / CASES, "        - {repair_id: c, reported_at: 2021-01-04 10:00, place: park}\n", "")
    assert main(["library", "cases", "--library", "ours"]) == 1
    unseen = f"{ours / STANDARD}:{line}: where.repair.place is never false in any case. Add a case in which it is."
    assert unseen in capsys.readouterr().out
    assert any(one.endswith("where.repair.place is never false in any case. Add a case in which it is.") for one in unproved(ours))
    (ours / CASES).unlink()
    assert main(["library", "cases", "--library", "ours"]) == 1
    assert "has no worked cases. Write mended-in-time.cases.yaml beside it." in capsys.readouterr().out
    with pytest.raises(Problems, match="holds no worked case"):
        worked_cases(read_library(ours))


def test_literal_rows_are_judged(ours: Path) -> None:
    found = mended(ours, OPEN, LATE)
    assert found.statuses == [("a", "overdue"), ("b", "met_late")]
    found.expect({"subject_id": "b", "done_at": "2021-07-08 09:00"}, {"subject_id": "a", "due_at": "2021-07-06"})
    assert mended(ours, OPEN, as_at="2021-07-06").status == "due"
    assert mended(ours, OPEN, as_at="2021-07-07 00:00").status == "overdue"
    [duty] = mended(ours, OPEN).duties
    assert duty["started_at"] == datetime.fromisoformat("2021-07-01 10:00+01:00")
    assert duty["started_at"].utcoffset() == timedelta(hours=1) and duty["done_at"] is None


def test_what_counts_is_demanded_too(ours: Path) -> None:
    found = mended(ours, {"repair_id": "d", "reported_at": "2021-07-01 10:00"})
    assert found.counts == {"population_check": 1.0}
    found.expect({"subject_id": "d", "status": "cannot_tell"}, counts={"population_check": 1})
    with pytest.raises(AssertionError, match="expected population_check 2, but it is 1"):
        found.expect({"subject_id": "d"}, counts={"population_check": 2})


@pytest.mark.parametrize(("rows", "expected", "said"), [
    ([OPEN], [{"subject_id": "a", "status": "met"}], "but the records make: status overdue, subject_id a"),
    ([OPEN], [], "not expected: status overdue"),
    ([], [{"subject_id": "a"}], "but the records make: no duty"),
    ([OPEN], [{"subject": "a"}], "'subject' is not a column of the ledger. Did you mean 'subject_id'?"),
    ([OPEN], [{"due_at": "6 July"}], "'6 July' is not a moment; write 2017-03-09 14:05"),
    ([OPEN, LATE], [{"subject_id": "a"}, {"subject_id": "b", "status": "met"}], "expect 2: mended-in-time: expected"),
])
def test_a_wrong_expectation_fails_and_says_what_is_so(
        ours: Path, rows: list[dict[str, Any]], expected: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(AssertionError) as failed:
        mended(ours, *rows).expect(*expected)
    assert said in str(failed.value)


@pytest.mark.parametrize("rows", [[], [OPEN, LATE]])
def test_the_status_of_one_duty_is_not_that_of_none_or_two(ours: Path, rows: list[dict[str, Any]]) -> None:
    with pytest.raises(AssertionError, match=f"there should be one duty, and there are {len(rows)}"):
        assert mended(ours, *rows).status


@pytest.mark.parametrize(("standard", "as_at", "records", "said"), [
    ("mended", "2021-08-01", {}, "'mended' is not a standard of ours. Did you mean 'mended-in-time'?"),
    ("mended-in-time", "August", {}, "as_at: 'August' is not a moment"),
    ("mended-in-time", "2021-08-01", {"repairs": []}, "'repairs' is not a table. Did you mean 'repair'?"),
    ("mended-in-time", "2021-08-01", {"repair": [{"plaice": "street"}]}, "repair.0.plaice: 'plaice' is not a column of repair."),
    ("mended-in-time", "2021-08-01", {"repair": [{"place": "strete"}]}, "'strete' is not a value of place"),
])
def test_slips_in_what_is_asked_are_named(ours: Path, standard: str, as_at: str, records: Any, said: str) -> None:
    with pytest.raises(Problems) as refused:
        judge(standard, library=ours, as_at=as_at, records=records)
    assert said in str(refused.value)


def test_a_forces_own_values_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_own_library(Path("ours"))
    (tmp_path / "ours" / "parameters").mkdir()
    (tmp_path / "ours" / "parameters" / "repairs.yaml").write_text(
        "repair_time: {title: How soon, value: 5 days, basis: local, evidence: local}\n", encoding="utf-8")
    change(Path("ours") / STANDARD, "within: 5 days", "within: {parameter: repair_time}")
    Path("force.yaml").write_text("parameters: {repair_time: 10 days}\n", encoding="utf-8")
    own = judge("mended-in-time", library="ours", as_at="2021-08-01", records={"repair": [LATE]}, settings=Path("force.yaml"))
    own.expect({"subject_id": "b", "status": "met", "due_at": "2021-07-11"})
    with pytest.raises(Problems, match="cannot join a library that is already read"):
        judge("mended-in-time", library=read_library(Path("ours")), as_at="2021-08-01", records={}, settings=Path("force.yaml"))


def test_worked_cases_are_the_parameters_of_a_test(ours: Path) -> None:
    [case] = worked_cases(ours)
    assert str(case) == "mended-in-time: in time, late, in a park, and nobody knows where"
    case.check()
    assert unproved(ours) == []
    change(ours / CASES, "{subject_id: b, status: met_late}", "{subject_id: b, status: met}")
    [wrong] = worked_cases(read_library(ours), "mended-in-time")
    with pytest.raises(AssertionError, match="but the records make: status met_late"):
        wrong.check()
    assert [one for one in unproved(read_library(ours)) if "case 'in time, late" in one]
