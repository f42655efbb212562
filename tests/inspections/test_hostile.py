"""Whatever the file, reading it ends soon, in little memory, with a result or a message that helps."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.inspections.hostile import FILES, Hostile

SECONDS = 60
MEMORY = 3_000_000_000


def bounded() -> None:
    """Limits of the reading process: a loop or a bomb ends it instead of the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def reading(path: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """`peelian read` in a process of its own, within its limits."""
    return subprocess.run([sys.executable, "-m", "peelian", "read", str(path), "--out", str(out)], preexec_fn=bounded,
                          capture_output=True, text=True, timeout=5 * SECONDS, check=False)


def refusal(ended: subprocess.CompletedProcess[str], path: Path, out: Path) -> None:
    """Exit code 1, a short message that names the file, no traceback, nothing written."""
    assert ended.returncode == 1, ended.stderr[-2000:]
    assert path.name in ended.stderr
    assert "Traceback" not in ended.stderr and "inside Peelian" not in ended.stderr
    assert len(ended.stderr) < 2000
    assert not out.exists()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_hostile_file_is_read_or_refused_in_bounds(file: Hostile, tmp_path: Path) -> None:
    path, out = tmp_path / file.name, tmp_path / "out.json"
    path.write_bytes(file.bytes())
    ended = reading(path, out)
    if file.ending == "refused" or (file.ending == "either" and ended.returncode == 1):
        refusal(ended, path, out)
        return
    assert ended.returncode == 0, ended.stderr[-2000:]
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["force"]["code"] == "norfolk"
    if file.ending == "read":
        assert [one["grade"]["value"] for one in found["questions"]] == ["good", "good", "inadequate", "outstanding", None]
        assert found["questions"][4]["text"] in (
            "How effective are the force’s specialist capabilities?", "How effective are the force's specialist capabilities?")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    refusal(reading(folder, tmp_path / "out.json"), folder, tmp_path / "out.json")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gone.html"
    refusal(reading(path, tmp_path / "out.json"), path, tmp_path / "out.json")


def test_an_endless_device_is_refused(tmp_path: Path) -> None:
    refusal(reading(Path("/dev/zero"), tmp_path / "out.json"), Path("/dev/zero"), tmp_path / "out.json")
