"""The page that takes an analyst to a standard of their own: every file, command and quotation of it, in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.yaml_file import read_yaml
from tests.architecture.tree import ROOT
from tests.docs.page import run_page

PAGE = ROOT / "docs" / "how-to" / "write_your_own_standard.md"


def test_the_page_leads_to_a_standard_that_runs(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_page(PAGE, capsys) == 10
    for file in Path("OURS").rglob("*.yaml"):
        schema = file.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
        assert schema and (file.parent / schema).is_file(), f"an editor would not find the schema of {file}"
    assert read_yaml(Path("OURS/library.yaml")).data["name"] == "england_and_wales"
