"""A run with a force's own value: each duty counts once, and is reported at both values."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from peelian.assessment import assess
from peelian.cli import main

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
LOANS = 40


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "data").mkdir()
    rows = [f"L{number},M{number % 9},book,2017-01-02T10:00:00Z,2017-01-{12 + number % 10}T10:00:00Z,,," for number in range(LOANS)]
    header = "loan_id,member_id,thing,lent_at,returned_at,lost_at,hold_reason,held_at"
    (folder / "data" / "loan.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (folder / "force.yaml").write_text("parameters: {loan_length: 14 days}\n", encoding="utf-8")
    assess(str(folder / "data"), "2017-03-31", folder / "run", None, LENDING, folder / "force.yaml")
    return folder / "run"


def test_a_duty_judged_twice_counts_once(run: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    ledger = pq.read_table(run / "ledger.parquet", columns=["standard", "settings"]).to_pylist()
    assert [row["settings"] for row in ledger if row["standard"] == "loan-returned"].count("library") == LOANS
    assert sum(manifest["duties"].values()) == sum(row["settings"] == "force" for row in ledger) >= LOANS
    assert manifest["overridden"] == {"loan-returned": ["loan_length"]}


def test_the_report_shows_both(run: Path) -> None:
    data = json.loads((run / "report" / "internal" / "report.json").read_text(encoding="utf-8"))
    measure = data["measures"]["loan-returned"]
    own, library = measure["readings"][0]["numbers"], measure["library_readings"][0]["numbers"]
    assert (own["met"], own["met_late"], library["met"]) == (20, 20, LOANS)  # within 14 days, within 28
    assert "the service's own setting" in measure["marks"]


def test_a_report_is_written_whole_into_a_new_folder_only(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report"
    assert main(["report", str(run), "--out", str(out)]) == 0
    assert f"The internal report is {out / 'internal' / 'index.html'}." in capsys.readouterr().out
    assert (out / "internal" / "report.json").is_file()
    assert main(["report", str(run), "--out", str(out)]) == 1
    assert "is already there" in capsys.readouterr().err
