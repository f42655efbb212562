"""Two forces that number their records alike: nothing of one is judged by what the other recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelian.cli import main
from peelian.records.quality import check_records
from peelian.records.reading import read_records
from peelian.records.tables import read_tables

LENDING = Path(__file__).parents[1] / "libraries" / "lending"
LOANS = ("loan_id,lent_at,thing,returned_at,lost_at,hold_reason,held_at,force_code\n"
         "1,2017-01-01 10:00,book,2017-01-03 10:00,,,,north\n1,2017-01-02 10:00,book,,,,,south\n"
         "2,2017-01-01 10:00,book,,,,,north\n2,2017-01-02 10:00,book,2017-01-03 10:00,,,,south\n"
         "3,2017-01-02 10:00,book,2017-01-03 10:00,,,,south\n4,2017-01-02 10:00,book,2017-01-03 10:00,,,,north\n")
REMINDERS = ("reminder_id,loan_id,sent_at,force_code\nr1,1,2017-01-05 10:00,north\nr2,2,2017-01-05 10:00,south\n"
             "r3,3,2017-01-05 10:00,north\nr4,4,2017-01-05 10:00,north\n")
PREFIXED = "".join(f"  {table}:\n    sources:\n      - files: {table}.csv\n        same_names: true\n        columns: "
                   "{loan_id: {expression: \"concat([force_code], '-', [loan_id])\"}}\n" for table in ("loan", "reminder"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "loan.csv").write_text(LOANS)
    (folder / "reminder.csv").write_text(REMINDERS)
    return folder


def assessed(data: Path, mapping: str = "") -> dict[str, Any]:
    (data.parent / "own.yaml").write_text(mapping)
    options = ["--mapping", str(data.parent / "own.yaml")] if mapping else []
    assert main(["assess", str(data), "--as-at", "2017-12-31", "--out", str(data.parent / "run"), "--library", str(LENDING),
                 *options]) == 0
    found: dict[str, Any] = json.loads((data.parent / "run" / "manifest.json").read_text())
    return found


def test_no_row_of_a_key_that_two_forces_use_is_judged(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = assessed(data)
    assert found["records"]["set_aside_by_reason"] == {"same key in another force": 4}
    assert found["duties"] == {"met": 2}
    [link] = [one for one in found["links"] if one["link"] == "reminder.loan_id to loan.loan_id"]
    assert link["across"] == 1
    told = "reminder.loan_id to loan.loan_id: 1 row leads from one force to a record of another."
    assert told in capsys.readouterr().out
    assert any(words.startswith(told) for words in found["records"]["warnings"])


def test_check_says_how_to_mend_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(data), "--library", str(LENDING)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "same key in another force: put the force before the key, and before each link to it, in the mapping" in said
    assert "1 row leads from one force to a record of another" in said


def test_keys_that_name_their_force_keep_the_records_apart(data: Path) -> None:
    found = assessed(data, f"mapping: own\ntitle: Own\ntables:\n{PREFIXED}")
    assert found["records"]["rows_set_aside"] == 0
    assert found["duties"] == {"met": 4, "overdue": 2}
    assert [one["across"] for one in found["links"] if one["link"] == "reminder.loan_id to loan.loan_id"] == [0]


def test_rows_of_one_force_or_of_none_that_share_a_key_are_versions(data: Path, tmp_path: Path) -> None:
    (data / "loan.csv").write_text(LOANS.replace("south", "north").replace("2017-01-03 10:00,,,,north\n3", "2017-01-03 10:00,,,,\n3"))
    tables = read_tables(LENDING)
    account = read_records(data, tables, None, tmp_path / "out", "Europe/London")
    assert account.set_aside_by_reason == {"repeated key": 2}
    quality = check_records(tmp_path / "out" / "records", tables, account)
    assert quality.warnings() == ["reminder.loan_id to loan.loan_id: 1 row leads from one force to a record of another. Where forces "
                                  "number their records alike, put the force before keys and links in the mapping."]
