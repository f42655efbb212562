"""A force's own values: from which day they hold, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.clocks import NEVER, Duration
from peelian.libraries import library_path
from peelian.problems import Problems
from peelian.standards.library import read_library

LENDING = Path(__file__).parents[2] / "libraries" / "lending"


def settings(folder: Path, text: str) -> Path:
    file = folder / "force.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_dated_value_holds_from_its_day_and_the_librarys_stands_beside_it(tmp_path: Path) -> None:
    own = settings(tmp_path, "parameters:\n  loan_length:\n    - {from: 2017-04-01, value: 21 days}\n")
    rules = read_library(LENDING, own).resolve()["loan-returned"].duties
    lengths = [(rule.settings, rule.edition, rule.clock.lengths[-1][1]) for rule in rules]
    assert lengths == [("force", "2015-01-01", Duration(28, "day")),
                       ("force", "2015-01-01/2017-04-01", Duration(21, "day")),
                       ("library", "2015-01-01", Duration(28, "day"))]
    assert rules[0].in_force_to == rules[1].in_force_from
    assert rules[1].in_force_to == rules[2].in_force_to == NEVER


def test_a_force_says_where_its_response_clock_starts(tmp_path: Path) -> None:
    own = settings(tmp_path, "parameters: {immediate_clock_starts: incident.created_at}\n")
    rules = read_library(library_path("england_and_wales"), own).resolve({"response-immediate"})["response-immediate"].duties
    assert {rule.settings: str(rule.clock.starts.ref) for rule in rules} == {  # type: ignore[union-attr]
        "force": "incident.created_at", "library": "grade_history.set_at"}


@pytest.mark.parametrize(("text", "words"), [
    ("parameters: {loan_lenght: 21 days}\n", "force.yaml:1: 'loan_lenght' is not a parameter. Did you mean 'loan_length'?"),
    ("parameters:\n  loan_length:\n    - {from: 2017-02-30, value: 21 days}\n", "force.yaml:3: is not a dated value"),
    ("parameters: {loan_length: [21 days]}\n", "is not a dated value. Write {from: 2017-04-01, value: 21 days}."),
    ("parameters: {loan_length: 21 days\n", "is not YAML"),
    ("parameters:\n  loan_length:\n    - {from: 2017-01-01, value: 3 days}\n    - {from: 2016-01-01, value: 4 days}\n"
     "    - {from: 2017-01-01, value: 5 days}\n", "force.yaml:5: 'loan_length' has two values from 2017-01-01. Keep one."),
    ("parameters: {loan_length: ٣ days}\n", "force.yaml:1: '٣ days' is not a length of time"),
    ("parameters: {loan_length: 100000 weeks}\n", "force.yaml:1: '100000 weeks' is longer than any clock here can run"),
])
def test_a_slip_in_the_forces_file_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Problems) as refused:
        read_library(LENDING, settings(tmp_path, text))
    assert words in str(refused.value)
