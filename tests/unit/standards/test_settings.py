"""A force's own values: read whole or refused, never silently left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peelian.libraries import DEFAULT, library_path
from peelian.problems import Problems
from peelian.standards.library import Library, read_library

LENDING = Path(__file__).parents[2] / "libraries" / "lending"


def read(folder: Path, text: str) -> Library:
    settings = folder / "force.yaml"
    settings.write_text(text, encoding="utf-8")
    return read_library(LENDING, settings)


def test_a_value_and_dated_values_are_read(tmp_path: Path) -> None:
    one = read(tmp_path, "parameters:\n  loan_length: 14 days\n")
    assert [(step.start, step.value) for step in one.settings["loan_length"]] == [(date(1, 1, 1), "14 days")]
    assert one.overridden("loan-returned") == ["loan_length"]
    two = read(tmp_path, "parameters:\n  loan_length:\n    - {from: 2017-04-01, value: 14 days}\n"
                         "    - {from: 2016-01-01, value: 30 days}\n")
    assert [step.start for step in two.settings["loan_length"]] == [date(2016, 1, 1), date(2017, 4, 1)]


@pytest.mark.parametrize(("text", "line", "says"), [
    ("loan_length: 14 days\n", 1, "holds no `parameters:`"),
    ("parameters: 14 days\n", 1, "holds no `parameters:`"),
    ("- loan_length\n", 1, "holds no `parameters:`"),
    ("parameters: {loan_length: 14 days}\nforce: hertfordshire\n", 2, "'force' is no part of a force's settings"),
    ("parameters:\n  loan_lenth: 14 days\n", 2, "Did you mean 'loan_length'"),
    ("parameters:\n  loan_length:\n    - {from: April, value: 14 days}\n", 3, "is not a dated value"),
    ("parameters:\n  loan_length: 14 dayz\n", 2, "is not a length of time"),
    ("parameters:\n  loan_length: true\n", 2, "is not a length of time"),
    ("parameters:\n  loan_length: 21 hours\n", 2, "'21 hours' is elapsed time, and this is calendar time. The library has"),
])
def test_what_would_not_be_read_is_refused_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(Problems) as found:
        read(tmp_path, text)
    assert says in str(found.value) and f"force.yaml:{line}" in str(found.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problems, match="holds no `parameters:`"):
        read(tmp_path, "")


@pytest.mark.parametrize(("name", "value", "says"), [
    ("review_least_length", "long", "'long' is not a whole number"), ("review_least_length", "true", "is not a whole number"),
    ("immediate_clock_starts", "5", "'5' is not text"), ("review_least_length", "120", ""),
    ("immediate_clock_starts", "incident.created_at", ""), ("needs_assessment_time", "48 hours", ""),
    ("needs_assessment_time", "2 days", "'2 days' is calendar time, and this is elapsed time"),
    ("marac_referral_time", "1 week", ""),
])
def test_a_value_is_of_the_kind_that_the_library_has(tmp_path: Path, name: str, value: str, says: str) -> None:
    settings = tmp_path / "force.yaml"
    settings.write_text(f"parameters:\n  {name}: {value}\n", encoding="utf-8")
    if not says:
        assert str(read_library(library_path(DEFAULT), settings).settings[name][0].value) == value
        return
    with pytest.raises(Problems, match=says):
        read_library(library_path(DEFAULT), settings)
