"""A made-up force a year on: exit tests pass for what has improved, and for nothing else that was asked of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from peelian.duties.run_folder import open_run
from peelian.inspections.improvement.exit_test import Judged, judge
from peelian.inspections.improvement.model import ExitTest
from peelian.inspections.improvement.series import Measures
from peelian.records.simulation import simulate_to
from tests.library.made_force import FOLDER, assessed

STANDARDS = ("scene-evidence-recorded", "da-risk-assessed", "da-risk-supervised", "da-bwv-captured", "vcop-vps-offered",
             "vcop-needs-assessment", "supervisor-initial-review")
Asked = list[tuple[str, Judged]]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a_year_on") / "records"
    simulate_to("hertfordshire_2018", FOLDER, folder, 2, 0.1)
    return folder


def judged(records: Path, run: Path, as_at: str) -> Asked:
    """What became of each thing asked, by the answer key, and what its exit test says."""
    assessed(records, run, STANDARDS, as_at)
    opened = open_run(run)
    measures = Measures(opened, opened.library())
    asked: list[dict[str, Any]] = json.loads((records / "answer_key" / "summary.json").read_text(encoding="utf-8"))["improvements"]
    found = []
    for one in asked:
        sought = [{"standard": name, "at_least": "85%"} for name in one["standards"] if name in STANDARDS]
        test = ExitTest.model_validate({"measures": sought, "baseline": {"from": "2017-04", "to": "2018-03"}})
        found.append((str(one["truth"]), judge(test, measures, "hertfordshire")))
    return found


def test_a_year_on_the_exit_tests_tell_apart_what_improved_and_what_only_seems_to(records: Path, tmp_path: Path) -> None:
    found = judged(records, tmp_path / "later", "2019-03-22")
    assert Counter(truth for truth, _ in found) == {"improved": 2, "seems_improved": 1, "not_improved": 2}
    assert [truth == "improved" for truth, _ in found] == [one.verdict == "passes" for _, one in found]
    [seems] = [one for truth, one in found if truth == "seems_improved"]
    assert {part.part for part in seems.conditions if part.verdict != "passes"} == {"population"}
    assert seems.readings[0].moved == "better", "its rate alone would be believed"


def test_before_anything_was_done_none_passes(records: Path, tmp_path: Path) -> None:
    assert not any(one.verdict == "passes" for _, one in judged(records, tmp_path / "earlier", "2018-07-22"))
