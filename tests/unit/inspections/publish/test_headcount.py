"""A headcount is counted whole at one moment: what is published of it has no interval, as in the internal report."""

from __future__ import annotations

import json
from pathlib import Path

from peelian.cli import main
from tests.unit.measures.made_run import counted, made_library, made_run


def test_a_headcount_that_keeps_what_is_expected_is_published_without_an_interval_that_does_not(tmp_path: Path) -> None:
    """181 of 195 keep 90%. As of a sample, chance would put them anywhere from 88.3%, which would not."""
    library = made_library(tmp_path / "library")
    path = library / "standards" / "lending" / "desk-staffed.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "expect: {at_least: 90%, basis: local}\n", encoding="utf-8")
    rows = [counted(number, role, "undated", standard="desk-staffed") for role, many in (("held", 181), ("needed", 195))
            for number in range(many)]
    run = made_run(tmp_path / "run", library, (), rows)
    assert main(["report", str(run), "--out", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "public" / "report.json").read_text(encoding="utf-8"))
    one = next(one for one in report["measures"] if one["id"] == "desk-staffed")
    [figure] = one["figures"]
    assert one["says"] == ["keeps what is expected"]
    assert (figure["share"], figure["low"], figure["high"]) == (0.928, None, None)
    assert one["sentence"].endswith("about 180 of 195 needed: 92.8%.")
    assert any("headcount" in words for words in report["method"])
