"""The pages about judgement: the tables they show are the library's, their commands run, and their program too."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest

from peelian.inspections.frameworks import frameworks_of
from peelian.inspections.grading.entries import GradeSaid, read_entries
from peelian.inspections.grading.table import as_table, bands_table, gradings_of
from peelian.libraries import DEFAULT, library_path
from peelian.schemas import schemas
from peelian.standards.library import read_library
from peelian.yaml_file import read_yaml
from tests.docs.page import run_page
from tests.unit.inspections.improvement.made import run_of
from tests.unit.measures.made_run import duty

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "judge_a_question.md"
EXPLANATION = ROOT / "docs" / "explanation" / "judgement.md"
GOOD = ("investigation-plan", "supervisor-initial-review", "supervisor-periodic-review", "crime-recorded-24h", "outcome-valid")


def made(folder: Path) -> Path:
    """A run of a made-up force that plans, supervises and records as it should, and hands over badly."""
    months = [f"{year}-{month:02d}" for year in (2017, 2018) for month in range(4 if year == 2017 else 1, 13 if year == 2017 else 3)]
    rows = [duty(number, "missed" if standard == "handover-recorded" and number < 12 else "met", f"{month}-15 12:00", standard=standard,
                 force="hertfordshire", period=month, subject_id=f"{standard}-{month}-{number}", started_at=f"{month}-01 12:00")
            for standard in (*GOOD, "handover-recorded") for month in months for number in range(30)]
    return run_of(folder, library_path(DEFAULT), rows, as_at="2018-03-22", made_up={"scenario": "handovers", "seed": 1})


def test_the_tables_of_the_page_are_those_of_the_library() -> None:
    page = EXPLANATION.read_text(encoding="utf-8")
    tables = gradings_of(read_library(library_path(DEFAULT)))
    for table in tables.values():
        for part in (bands_table(table), as_table(table), table.note.strip(), *table.only_people.values()):
            assert part in page, f"docs/explanation/judgement.md does not show {table.grading} as it is: {part[:200]}"
    assert len(tables) == page.count("| | when | indicative grade | because |") == 2


def test_the_frameworks_of_the_page_are_those_of_the_library() -> None:
    library = read_library(library_path(DEFAULT))
    rows = dict(re.findall(r"^\| `(peel_\w+)` \|.*\| (four|five) \|$", EXPLANATION.read_text(encoding="utf-8"), re.MULTILINE))
    assert {name: {"four": 4, "five": 5}[word] for name, word in rows.items()} == {
        name: len(one.scale) for name, one in frameworks_of(library).items()}


def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path / "RUN")
    monkeypatch.chdir(tmp_path)
    assert run_page(PAGE, capsys) == 17
    grades = [one.said for one in read_entries(Path("judgements.sqlite")).all if isinstance(one.said, GradeSaid)]
    assert [(one.grade, len(one.self_checks) > 3) for one in grades] == [("good", True), ("requires improvement", True)]
    page = (tmp_path / "report" / "internal" / "question-2.html").read_text(encoding="utf-8")
    assert "Final: requires improvement" in page and "Of twenty files read" in page and "A morning meeting." not in page
    assert "Handovers" in page
    jsonschema.Draft202012Validator(schemas()["improvement"]).validate(read_yaml(Path("handovers.yaml")).data)


def test_the_program_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made(tmp_path / "RUN")
    monkeypatch.chdir(tmp_path)
    [program] = re.findall(r"^```python\n(.*?)^```", EXPLANATION.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    exec(compile(program, str(EXPLANATION), "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["prevention", "investigation", "vulnerability", "organised-crime",
                                                   "specialist-capabilities"]
