"""The page about linking: its commands run in their order on its own example, and what it says is shown is shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from peelian.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "link_findings.md"


def unsure(words: str) -> str:
    """Without how sure the method was: that changes with every standard that is added, and the page says so."""
    return re.sub(r"\((likely|possible), \d+%\)", "(sure)", words)


def test_the_commands_of_the_page_do_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "600")  # so that nothing wraps
    text = PAGE.read_text(encoding="utf-8")
    [page] = re.findall(r"^```text\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    Path("inspections").mkdir()
    Path("page.txt").write_text(page, encoding="utf-8")
    shown: dict[str, str] = {}
    for line in re.findall(r"^peelian (.+)$", text, re.MULTILINE):
        assert main(shlex.split(line)) == 0, line
        shown[line.split(" --")[0]] = capsys.readouterr().out
    said = re.findall(r"^```said\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(said) == 2
    for words in "\n".join(said).splitlines():
        assert unsure(words) in unsure(shown["link inspections/2017.json"])
    history = shown["link history inspections/2017.json"]
    assert "keeping victims informed" in history and "no standard measures this" in history
    assert "confirmed by A. Reader" in shown["library said vcop-contact-plan"]
    assert main(["link", "inspections/2017.json"]) == 0
    assert "vcop-contact-plan (confirmed by A. Reader" in capsys.readouterr().out
