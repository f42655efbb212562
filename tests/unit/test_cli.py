"""The command's own work: exit codes and words. What the commands do is proved where they do it."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peelian import __version__
from peelian.cli import main
from peelian.failures import ended_by
from peelian.problems import Problem, Problems

Door = Callable[[str, str, Any], None]
MARK = "library.yaml"


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    """Put something in the place of one function that a command calls."""

    def put(module: str, function: str, replacement: Any) -> None:
        stand_in = types.ModuleType(module)
        setattr(stand_in, function, replacement)
        monkeypatch.setitem(sys.modules, module, stand_in)

    return put


@pytest.fixture
def library(tmp_path: Path) -> str:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / MARK).write_text("name: own\n")
    return str(folder)


def raising(error: BaseException) -> Callable[..., str]:
    def work(*_: object) -> str:
        raise error

    return work


def test_what_is_done_ends_with_0(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    door("peelian.duties.explain", "explain", lambda run, duty: f"{duty} of {run}")
    assert main(["explain", "RUN", "d1"]) == 0
    assert capsys.readouterr().out == "d1 of RUN\n"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"peelian {__version__}\n"


def test_every_problem_is_told_and_ends_with_1(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    problems = Problems([Problem("b.csv row 2", "'x' is no date.", "Write 2022-01-31."), Problem("a.csv", "is empty.")])
    door("peelian.duties.explain", "explain", raising(problems))
    assert main(["explain", "RUN", "d1"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "a.csv: is empty.\nb.csv row 2: 'x' is no date. Write 2022-01-31.\n2 problems.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["asess"], "Did you mean 'assess'?"),
        (["assess", "DATA", "--out", "RUN"], "--as-at"),
        (["explain", "RUN"], "DUTY_ID"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


def test_our_fault_ends_with_3_and_hides_the_traceback(
    door: Door, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PEELIAN_TRACEBACK", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    door("peelian.duties.explain", "explain", raising(ZeroDivisionError("secret of a record")))
    assert main(["explain", "RUN", "d1"]) == 3
    shown = capsys.readouterr().err
    assert "Traceback" not in shown and "secret" not in shown
    (file,) = tmp_path.glob("peelian-fault-*.txt")
    assert file.name in shown
    assert "ZeroDivisionError: secret of a record" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0, "nobody else may read it"


def test_our_fault_shows_the_traceback_to_whoever_asks(
    door: Door, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEELIAN_TRACEBACK", "1")
    door("peelian.duties.explain", "explain", raising(ZeroDivisionError("here")))
    assert main(["explain", "RUN", "d1"]) == 3
    assert "ZeroDivisionError: here" in capsys.readouterr().err


def test_our_fault_is_told_even_where_nothing_can_be_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PEELIAN_TRACEBACK", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    assert ended_by(ZeroDivisionError()) == 3
    assert "PEELIAN_TRACEBACK=1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "runs/RUN/ledger.parquet"), 1,
         "The disk that holds runs/RUN: no space is left on the disk. Free some, or"),
        (OSError(errno.ENOSPC, "No space left on device", "runs/.RUN.unfinished-12/records/loan.parquet"), 1,
         "The disk that holds runs: no space is left on the disk."),
        (OSError(errno.EFBIG, "File too large", "RUN/ledger.parquet"), 1, "Raise the limit (`ulimit -f` shows it)"),
        (RuntimeError("IO Error: No space left on device"), 1, "no space is left on the disk"),
        (PermissionError(errno.EACCES, "Permission denied", "RUN"), 1, "RUN: Permission denied."),
        (MemoryError(), 1, "out of memory"),
        (KeyboardInterrupt(), 130, "Stopped."),
    ],
)
def test_what_the_machine_or_a_person_refuses(
    error: BaseException, code: int, words: str, door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    door("peelian.duties.explain", "explain", raising(error))
    assert main(["explain", "RUN", "d1"]) == code
    assert words in capsys.readouterr().err


def test_a_case_that_does_not_come_out_ends_with_1(
    door: Door, library: str, capsys: pytest.CaptureFixture[str]
) -> None:
    door("peelian.duties.cases", "report_cases", lambda library, standard: ("1 of 2", False))
    assert main(["library", "cases", "--library", library]) == 1
    assert capsys.readouterr().out == "1 of 2\n"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("england_and_wale", "Did you mean 'england_and_wales'?"),
        ("zzz", "Known: england_and_wales"),
        ("./nowhere", "there is no such folder"),
        (os.curdir, f"holds no {MARK}"),
    ],
)
def test_a_library_that_is_none_is_told_with_its_mend(
    given: str, words: str, door: Door, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    door("peelian.inspections.library_check", "check", lambda library: "not reached")
    assert main(["library", "check", "--library", given]) == 1
    assert words in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_gets_no_traceback() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m peelian --help | true"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr


def test_a_command_that_is_terminated_puts_away_what_it_began(door: Door, tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    def work(*_: object) -> str:
        begun.mkdir()
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            return "not reached"
        finally:
            begun.rmdir()

    door("peelian.duties.explain", "explain", work)
    before = signal.getsignal(signal.SIGTERM)
    assert main(["explain", "RUN", "d1"]) == 128 + signal.SIGTERM
    assert not begun.exists()
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_an_ending_that_other_code_took_for_an_error_is_still_an_ending(door: Door, number: int, code: int) -> None:
    def work(*_: object) -> str:
        try:
            os.kill(os.getpid(), number)
            return "not reached"
        except BaseException as stopped:  # as a library does that is stopped while it is being imported
            raise RuntimeError("could not be imported") from stopped

    door("peelian.duties.explain", "explain", work)
    assert main(["explain", "RUN", "d1"]) == code
