"""A year on, two improvements are real and one only seems to be: the measures alone tell them apart, as the answer key has it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from peelian.clocks import months_between
from peelian.inspections.report.model import Measure
from peelian.measures.intervals import wilson
from peelian.measures.periods import months_back
from peelian.measures.spc import SHARE, Baseline, ControlChart, of_duties, of_stock, xmr
from peelian.records.simulation import simulate_to
from tests.library.made_force import FOLDER, Assessed, assessed

SCALE, YEARS, LEVEL = 0.1, 2, 0.9
STANDARDS = ("scene-evidence-recorded", "da-risk-assessed", "da-risk-supervised", "da-bwv-captured", "vcop-vps-offered",
             "supervisor-initial-review", "initial-investigation-minimum")
# The first year is the baseline of both, for a force that had asked what it would have to show.
BASELINES = {"hertfordshire_2017": ("2018-03-22", Baseline("2016-04", "2017-03")),
             "hertfordshire_2018": ("2019-03-22", Baseline("2017-04", "2018-03"))}


@dataclass(frozen=True)
class Force:
    """An assessed force with what it was asked to improve, by the answer key."""

    assessed: Assessed
    baseline: Baseline
    asked: list[dict[str, Any]]
    records: Path

    def chart(self, standard: str) -> ControlChart:
        found = self.assessed.found
        stock = found.stocks.get((standard, "force"))
        points = of_stock(stock, found.periods) if stock else of_duties(found.by_month[standard, "force"], found.periods)
        return xmr(points, "higher", target=LEVEL, baseline=self.baseline, options=SHARE)

    def measure(self, standard: str) -> Measure:
        return self.assessed.measures[standard]

    def better(self, standard: str) -> bool:
        """In each of the last three whole months better than chance allows, and together above the level beyond doubt."""
        last = self.assessed.found.periods.latest_whole
        months = months_between(months_back(last, 2), last)
        chart = self.chart(standard)
        points = [point for month in months if (point := chart.at(month)) is not None and point.counted and point.value is not None]
        low = wilson(sum((point.value or 0) * (point.counted or 0) for point in points), sum(point.counted or 0 for point in points))
        return chart.improved(months[0]) == tuple(months) and low is not None and low.low > LEVEL

    def truth(self, standards: list[str]) -> str:
        """What the measures alone say, of those standards that are measured here."""
        measured = [name for name in standards if name in STANDARDS]
        if not all(self.better(name) for name in measured):
            return "not_improved"
        return "seems_improved" if any(self.measure(name).population_check_material for name in measured) else "improved"


@pytest.fixture(scope="module")
def forces(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Force]:
    made = {}
    for name, (as_at, baseline) in BASELINES.items():
        folder = tmp_path_factory.mktemp(name)
        simulate_to(name, FOLDER, folder / "records", YEARS, SCALE)
        said = json.loads((folder / "records" / "answer_key" / "summary.json").read_text(encoding="utf-8"))
        made[name] = Force(assessed(folder / "records", folder / "run", STANDARDS, as_at), baseline, said.get("improvements", []),
                           folder / "records")
    return made


def test_a_year_on_the_measures_say_what_the_answer_key_says(forces: dict[str, Force]) -> None:
    later = forces["hertfordshire_2018"]
    assert Counter(one["truth"] for one in later.asked) == {"improved": 2, "seems_improved": 1, "not_improved": 2}
    assert {one["asked"]: later.truth(one["standards"]) for one in later.asked} == {
        one["asked"]: one["truth"] for one in later.asked}


def test_a_year_before_none_had_improved(forces: dict[str, Force]) -> None:
    before, asked = forces["hertfordshire_2017"], forces["hertfordshire_2018"].asked
    assert {before.truth(one["standards"]) for one in asked} == {"not_improved"}
    assert not any(before.measure(name).population_check_material for name in STANDARDS)


def test_what_only_seems_better_is_better_by_its_rate_and_its_guards(forces: dict[str, Force]) -> None:
    """Nothing but the population check gives it away, and the number that is counted at all."""
    later = forces["hertfordshire_2018"]
    chart = later.chart("scene-evidence-recorded")
    assert chart.variation.kind == "improvement"
    assert later.chart("initial-investigation-minimum").variation.kind != "concern"
    counted = {point.month: point.counted or 0 for point in chart.points}
    assert sum(counted[month] for month in ("2018-12", "2019-01", "2019-02")) < 0.9 * sum(
        counted[month] for month in ("2017-12", "2018-01", "2018-02"))
    assert "material" in later.measure("scene-evidence-recorded").population_check


def test_the_answer_key_has_every_scene_that_is_still_counted(forces: dict[str, Force]) -> None:
    later = forces["hertfordshire_2018"]
    standard = "scene-evidence-recorded"
    planted = {row["trigger_id"] for row in pq.read_table(later.records / "answer_key" / "duties.parquet").to_pylist()
               if row["standard"] == standard}
    ledger = {row["trigger_id"] for row in pq.read_table(later.assessed.run / "ledger.parquet").to_pylist()
              if row["standard"] == standard}
    assert ledger == planted and len(planted) > 1000
