"""Where a library is, and how progress is told."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from peelian.libraries import BUILT_IN, DEFAULT, built_in_names, library_path
from peelian.problems import Problems
from peelian.progress import on_terminal, silent


def test_a_built_in_library_is_found_by_its_name() -> None:
    assert library_path(DEFAULT) == BUILT_IN / DEFAULT
    assert DEFAULT in built_in_names()


def test_a_library_of_ones_own_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lending").mkdir()
    (tmp_path / "lending" / "library.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert library_path("lending").resolve() == tmp_path / "lending"
    assert library_path(tmp_path / "lending") == tmp_path / "lending"


def test_a_file_is_no_library(tmp_path: Path) -> None:
    file = tmp_path / "library.yaml"
    file.touch()
    with pytest.raises(Problems, match="is a file, not a folder"):
        library_path(file)


def test_progress_is_quiet_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with on_terminal() as progress:
        assert progress is silent
        progress("Reading", 1, 2)
    assert pipe.getvalue() == ""


def test_progress_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with on_terminal() as progress:
        progress("Reading", 1, 3)
        progress("Reading", 3, 3)
    assert "Reading" in terminal.getvalue() and "3/3" in terminal.getvalue()
