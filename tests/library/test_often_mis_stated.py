"""Each case named on the page of what is often mis-stated exists, holds, and fails once the error is put into the rule."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peelian.duties.cases import read_cases, run_cases
from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import Library, read_library

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "often_mis_stated.md").read_text()
NO_CLOCK = ("fraud-national-update", "two reports sent on, one victim told after ten weeks; a package that came in counts in neither")
Change = Callable[[dict[str, Any]], None]


def rows(heading: str) -> list[tuple[str, str]]:
    """(standard, case) of each row of the table under a heading."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("|")]
    return [(row[-2], row[-1].strip()) for row in cells[2:]]


SAID, CHANGED = rows("Said, and shown"), rows("Editions that changed")


def clock(words: dict[str, Any], edition: int = -1) -> Change:
    """A change of the clock of one edition; a word set to None is left out."""
    def change(data: dict[str, Any]) -> None:
        made = {**data["editions"][edition]["clock"], **words}
        data["editions"][edition]["clock"] = {word: value for word, value in made.items() if value is not None}
    return change


def words(edition: int | None = None, **given: Any) -> Change:
    """Words put into a standard, or into one of its editions."""
    def change(data: dict[str, Any]) -> None:
        (data if edition is None else data["editions"][edition]).update(given)
    return change


def wanted_too(data: dict[str, Any]) -> None:
    data["either"].append({"each": "wanted", "starts": "wanted.declared_at", "proof": {"moment": "wanted.circulated_at"}})


HIGH = {"first": {"record": "da_risk_form", "same": "form_id", "at": "submitted_at",
                  "where": {"any": [{"officer_grade": "high"}, {"yes_count": {"at_least": 14}}]}}}
ATTENDED = {"first": {"record": "unit_status", "where": {"status": "at_scene"}}}
ERRORS: dict[str, Change] = {
    "fourteen ticks are enough": clock({"starts": HIGH}),
    "fifteen ticks on the police form": lambda data: data["proof"].update(where={"officer_grade": "high"}),
    "served on Friday evening": clock({"within": "48 hours"}),
    "served on Thursday and heard on Monday": clock({"within": "2 working days"}),
    "a superintendent agrees two days after": words(-1, clock={"starts": "civil_order.opened_at", "within": "24 hours"}),
    "arrested on Saturday at noon": clock({"within": "24 hours"}),
    "who chose every sixty days": clock({"every": "28 days", "or": None}, 0),
    "told on the fifth working day": clock({"within": "28 days", "or": None}, 0),
    "written to on the fifth working day": clock({"within": "5 days"}, 0),
    "a gap that starts after 29 June 2017": words(-1, clock={"starts": "rso.registered_on", "every": "12 months"}),
    "a wanted person has no such clock": wanted_too,
    "circulated on the third day": clock({"within": "3 days"}),
    "since April 2023 thirty-three days": clock({"within": "35 days"}),
    "since 28 October 2022 three months": clock({"within": "28 days beginning with the day", "or": None}),
    "arrested on 3 April 2017": clock({"starts": "custody_record.arrested_at"}, 0),
    "since 2019 abuse without a crime": words(-1, where={"da_risk_form.crime_id": {"known": True}}),
    "a call raised to immediate after an hour": clock({"starts": "incident.created_at"}),
    "e-mailed at nine": clock({"starts": ATTENDED}),
    "a log without a justification": lambda data: data["editions"][1].update(proof=data["editions"][0]["proof"]),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path(DEFAULT))


def failing(library: Library, standard: str, data: dict[str, Any]) -> list[str]:
    """What goes wrong in the cases of a standard that says something else."""
    file = library.files[standard]
    changed = replace(library, files={**library.files, standard: replace(file, data=data)})
    return [problem.what for problem in run_cases(changed, standard, changed.resolve({standard})[standard])[0]]


def without_editions(library: Library, standard: str) -> Any:
    """The cases of a standard, without the edition they expect: a case must fail for what it says, not for a label."""
    read = read_cases(library, standard)
    assert read is not None
    bare = [[{word: value for word, value in row.items() if word != "edition"} for row in case.expect] for case in read[1]]
    return read[0], [case.model_copy(update={"expect": rows}) for case, rows in zip(read[1], bare, strict=True)]


def test_no_error_goes_unused() -> None:
    cases = [case for _, case in SAID]
    assert [start for start in ERRORS if not any(case.startswith(start) for case in cases)] == []


@pytest.mark.parametrize(("standard", "case"), [*SAID, *CHANGED])
def test_each_case_on_the_page_exists(standard: str, case: str, library: Library) -> None:
    read = read_cases(library, standard)
    assert read is not None
    assert case in [one.name for one in read[1]]


@pytest.mark.parametrize(("standard", "case"), [row for row in SAID if row != NO_CLOCK])
def test_the_common_error_fails_the_case(standard: str, case: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peelian.duties.cases.read_cases", without_editions)
    [change] = [change for start, change in ERRORS.items() if case.startswith(start)]
    data = deepcopy(library.files[standard].data)
    change(data)
    assert any(f"'{case}'" in problem for problem in failing(library, standard, data))


@pytest.mark.parametrize(("standard", "case"), CHANGED)
def test_one_edition_alone_fails_the_case(standard: str, case: str, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peelian.duties.cases.read_cases", without_editions)
    data = library.files[standard].data
    oldest, newest = data["editions"][0], data["editions"][-1]
    alone = [{**newest, "in_force": {"from": "2000-01-01"}}, {**oldest, "in_force": {"from": oldest["in_force"]["from"]}}, oldest]
    problems = [problem for edition in alone for problem in failing(library, standard, {**data, "editions": [edition]})]
    assert any(f"'{case}'" in problem for problem in problems)
