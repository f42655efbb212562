"""The whole way from real files to a report, where they are at hand: open data of a force, and an event log of permits."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import duckdb
import pytest

from peelian.cli import main

ROOT = Path(__file__).parents[2]
STREET, OUTCOMES = 108_465, 85_099
LAST_EVENT = "2012-01-23T15:42:54.644+01:00"


def assessed(data: Path, out: Path, *options: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The manifest and the report's data of a run made by the command."""
    assert main(["assess", str(data), "--out", str(out), *options]) == 0
    return (json.loads((out / "manifest.json").read_text(encoding="utf-8")),
            json.loads((out / "report" / "internal" / "report.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def force(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    out = tmp_path_factory.mktemp("force") / "run"
    found = assessed(real_data / "police-uk" / "hertfordshire-2021", out, "--mapping", "data_police_uk", "--as-at", "2022-01-31")
    return out, *found


def test_every_row_of_the_force_stands_in_the_manifest(force: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    out, manifest, _ = force
    records = manifest["records"]
    read = {name: sum(one["rows_read"] for one in records["files"] if one["table"] == name)
            for name in ("crime", "crime_outcome")}
    assert read == {"crime": STREET, "crime_outcome": OUTCOMES}
    assert records["rows_read"] == STREET + OUTCOMES == records["rows_accepted"] + records["rows_set_aside"]
    assert records["set_aside_by_reason"] == {
        "anti-social behaviour carries no crime ID": 27_858, "repeated key": 4, "exact duplicate": 3_103,
        "outcome of the crime named again": 3_700}
    kept = duckdb.sql(f"SELECT count(*) FROM '{out}/set_aside.parquet'").fetchall()[0][0]
    assert kept == records["rows_set_aside"]


def test_months_give_two_measures_of_outcomes_and_no_duty(force: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    _, manifest, report = force
    verdicts = {name: one["verdict"] for name, one in manifest["by_standard"].items()}
    measured = {name for name, verdict in verdicts.items() if verdict != "cannot"}
    assert measured == {"outcome-rates", "outcome-rates-cohort"}
    assert sum(manifest["duties"].values()) == 0
    assert {name for name, one in report["measures"].items() if one["readings"]} == measured
    assert all(one["why_not_measured"] for name, one in report["measures"].items() if name not in measured)


def test_outcomes_by_month_are_those_that_plain_counting_gives(
    force: tuple[Path, dict[str, Any], dict[str, Any]], real_data: Path
) -> None:
    """Each outcome of a crime once, in the month that first names it; and crimes with a charge, by the month of the crime."""
    _, _, report = force
    folder = real_data / "police-uk" / "hertfordshire-2021"
    outcomes = duckdb.sql(f"""
        WITH named AS (SELECT "Crime ID" AS crime, "Outcome type" AS outcome, min(Month) AS month
                       FROM read_csv('{folder}/outcomes/*.csv', all_varchar = true) GROUP BY ALL)
        SELECT month, count(*) FILTER (outcome = 'Suspect charged'), count(*) FROM named GROUP BY 1 ORDER BY 1""").fetchall()
    crimes = duckdb.sql(f"""
        WITH charged AS (SELECT DISTINCT "Crime ID" AS crime FROM read_csv('{folder}/outcomes/*.csv', all_varchar = true)
                         WHERE "Outcome type" = 'Suspect charged'),
             crimes AS (SELECT "Crime ID" AS crime, min(Month) AS month
                        FROM read_csv('{folder}/street/*.csv', all_varchar = true) WHERE "Crime ID" IS NOT NULL GROUP BY 1)
        SELECT month, count(charged.crime), count(*) FROM crimes LEFT JOIN charged USING (crime) GROUP BY 1 ORDER BY 1
        """).fetchall()
    assert by_month(report["measures"]["outcome-rates"]) == [(charges, every) for _, charges, every in outcomes]
    assert by_month(report["measures"]["outcome-rates-cohort"]) == [(charges, every) for _, charges, every in crimes]
    assert sum(charges for month, charges, _ in outcomes if month > "2021-01") == 5_896


def by_month(measure: dict[str, Any]) -> list[tuple[int, int]]:
    """The two counts of each month as the chart's table shows them, oldest first."""
    rows = measure["charts"][0]["table"]["rows"]
    return [(int(row[1].replace(",", "")), int(row[2].replace(",", ""))) for row in reversed(rows)]


def test_nothing_is_claimed_beyond_what_the_extract_covers(force: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    _, _, report = force
    period, cohort = report["measures"]["outcome-rates"], report["measures"]["outcome-rates-cohort"]
    for reading in (period["readings"][1], cohort["readings"][0]):
        assert "its records begin in January 2021" in reading["period"]
    assert "2,768 of 42,256 records: 6.6% (6.3 to 6.8)" in cohort["readings"][0]["sentence"]
    assert sum(row[-1] == "too early" for row in cohort["charts"][0]["table"]["rows"]) == 6
    assert any("an earlier month has had longer" in words for words in cohort["cannot_show"])
    assert "cannot be assured: weak link" in cohort["marks"]
    assert "cannot be assured: weak link" not in period["marks"]  # an outcome is counted whether or not its crime is at hand
    limits = " ".join(report["limits"])
    assert "Nothing says when the rows of crime and crime_outcome were entered" in limits
    assert "crime.created_at, crime.reported_at and crime_outcome.assigned_at" in limits
    assert any("knows months, not days" in words for words in report["accounting_warnings"])


@pytest.fixture(scope="module")
def permits(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("permits") / "run"
    manifest, _ = assessed(real_data / "event-logs", out, "--library", str(ROOT / "examples" / "permits"), "--mapping", "receipt",
                           "--as-at", LAST_EVENT)
    return out, manifest


def test_each_permit_is_late_overdue_or_in_time(permits: tuple[Path, dict[str, Any]]) -> None:
    _, manifest = permits
    records = manifest["records"]
    assert (records["rows_read"], records["rows_accepted"]) == (8_577, 1_434)
    assert records["set_aside_by_reason"] == {"exact duplicate": 7_143}  # the events of a case each repeat it
    assert manifest["duties"] == {"due": 66, "met": 952, "met_late": 377, "overdue": 39}
    assert 66 + 39 == 105 and 952 + 377 == 1_329


def test_the_two_ends_before_their_start_are_days_and_not_midnights(permits: tuple[Path, dict[str, Any]]) -> None:
    out, _ = permits
    coarse = duckdb.sql(f"""SELECT case_id, ended_at__latest > ended_at, ended_at < started_at, ended_at__latest >= started_at
                            FROM '{out}/records/permit_case.parquet'
                            WHERE ended_at__latest > ended_at OR ended_at < started_at ORDER BY 1""").fetchall()
    assert coarse == [("case-10862", True, True, True), ("case-8267", True, True, True)]
    ledger = duckdb.sql(f"SELECT subject_id, status FROM '{out}/ledger.parquet' "
                        "WHERE subject_id IN ('case-10862', 'case-8267')").fetchall()
    assert sorted(ledger) == [("case-10862", "met"), ("case-8267", "met")]


def test_the_commands_of_the_example_give_what_its_page_shows(
    real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "examples" / "permits" / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\.venv/bin/peelian (.+)$", page, re.MULTILINE)
    assert [command.split()[0] for command in commands] == ["library", "library", "library", "check", "assess", "worklist"]
    places = {"DATA": str(real_data / "event-logs"), "RUN": str(tmp_path / "run")}
    for command in commands:
        assert main([places.get(word, word) for word in shlex.split(command)]) == 0, command
    [shown] = re.findall(r"^```\n(Read .+?)^```", page, re.MULTILINE | re.DOTALL)
    assert shown in capsys.readouterr().out.replace(places["RUN"], "RUN")
