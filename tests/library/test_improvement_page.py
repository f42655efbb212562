"""The page about improvements: every command of it runs, in its order, and what it says of them is so."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

from peelian.cli import main
from peelian.inspections.improvement.doing import read_exit_test, read_proposal
from peelian.inspections.improvement.model import ExitTest
from peelian.inspections.improvement.store import read_register
from peelian.libraries import DEFAULT, library_path
from peelian.schemas import schemas
from peelian.yaml_file import read_yaml
from tests.unit.inspections.improvement.made import run_of
from tests.unit.measures.made_run import duty

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "follow_an_improvement.md"
EXPLANATION = ROOT / "docs" / "explanation" / "improvement.md"
FIRST, SECOND = "hertfordshire-2017-vulnerability-afi-1", "hertfordshire-2017-vulnerability-afi-2"
READ = """\
Hertfordshire PEEL 2017
Effectiveness
How effective is the force at keeping people safe and reducing crime?
Last updated 22/03/2018
Good
This force is made up for a test.

Questions for Effectiveness

3
How effective is the force at protecting those who are vulnerable from harm, and supporting victims?
Requires improvement
Supervisors look at too few of the forms on which risk is written down.

Areas for improvement
- The force should, within six months, ensure that a supervisor looks at each form on which risk is assessed.
- The force should ensure that officers use body-worn cameras at domestic abuse.
"""


def blocks(kind: str, page: Path = PAGE) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [text for named, text in found if named == kind]


def made(folder: Path) -> Path:
    """A run of a made-up force: three forms in five were looked at, and since April 2018 nearly all."""
    months = [f"{year}-{month:02d}" for year in (2017, 2018) for month in range(4 if year == 2017 else 1, 13)] + ["2019-01", "2019-02"]
    rows = []
    for place, month in enumerate(months):
        late = 40 - place % 4 if month < "2018-04" else 2
        rows += [duty(number, "met_late" if number < late else "met", f"{month}-15 12:00", standard="da-risk-supervised",
                      force="hertfordshire", period=month, subject_id=f"{month}-{number}") for number in range(100)]
    return run_of(folder, library_path(DEFAULT), rows, as_at="2019-03-22", made_up={"scenario": "forms", "seed": 1})


def test_every_command_of_the_page_runs_in_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path / "RUN")
    (tmp_path / "PAGE").write_text(READ, encoding="utf-8")
    (tmp_path / "exit_test.yaml").write_text(blocks("yaml")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}
    commands = [line for block in blocks("") for line in block.splitlines()]
    for command in commands:
        words = shlex.split(command)
        assert words[0] == ".venv/bin/peelian"
        assert main(words[1:]) == 0, (command, capsys.readouterr().err)
        said[" ".join(words[1:3])] = capsys.readouterr().out
    assert len(commands) > 15
    assert f"{FIRST} (in progress): passes." in said["improve recheck"]
    assert "Asked by: 22 September 2018" in said["improve show"] and "State: Closed (made-up records)" in said["improve show"]
    assert "counted from 22 March 2018, when the page was last updated" in said["improve show"]
    standing = read_register(tmp_path / "improvements.sqlite").standing
    assert {name: one.state for name, one in standing.items()} == {FIRST: "closed", SECOND: "superseded"}
    assert [one.state for one in read_register(tmp_path / "copy.sqlite").standing.values()] == ["closed", "closed"]
    board = json.loads((tmp_path / "board" / "board.json").read_text(encoding="utf-8"))
    assert {part["id"]: len(part["table"]["rows"]) for part in board["parts"]} == {
        "open": 0, "ageing": 0, "stuck": 0, "reopened": 0, "unproved": 1, "superseded": 1, "tests": 0, "not_shown": 0, "unconfirmed": 1,
        "again": 0}  # made-up records prove nothing, so what was closed by them is told of


def test_the_files_of_both_pages_are_right(tmp_path: Path) -> None:
    library = library_path(DEFAULT)
    for number, text in enumerate([blocks("yaml")[0], blocks("yaml", EXPLANATION)[0]]):
        path = tmp_path / f"test_{number}.yaml"
        path.write_text(text, encoding="utf-8")
        assert read_exit_test(path, library).measures
    own = tmp_path / "own.yaml"
    own.write_text(blocks("yaml")[1], encoding="utf-8")
    assert read_proposal(own, library).exit_test is not None
    assert not list(jsonschema.Draft202012Validator(schemas()["improvement"]).iter_errors(read_yaml(own).data))
    assert (PAGE.parent / blocks("yaml")[1].splitlines()[0].partition("$schema=")[2]).is_file()


def test_the_words_for_what_cannot_be_measured_are_right() -> None:
    [line] = re.findall(r"`cannot_be_measured: ([^`]+)`", EXPLANATION.read_text(encoding="utf-8"))
    assert ExitTest(cannot_be_measured=line).measures == []
