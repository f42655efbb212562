"""Rows of one key that were entered one after another: a run sees the version that stood at its moment."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from peelian.cli import main
from peelian.clocks import micros
from peelian.records.mapping import Mapping
from peelian.records.reading import read_records
from peelian.records.tables import Table

from .conftest import LOAN

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
TABLES = {"loan": Table.model_validate({**LOAN, "columns": {
    name: column for name, column in LOAN["columns"].items() if name != "member_id"}})}
VERSIONS = """loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at,entered_at
a,2017-01-01 10:00,book,,,,,2017-01-01 10:00
a,2017-01-01 10:00,book,2017-01-03 10:00,,,,2017-02-20 09:00
b,2017-01-01 10:00,book,2017-01-03 10:00,,,,2017-02-20 09:00
b,2017-01-01 10:00,book,,,,,2017-01-01 10:00
"""
LAST = "mapping: own\ntitle: Own\ntables:\n  loan:\n    duplicates: {same_key: keep_last, by: entered_at}\n" \
       "    sources: [{files: loan.csv, same_names: true}]\n"


@pytest.mark.parametrize(("as_at", "status", "reason"), [
    ("2017-02-01", "overdue", "not yet known at the run's moment"), ("2017-03-01", "met", "repeated key")])
@pytest.mark.parametrize("mapping", [None, LAST])
def test_a_run_judges_what_had_been_entered_by_its_moment(tmp_path: Path, as_at: str, status: str, reason: str,
                                                          mapping: str | None) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text(VERSIONS)
    (tmp_path / "own.yaml").write_text(mapping or "")
    options = ["--mapping", str(tmp_path / "own.yaml")] if mapping else []
    assert main(["assess", str(tmp_path / "data"), "--as-at", as_at, "--out", str(tmp_path / "run"), "--library", str(LENDING),
                 *options]) == 0
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["duties"] == {status: 2}
    assert manifest["records"]["set_aside_by_reason"] == {reason: 2}
    assert manifest["records"]["rows_read"] == 4 and manifest["records"]["rows_accepted"] == 2


@pytest.mark.parametrize(("as_at", "matched", "rows"), [("2017-01-31", 0, 1), ("2017-02-28", 1, 2), ("2017-12-31", 3, 3)])
def test_links_are_those_among_what_was_known_at_the_run_s_moment(tmp_path: Path, as_at: str, matched: int, rows: int) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "loan.csv").write_text(
        "loan_id,lent_at,thing,entered_at\na,2017-01-01 10:00,book,2017-03-09 10:00\nb,2017-02-01 10:00,book,2017-02-01 10:00\n")
    (tmp_path / "data" / "reminder.csv").write_text(
        "reminder_id,loan_id,sent_at\nr1,a,2017-01-05 10:00\nr2,b,2017-02-05 10:00\nr3,b,2017-03-05 10:00\n")
    assert main(["assess", str(tmp_path / "data"), "--as-at", as_at, "--out", str(tmp_path / "run"), "--library", str(LENDING)]) == 0
    [link] = [one for one in json.loads((tmp_path / "run" / "manifest.json").read_text())["links"]
              if one["link"] == "reminder.loan_id to loan.loan_id"]
    assert (link["matched"], link["rows"]) == (matched, rows)


def test_a_check_takes_the_newest_version(tmp_path: Path) -> None:
    seen, aside = read([("a", 1, 1, 1), ("a", 1, 4, 2), ("a", 1, None, 3)], "keep_newest", None)
    assert [row["pages"] for row in seen] == [2] and aside == {"repeated key": 2}


def test_rows_that_say_nothing_of_their_entry_keep_the_order_of_the_file() -> None:
    assert [row["pages"] for row in read([("a", 1, None, 1), ("a", 1, None, 2)], "keep_newest", None)[0]] == [1]


Row = tuple[str, int, int | None, int]  # key, the days on which it happened and was entered, and what it says
rows = some.lists(some.tuples(some.sampled_from("ab"), some.integers(1, 5), some.none() | some.integers(1, 5), some.integers(1, 3)),
                  min_size=1, max_size=6)


def at(day: int | None) -> str:
    return f"2021-01-{day:02} 10:00:00" if day else ""


def moment(day: int) -> datetime:
    return datetime(2021, 1, day, 12)


def read(versions: list[Row], same_key: str, day: int | None) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What a run as at noon of a day sees, and what was set aside."""
    mapping = Mapping.model_validate({"mapping": "own", "title": "Own", "tables": {"loan": {
        "duplicates": {"same_key": same_key}, "sources": [{"files": ["loan.csv"], "same_names": True}]}}})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "loan.csv").write_text("loan_id,lent_at,entered_at,pages\n" + "".join(
            f"{key},{at(lent)},{at(entered)},{pages}\n" for key, lent, entered, pages in versions))
        account = read_records(folder / "loan.csv", TABLES, mapping, folder / "out", "UTC",
                               as_at=None if day is None else micros(moment(day).replace(tzinfo=UTC)))
        found = pyarrow.parquet.read_table(folder / "out" / "records" / "loan.parquet").to_pylist()
    if day is not None:
        found = [row for row in found if row["lent_at"] <= moment(day) and (row["entered_at"] or row["lent_at"]) <= moment(day)]
    return sorted(found, key=lambda row: row["loan_id"]), account.set_aside_by_reason


@settings(max_examples=40)
@given(rows, some.sampled_from(["keep_newest", "keep_first", "keep_last", "set_aside_all"]), some.integers(1, 5))
def test_a_past_run_sees_the_rows_that_the_records_of_that_day_would_give(versions: list[Row], same_key: str, day: int) -> None:
    cut = [row for row in versions if (row[2] or row[1]) <= day]
    assert read(versions, same_key, day)[0] == (read(cut, same_key, day)[0] if cut else [])
