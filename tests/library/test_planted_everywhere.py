"""Where all is well, every standard of the library is measured, none fails to keep what is expected, and each
comes out as it was planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pyarrow.parquet as pq
import pytest

from peelian.measures.breakdown.groups import NOT_RECORDED
from peelian.measures.chart_text import NOT_KEPT
from peelian.records.simulation import AnswerKey, find_scenario, simulate
from peelian.standards.characteristics import read_all_characteristics
from peelian.standards.library import read_library
from tests.library.made_force import FOLDER, Assessed, assessed

SCALE, YEARS = 0.1, 2
# Later than the scenario's own day, so that every standard had an edition in force for months. At this size some things happen
# but once or twice, and on other days perhaps not at all.
AS_AT = date(2019, 2, 28)
CHECKED = "population_check"
PLANTED_AS = {"met": "met", "met_late": "late", "missed": "never", "overdue": "never"}
@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[AnswerKey, Assessed]:
    folder = tmp_path_factory.mktemp("everywhere")
    key = simulate(find_scenario("all_well", FOLDER).model_copy(update={"as_at": AS_AT}), folder / "records", YEARS, SCALE)
    return key, assessed(folder / "records", folder / "run", read_library(FOLDER).files, AS_AT.isoformat())


def test_every_standard_is_measured(planted: tuple[AnswerKey, Assessed]) -> None:
    """What a made-up force holds covers every table that a standard needs."""
    assert {name: one.why_not_measured for name, one in planted[1].measures.items() if not one.measured} == {}
    assert {name: one.missing for name, one in planted[1].measures.items() if one.missing} == {}


def test_no_standard_is_below_what_is_expected(planted: tuple[AnswerKey, Assessed]) -> None:
    wrong = {name: one.headline.rate for name, one in planted[1].measures.items()
             if one.measured and one.headline and one.beside_expected == NOT_KEPT}
    assert wrong == {}


def test_every_measure_with_a_victim_is_told_by_age_sex_ethnicity_and_disability(planted: tuple[AnswerKey, Assessed]) -> None:
    """With what is not recorded as a group of its own; whoever has no such table says why."""
    one = planted[1]
    library = one.found.library
    [victims] = read_all_characteristics(library.path, library.tables)
    asked = [f", by {by.title.lower()} of the victim, " for by in victims.by]
    assert len(asked) == 4
    wrong = {}
    for name, measure in one.measures.items():
        rules = library.resolve({name})[name]
        kinds = {rule.subject_type for rule in rules.duties} | {rule.frame.base for rule in rules.counted if rule.role != CHECKED}
        concerned = kinds - set(victims.looked_at) <= set(victims.paths)
        found = [words for words in asked if any(words in table.caption for table in measure.by_group)]
        if concerned and found != asked and not measure.not_by_group:
            wrong[name] = "no tables, and no reason"
        if concerned and measure.headline and measure.headline.rate is not None and found != asked:
            wrong[name] = f"a rate for all, and only {found}: {measure.not_by_group}"
        if not concerned and not measure.not_by_group:
            wrong[name] = "nobody it concerns, and no reason"
        if any(NOT_RECORDED not in [row[0] for row in table.rows] for table in measure.by_group):
            wrong[name] = f"no row '{NOT_RECORDED}'"
    assert wrong == {}


def test_every_duty_that_is_measured_is_planted(planted: tuple[AnswerKey, Assessed]) -> None:
    key, one = planted
    owed = {row["standard"] for row in pq.read_table(one.run / "ledger.parquet", columns=["standard"]).to_pylist()}
    assert owed == set(key.totals()) == set(find_scenario("all_well", FOLDER).keeping)


def test_what_is_planted_comes_out(planted: tuple[AnswerKey, Assessed]) -> None:
    key, one = planted
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in pq.read_table(one.run / "ledger.parquet", columns=["standard", "status", "due_at"]).to_pylist():
        if row["status"] in PLANTED_AS and row["due_at"] is not None and row["due_at"] <= one.found.run.as_at:
            found[row["standard"]][PLANTED_AS[row["status"]]] += 1
    wanted = {name: {status: total[status] for status in ("met", "late", "never")} for name, total in key.totals().items()}
    assert {name: {status: found[name][status] for status in ("met", "late", "never")} for name in wanted} == wanted
