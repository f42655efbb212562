"""The tutorial that follows improvements to their proof: it runs as it stands, and the answer key agrees with what it finds."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from peelian.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "follow_an_improvement.md"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^`(\w+\.yaml)`: [^`]+?```yaml\n(.+?)^```", re.MULTILINE | re.DOTALL)
ANSWERS = {"improved": {"passes"}, "seems_improved": {"cannot be told", "does not pass"}, "not_improved": {"does not pass"}}


class Told:
    """The page run in a folder of its own, section by section, and what each command printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]):
        self.capsys = capsys
        self.text = PAGE.read_text(encoding="utf-8")
        [page] = [body for kind, body in FENCE.findall(self.text) if kind == "text"]
        Path("PAGE.txt").write_text(page, encoding="utf-8")
        for name, body in FILE.findall(self.text):
            Path(name).write_text(body, encoding="utf-8")

    def run(self, section: int) -> str:
        """Run the commands of a numbered section; each of those marked refused must be refused."""
        [body] = re.findall(rf"^## {section}\. .+?(?=^## |\Z)", self.text, re.MULTILINE | re.DOTALL)
        printed = []
        for kind, fenced in FENCE.findall(body):
            commands = [line for line in fenced.splitlines() if line.startswith("peelian ")] if kind in ("", "refused") else []
            for line in commands:
                refused = kind == "refused"
                assert main(shlex.split(line)[1:]) == (1 if refused else 0), f"{line}: {self.capsys.readouterr().err}"
                shown = self.capsys.readouterr()
                printed.append(shown.err if refused else shown.out)
        return " ".join(" ".join(printed).split())

    def verdicts(self) -> dict[str, str]:
        assert main(["improve", "list", "--format", "json"]) == 0
        return {one["id"]: one["exit_test"] for one in json.loads(self.capsys.readouterr().out)}

    def state(self, name: str) -> str:
        assert main(["improve", "list", "--format", "json"]) == 0
        return next(one["state"] for one in json.loads(self.capsys.readouterr().out) if one["id"] == name)


def asked(name: str) -> list[str]:
    """The standards that the exit test of an improvement seeks, by the accepting command of the page."""
    text = PAGE.read_text(encoding="utf-8")
    file = re.search(rf"accept {name} .*--exit-test (\S+)", text)
    assert file is not None
    return re.findall(r"standard: ([\w-]+)", Path(file[1]).read_text(encoding="utf-8"))


def test_the_tutorial_tells_real_improvements_from_the_one_that_only_seems(
        tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = Told(capsys)
    assert told.run(1).count(": proposed.") == 5
    told.run(2)
    told.run(3)
    begun = told.verdicts()
    assert len(begun) == 5 and not any(verdict.startswith("passes") for verdict in begun.values())
    said = told.run(4)
    found = told.verdicts()
    assert found == dict(re.findall(r"^\| (hertfordshire-\S+) \| (.+?) \|$", told.text, re.MULTILINE))
    [quoted] = re.findall(r"^> (.+)$", told.text, re.MULTILINE)
    assert quoted in said
    key = json.loads(Path("RECORDS_2018/answer_key/summary.json").read_text(encoding="utf-8"))["improvements"]
    for name, verdict in found.items():
        [truth] = {one["truth"] for one in key if set(asked(name)) <= set(one["standards"])}
        assert verdict.removesuffix(" (made-up records)") in ANSWERS[truth], name
    refused = told.run(5)
    assert told.state("hertfordshire-2017-vulnerability-afi-2") == "Closed (made-up records)"
    assert told.state("hertfordshire-2017-investigation-afi-1") == "Evidence offered"
    assert "exit test" in refused
