"""The first page that a newcomer follows: it runs as it stands, in an empty folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peelian.duties.worklist import worklist
from tests.architecture.tree import ROOT
from tests.docs.page import run_page

PAGE = ROOT / "docs" / "tutorial" / "first_steps.md"
RUN = Path("demo/run")


def some_duty() -> str:
    """The first duty of the list that the page asks for, as its reader would pick one."""
    rows = json.loads(worklist(RUN, "response_central", None, None, None, "overdue", None, "json"))
    return str(rows[0]["duty_id"])


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_page(PAGE, capsys, {"DUTY_ID": some_duty}) == 7
    assert (RUN / "report" / "internal" / "index.html").is_file()
