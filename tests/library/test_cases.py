"""Every worked case of every library, and every clause of every standard both true and false in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.duties.cases import run_cases
from peelian.libraries import library_path
from peelian.standards.check import check_library
from peelian.standards.library import Library, read_library
from peelian.standards.prose import Prose

ROOT = Path(__file__).parents[2]
LIBRARIES = {"england_and_wales": library_path("england_and_wales"), "lending": ROOT / "tests" / "libraries" / "lending",
             "permits": ROOT / "examples" / "permits"}
READ = {name: read_library(path) for name, path in LIBRARIES.items()}
STANDARDS = [(name, standard) for name, library in READ.items() for standard in library.files]


@pytest.mark.parametrize("name", LIBRARIES)
def test_nothing_is_wrong_with_the_library(name: str) -> None:
    _, problems = check_library(LIBRARIES[name])
    assert problems == []


@pytest.mark.parametrize(("name", "standard"), STANDARDS)
def test_the_cases_hold_and_reach_every_clause(name: str, standard: str) -> None:
    library: Library = READ[name]
    problems, coverage, count = run_cases(library, standard, library.resolve({standard})[standard])
    assert problems == []
    assert coverage.missing() == []
    assert count > 0


@pytest.mark.parametrize(("name", "standard"), STANDARDS)
def test_the_sentence_says_something_for_every_edition(name: str, standard: str) -> None:
    library = READ[name]
    text = Prose(library.tables, library.calendar).sentence(library.standards[standard], library.resolve({standard})[standard])
    assert len(text) > 40
    assert "None" not in text
