"""The page about looking into a library: its commands run, and what it says of them is so."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from peelian.cli import main
from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "how-to" / "look_into_a_library.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^peelian .+$", PAGE, re.MULTILINE)]


def test_each_command_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lending = ROOT / "tests" / "libraries" / "lending"
    for name in ("old_library", "new_library"):
        shutil.copytree(lending, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) == 4
    for command in COMMANDS:
        assert main(command) == 0, command
    assert (tmp_path / "site" / "index.html").is_file()
    said = capsys.readouterr().out
    [edition] = re.findall(r"^The edition from 1 April 2021.+?(?=^\S|\Z)", said, re.MULTILINE | re.DOTALL)
    assert "Code of Practice for Victims of Crime 2015" in edition
    assert not re.search(r"For whom|By when|What shows it done|Exception|End that", edition)
