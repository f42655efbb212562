"""The page on publishing a report runs as its reader would run it, and what it says of the files is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peelian.records.simulation import simulate_to
from tests.architecture.tree import ROOT
from tests.docs.page import run_page
from tests.library.made_force import FOLDER, assessed

STANDARDS = ("response-immediate", "supervisor-periodic-review", "da-risk-supervised", "outcome-rates")
PAGE = ROOT / "docs" / "how-to" / "publish_a_report.md"


def test_the_page_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("PEELIAN_JUDGEMENTS", "PEELIAN_IMPROVEMENTS", "PEELIAN_WHO"):
        monkeypatch.delenv(name, raising=False)
    simulate_to("hertfordshire_2017", FOLDER, tmp_path / "records", None, 0.01)
    run = assessed(tmp_path / "records", tmp_path / "run", STANDARDS).run
    assert run_page(PAGE, capsys, {"RUN": lambda: str(run)}) == 6
    text = PAGE.read_text(encoding="utf-8")
    for row in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE):
        for name in re.findall(r"`([\w./-]+)`", row):
            assert (tmp_path / "first" / "public" / name).exists(), name
    words = (tmp_path / "words.yaml").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```yaml\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    keys = re.findall(r"^    (\w+):", shown, re.MULTILINE)
    assert all(f"\n    {key}: " in words for key in keys) and "{share} were met in time {period} ({interval})" in words
    graded = (tmp_path / "third" / "public" / "index.html").read_text(encoding="utf-8")
    assert "<strong>Good</strong>" in graded and "A. Inspector" not in graded and "indicative" in graded
    assert (tmp_path / "fourth" / "internal" / "beside.html").is_file()
