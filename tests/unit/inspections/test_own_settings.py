"""What a force sets for itself changes the report itself: when a month is mature, what is expected, what is material."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from peelian.inspections.report import write_report
from peelian.problems import Problems
from tests.unit.measures.made_run import counted, made_library, made_run

PARAMETERS = """
looks_mature: {title: When a look is mature, value: 2 months, basis: local, evidence: local}
looks_expected: {title: Looks expected, value: 90%, basis: local, evidence: local}
"""


def report_of(folder: Path, settings: str) -> Any:
    library = made_library(folder / "library")
    look = library / "standards" / "lending" / "look-whole.yaml"
    text = look.read_text(encoding="utf-8").replace("matures_after: 2 months", "matures_after: {parameter: looks_mature}")
    look.write_text(text + "expect: {at_least: {parameter: looks_expected}, basis: local}\n", encoding="utf-8")
    (library / "parameters" / "looks.yaml").write_text(PARAMETERS, encoding="utf-8")
    rows = [counted(number, role, f"201{year}-{month:02d}", settings=which)
            for which in (("force", "library") if settings else ("force",)) for year in (5, 6, 7) for month in range(1, 13)
            for role, many in (("denominator", 30), ("numerator", 20)) for number in range(many)]
    run = made_run(folder / "run", library, [], rows, as_at="2017-12-31",
                   overridden={"look-whole": ["looks_mature", "looks_expected"]} if settings else {})
    if settings:
        (run / "settings.yaml").write_text(settings, encoding="utf-8")
    write_report(run)
    pages = json.loads((run / "report" / "internal" / "report.json").read_text(encoding="utf-8"))
    return next(one for one in _measures(pages) if one["standard"] == "look-whole")


def _measures(value: Any) -> Any:
    if isinstance(value, dict):
        if "standard" in value and "readings" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _measures(part)


def test_the_forces_values_judge_and_the_librarys_stand_beside_them(tmp_path: Path) -> None:
    own = report_of(tmp_path / "own", "parameters:\n  looks_mature: 6 months\n  looks_expected: 50%\n")
    plain = report_of(tmp_path / "plain", "")
    assert plain["expected"].startswith("at least 90%") and own["expected"].startswith("at least 50%")
    assert "November 2016 to October 2017" in json.dumps(plain["readings"])
    assert "July 2016 to June 2017" in json.dumps(own["readings"])
    assert "November 2016 to October 2017" in json.dumps(own["library_readings"])


def test_a_month_cannot_mature_by_working_days_whoever_sets_it(tmp_path: Path) -> None:
    with pytest.raises(Problems, match=r"'20 working days'.*should leave out no days; use months, weeks or days"):
        report_of(tmp_path, "parameters:\n  looks_mature: 20 working days\n")
