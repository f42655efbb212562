"""A run's folder is whole or not there, and the register beside it only grows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from peelian.duties.run import REGISTER, new_folder, register
from peelian.problems import Problems

MADE = "made_at_utc", "as_at", "engine", "library", "duties"
HALF = """
import sys, time
from pathlib import Path
from peelian.duties.run import new_folder
with new_folder(Path(sys.argv[1])) as work:
    (work / "half").write_text("of it")
    print(work.name, flush=True)
    time.sleep(600)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_it_appears_whole_by_one_rename(tmp_path: Path) -> None:
    out = tmp_path / "runs" / "march"
    with new_folder(out) as work:
        (work / "ledger").write_text("rows")
        assert not out.exists() and work.parent == out.parent
    assert names(out) == ["ledger"] and names(tmp_path / "runs") == ["march"]


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_what_is_there_already_is_refused_and_left_as_it_is(make: Any, tmp_path: Path) -> None:
    out = tmp_path / "march"
    make(out)
    with pytest.raises(Problems) as refused, new_folder(out):
        raise AssertionError("nothing may be done in a folder that is refused")
    assert str(refused.value).startswith(f"{out}: is already there.")
    assert names(tmp_path) == ["march"]


def test_one_that_another_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "march"
    with pytest.raises(Problems, match="is already there"), new_folder(out) as work:
        (work / "ledger").write_text("mine")
        out.mkdir()
    assert names(tmp_path) == ["march"] and names(out) == []


@pytest.mark.parametrize("error", [ValueError("wrong"), KeyboardInterrupt()])
def test_one_that_fails_leaves_nothing(error: BaseException, tmp_path: Path) -> None:
    with pytest.raises(type(error)), new_folder(tmp_path / "march") as work:
        (work / "half").write_text("of it")
        raise error
    assert names(tmp_path) == []


def test_what_a_killed_run_left_is_no_run_and_the_next_one_clears_it(tmp_path: Path) -> None:
    out = tmp_path / "march [2017]"
    with subprocess.Popen([sys.executable, "-c", HALF, str(out)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        left = other.stdout.readline().strip()
        with new_folder(tmp_path / "april"):
            assert left in names(tmp_path)
        with pytest.raises(ValueError), new_folder(out) as work:
            assert left in names(tmp_path) and work.name != left  # it still runs, and nobody takes its folder away
            raise ValueError
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert not out.exists() and left in names(tmp_path)
    with new_folder(out):
        assert left not in names(tmp_path)
    assert names(tmp_path) == ["april", "march [2017]"]


def test_what_this_process_left_behind_is_cleared_too(tmp_path: Path) -> None:
    left = tmp_path / f".march.unfinished-{os.getpid()}"
    left.mkdir()
    (left / "half").write_text("of it")
    with new_folder(tmp_path / "march") as work:
        assert names(work) == []


def manifest(as_at: str) -> dict[str, Any]:
    said: dict[str, Any] = dict.fromkeys(MADE, "x")
    return {**said, "as_at": as_at, "duties": {"met": 2}, "records": {"fingerprint": "abc", "rows_read": 9}, "timings": {}}


def test_the_register_only_grows(tmp_path: Path) -> None:
    register(tmp_path / "march", manifest("2017-03-31"))
    first = (tmp_path / REGISTER).read_text(encoding="utf-8")
    register(tmp_path / "april", manifest("2017-04-30"))
    whole = (tmp_path / REGISTER).read_text(encoding="utf-8")
    assert whole.startswith(first) and first.endswith("\n")
    entries = [json.loads(line) for line in whole.splitlines()]
    assert [(one["run"], one["as_at"], one["records"]) for one in entries] == [
        ("march", "2017-03-31", "abc"), ("april", "2017-04-30", "abc")]
    assert entries[0]["duties"] == {"met": 2} and "timings" not in entries[0]
