"""The page about comparing forces: its commands run, and its figures of Hertfordshire are those of the published files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from peelian.cli import main
from peelian.inspections.comparison.beside import Beside, beside_all
from peelian.libraries import DEFAULT, library_path
from tests.library.test_improvement_page import blocks
from tests.unit.inspections.comparison.test_comparator import library_of, published
from tests.unit.inspections.comparison.test_compare import run_of

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "compare_forces.md"
ROWS = {
    "charged or summonsed, of crimes recorded (cohort)": "outcomes_2018_19_cohort",
    "charged or summonsed, of outcomes given (period)": "outcomes_2018_19_period",
    "closed because the victim does not support action, of crimes recorded in 2018/19": "victim_does_not_support_2018_19",
    "charged or summonsed, of crimes recorded in 2024/25": "outcomes_2024_25",
    "crimes recorded in 2024/25 for each 1,000 residents": "recorded_crime_2024_25",
    "officers at 31 March 2022 for each 1,000 residents": "officers_2022",
    "sergeants and inspectors, of constables, sergeants and inspectors, at 31 March 2022": "supervisors_2022",
}


def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run_of(tmp_path, "RUN", 60, 40)
    run_of(tmp_path, "OTHER_RUN", 90, 10, "F2")
    other = tmp_path / "for-comparators"
    other.mkdir()
    published(other).rename(tmp_path / "PUBLISHED")
    library = library_of(other)
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line) for block in blocks("", PAGE) for line in block.splitlines()]
    assert [words[1] for words in commands] == ["compare", "comparator"]
    for words in commands:
        # The made-up files stand for the published ones, as the service in them does for the force.
        own = ["--library", str(library)] if words[1] == "comparator" else []
        given = ["north" if word == "hertfordshire" else word for word in words[1:]]
        assert main([*given, *own]) == 0, capsys.readouterr().err


def figure(one: Beside) -> str:
    """The figure as the page writes it."""
    share = one.counted is not None and one.figure < 1 and "for each" not in one.sentence
    shown = re.match(r"[^:]+: ([\d.]+%?)", one.sentence)
    assert shown and one.counted is not None
    return f"{shown[1]}, {one.good:,.0f} {'of' if share else 'for'} {one.counted:,.0f}"


def test_the_figures_of_hertfordshire_are_those_of_the_published_files(real_data: Path) -> None:
    found = {one.comparator: one for one in beside_all(real_data, library_path(DEFAULT), "hertfordshire").found}
    text = PAGE.read_text(encoding="utf-8")
    rows = {cells[0]: cells[1:] for line in text.splitlines() if line.startswith("| ")
            for cells in [[cell.strip() for cell in line.strip("|").split("|")]]}
    for words, name in ROWS.items():
        one = found[name]
        whole = re.search(r"All together ([\d.]+%?)\.? ", one.sentence)
        assert whole is not None
        assert rows[words] == [figure(one), whole[1].rstrip("."), "within"] and one.lies == "within", name
    score = found["severity_2021_22"].sentence
    assert score.startswith("Hertfordshire: 9.8. 2 of 41 others are lower; the middle one of all has 14.0.")
    assert "Hertfordshire 9.8; two of the 41 others are lower, and the middle one of all has 14.0" in text
    bases = {found[name].basis for name in ("outcomes_2018_19_cohort", "outcomes_2018_19_period")}
    assert bases == {"cohort", "period"}
