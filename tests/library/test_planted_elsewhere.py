"""Another scenario comes out as planted too, and what a spoiled extract lost shows in exactly the duties it touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from peelian.records.accounting import EXACT_DUPLICATE
from peelian.records.simulation import AnswerKey, Spoiling, find_scenario, simulate, spoil
from peelian.records.simulation.scenario import Keeping
from tests.library.made_force import FOLDER, Assessed, assessed

SCALE, YEARS = 0.03, 2  # editions of all the standards were in force throughout
# A team of a well-run force stops planning its investigations in October 2017; everywhere, referrals slip slowly.
PLANTED = {
    "investigation-plan": {"in_time": 0.98, "late": 0.015, "teams": {"specialists": {
        "in_time": {"2017-09-30": 0.98, "2017-10-01": 0.4}, "late": {"2017-09-30": 0.0, "2017-10-01": 0.3}}}},
    "vcop-referral-2wd": {"in_time": {"2016-04-01": 1.0, "2018-03-22": 0.5}, "late": 0.1},
    "response-immediate": {"in_time": 0.98, "late": 0.015},
}
PLANTED_AS = {"met": "met", "met_late": "late", "missed": "never", "overdue": "never"}
STATUSES = ("met", "late", "never")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[AnswerKey, Assessed]:
    folder = tmp_path_factory.mktemp("elsewhere")
    scenario = find_scenario("all_well", FOLDER)
    keeping = {**scenario.keeping, **{name: Keeping.model_validate(one) for name, one in PLANTED.items()}}
    key = simulate(scenario.model_copy(update={"keeping": keeping}), folder / "records", YEARS, SCALE)
    return key, assessed(folder / "records", folder / "run", PLANTED)


@pytest.mark.parametrize("standard", PLANTED)
def test_every_month_and_team_counts_what_was_planted(planted: tuple[AnswerKey, Assessed], standard: str) -> None:
    key, one = planted
    expected = {(month, team, status): count for (name, month, team), counts in key.counts.items() if name == standard
                for status, count in zip(STATUSES, counts[:len(STATUSES)], strict=True) if count}
    found: Counter[tuple[str, str, str]] = Counter()
    for row in pq.read_table(one.run / "ledger.parquet").to_pylist():
        if row["standard"] == standard and row["status"] in PLANTED_AS and row["due_at"] <= one.found.run.as_at:
            found[row["period"], row["team_at_due"] or "", PLANTED_AS[row["status"]]] += 1
    assert found == expected
    assert len({status for _, _, status in expected}) == len(STATUSES)


def test_what_was_planted_in_one_team_from_one_date_is_seen_there_and_then(planted: tuple[AnswerKey, Assessed]) -> None:
    measure = planted[1].measures["investigation-plan"]
    assert measure.by_team is not None
    rate = measure.by_team.headings.index("Rate")
    shown = {row[0]: float(row[rate].rstrip("%")) for row in measure.by_team.rows if row[rate].endswith("%")}
    assert shown.pop("specialists") < 80 < 90 < min(shown.values())
    slipping = planted[1].measures["vcop-referral-2wd"]
    assert slipping.headline is not None and slipping.year_before is not None
    assert (slipping.headline.rate or 1) < (slipping.year_before.rate or 0) - 0.15


AS_AT = "2017-12-31"
STANDARDS = ("response-immediate", "vcop-suspect-event-told")
# A spoiling, the standard that leans on the table, and the column of the table that names its subject.
SPOILT = {
    "missing": (Spoiling(kind="blank", table="victim_contact", column="about_event_id", share=0.2), "vcop-suspect-event-told",
                "victim_case_id"),
    "late": (Spoiling(kind="entered_late", table="victim_contact", share=0.5, days=60), "vcop-suspect-event-told",
             "victim_case_id"),
    "zone": (Spoiling(kind="wrong_zone", table="unit_status", share=0.3, hours=1), "response-immediate", "incident_id"),
}

# What was met in time and is no longer seen as such: a contact without its event may be the one; one not yet entered is
# not seen; an arrival an hour later is late.
NOW = {"missing": {"cannot_tell"}, "late": {"due", "overdue", "missed"}, "zone": {"met_late"}}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Assessed]:
    folder = tmp_path_factory.mktemp("good")
    simulate(find_scenario("hertfordshire_2017", FOLDER), folder / "records", 1, 0.02)
    return folder / "records", assessed(folder / "records", folder / "run", STANDARDS, AS_AT)


def statuses(one: Assessed, standard: str) -> Mapping[str, tuple[str, str]]:
    """Duty → its subject and status."""
    rows = pq.read_table(one.run / "ledger.parquet", columns=["duty_id", "standard", "subject_id", "status"]).to_pylist()
    return {row["duty_id"]: (row["subject_id"], row["status"]) for row in rows if row["standard"] == standard}


@pytest.mark.parametrize("how", SPOILT)
def test_only_what_was_spoilt_is_judged_otherwise(good: tuple[Path, Assessed], tmp_path: Path, how: str) -> None:
    spoiling, standard, subject = SPOILT[how]
    key = spoil(good[0], tmp_path / "bad", [spoiling])
    bad = assessed(tmp_path / "bad", tmp_path / "run", [standard], AS_AT)
    assert bad.accounting.rows_set_aside == 0 and bad.accounting.rows_read == good[1].accounting.rows_read
    table = pq.read_table(good[0] / f"{spoiling.table}.parquet")
    subjects = dict(zip(table.column(0).to_pylist(), table[subject].to_pylist(), strict=True))
    spoilt = {subjects[row] for row in pq.read_table(key.folder / "spoilt.parquet")["key"].to_pylist()}
    before, after = statuses(good[1], standard), statuses(bad, standard)
    changed = {duty for duty in before.keys() | after.keys() if before.get(duty) != after.get(duty)}
    assert changed and {(before.get(duty) or after[duty])[0] for duty in changed} <= spoilt
    assert {after[duty][1] for duty in changed if before[duty][1] == "met"} <= NOW[how]
    assert not {duty for duty in changed if after[duty][1] == "met"}


def test_rows_exported_twice_are_set_aside_and_counted(good: tuple[Path, Assessed], tmp_path: Path) -> None:
    key = spoil(good[0], tmp_path / "bad", [Spoiling(kind="twice", table="incident", share=0.05),
                                            Spoiling(kind="twice", table="unit_status", share=0.02)])
    bad = assessed(tmp_path / "bad", tmp_path / "run", ["response-immediate"], AS_AT)
    assert sum(key.spoilt) > 200
    assert bad.accounting.set_aside_by_reason == {EXACT_DUPLICATE: sum(key.spoilt)}
    assert {one.table: one.rows for one in bad.accounting.set_aside} == dict(zip(("incident", "unit_status"), key.spoilt,
                                                                                  strict=True))
    assert bad.accounting.rows_accepted == good[1].accounting.rows_accepted
    assert statuses(bad, "response-immediate") == statuses(good[1], "response-immediate")
