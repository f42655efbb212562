"""The page about reading shows a page and what comes of it: what it says is so."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from peelian.cli import main

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "read_an_inspection.md"


def test_the_example_comes_out_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    document = PAGE.read_text(encoding="utf-8")
    page, table = re.findall(r"^```text\n(.+?)^```", document, re.MULTILINE | re.DOTALL)
    Path("kent.txt").write_text(page, encoding="utf-8")
    [command] = re.findall(r"^peelian (read .+)$", document, re.MULTILINE)
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out == table
    read = json.loads(Path("kent.json").read_text(encoding="utf-8"))
    investigation = next(one for one in read["questions"] if one["id"] == "investigation")
    assert [(one["sign"], one["lead_in"]) for one in investigation["findings"]] == [
        ("strength", None), ("weakness", "However, the force:"), ("weakness", "However, the force:")]
    assert [(one["value"], one["of"], one["unit"]) for one in investigation["figures"]] == [(83, 92, "cases")]
    deadline = investigation["areas_for_improvement"][0]["deadline"]
    assert (deadline["within"], deadline["unit"]) == (3, "months")
