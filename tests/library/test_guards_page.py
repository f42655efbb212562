"""Each way in which a figure can be made to look better is shown by the library, and each figure is guarded or says why not."""

from __future__ import annotations

import re

import pytest

from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import read_library
from tests.library.guards import PAGE, WAYS, WITHOUT, Way, page

LIBRARY = read_library(library_path(DEFAULT))
STANDARDS = LIBRARY.standards


def test_the_page_is_that_of_the_library() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(LIBRARY), "run: python -m tests.library.guards"


@pytest.mark.parametrize("one", WAYS, ids=lambda one: one.guarded)
def test_what_shows_a_way_stands_beside_the_figure(one: Way) -> None:
    assert one.checks or one.shown_by
    assert [name for name in one.checks if STANDARDS[name].population_check is None] == []
    assert [name for name in one.shown_by if name not in STANDARDS[one.guarded].guards] == []


@pytest.mark.parametrize("name", STANDARDS)
def test_each_figure_has_a_population_check_or_says_why_not(name: str) -> None:
    assert (STANDARDS[name].population_check is None) == (name in WITHOUT)
    assert STANDARDS[name].guards or STANDARDS[name].population_check


@pytest.mark.parametrize("name", WITHOUT)
def test_where_the_check_is_said_to_stand_it_stands(name: str) -> None:
    words = WITHOUT[name]
    named = [word for word in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", words) if word in STANDARDS]
    if "check stands" in words:
        assert named and all(STANDARDS[one].population_check for one in named if "cohort-covers" not in one)
    elif words.startswith("It is itself"):
        assert name in STANDARDS[named[0]].guards


def test_guards_are_standards_and_nothing_guards_itself() -> None:
    for name, standard in STANDARDS.items():
        assert set(standard.guards) <= set(STANDARDS) - {name}
