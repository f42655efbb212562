"""The page about made-up forces: its commands run in their order, and what it says is in their folders is there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from peelian.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "make_up_a_force.md"


def test_the_commands_of_the_page_do_what_it_says(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    [own] = re.findall(r"^```yaml\n(.+?)^```", text, re.MULTILINE | re.DOTALL)
    Path("own.yaml").write_text(own, encoding="utf-8")
    said = {}
    for line in re.findall(r"^peelian (.+)$", text, re.MULTILINE):
        assert main(shlex.split(line)) == 0, line
        said[line.split()[0], line.split()[1]] = " ".join(capsys.readouterr().out.split())
    for file in re.findall(r"^\| `(.+?)` \|", text, re.MULTILINE):
        assert Path("RECORDS/answer_key", file).is_file()
    assert Path("SPOILT/answer_key/duties.parquet").is_file() and Path("RUN/manifest.json").is_file()
    kinds = {folder: set(pq.read_table(f"{folder}/spoil_key/spoilt.parquet")["kind"].to_pylist())
             for folder in ("SPOILT", "TWICE", "OWN")}
    every = {"blank", "twice", "entered_late", "wrong_zone"}
    assert kinds == {"SPOILT": every, "TWICE": {"twice"}, "OWN": every}
    rows = sum(one["rows"] for one in json.loads(Path("TWICE/spoil_key/summary.json").read_text())["spoilings"])
    assert f"{rows:,} set aside" in said["check", "TWICE"] and "exact duplicate" in said["check", "TWICE"]


@pytest.mark.parametrize(("how", "words"), [
    ("twise", "--how: 'twise' is no kind of spoiling and no file. Did you mean 'twice'?"),
    ("own.yaml", "own.yaml:2: 'shares' is not a word that may stand here. Did you mean 'share'?"),
])
def test_a_slip_in_what_to_spoil_is_told(how: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text("spoilings:\n  - {kind: twice, table: crime, share: 0.1, shares: 1}\n")
    assert main(["spoil", "RECORDS", "--out", "BAD", "--how", how]) == 1
    assert words in capsys.readouterr().err
    assert not Path("BAD").exists()
