"""Every measure of the library is broken down by whom it concerns, or says why it is not."""

from __future__ import annotations

import pytest

from peelian.libraries import DEFAULT, library_path
from peelian.standards.characteristics import Characteristics, read_all_characteristics
from peelian.standards.library import Library, read_library

SAMPLED = "audit_answer"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path(DEFAULT))


@pytest.fixture(scope="module")
def victims(library: Library) -> Characteristics:
    [found] = read_all_characteristics(library.path, library.tables)
    return found


def counted(library: Library) -> set[str]:
    """The kinds of record that the library's measures count: of duties their subjects, of answers what was looked at."""
    rules = library.resolve().values()
    return ({rule.subject_type for found in rules for rule in found.duties}
            | {rule.frame.base for found in rules for rule in found.counted if rule.role != "population_check"})


def test_each_kind_leads_to_victims_or_says_why_not(library: Library, victims: Characteristics) -> None:
    assert set(victims.looked_at) == {SAMPLED}
    assert counted(library) - {SAMPLED} == set(victims.paths) | set(victims.nobody)


def test_paths_follow_links(library: Library, victims: Characteristics) -> None:
    """Each step goes from a column to one that the tables say is the same, so that no path joins what does not belong together."""
    def means(table: str, column: str) -> str:
        found = library.tables[table].columns[column]
        return found.link or f"{table}.{column}"

    for kind, steps in victims.paths.items():
        held = f"{kind}.{library.tables[kind].key[0]}"
        for step in steps:
            assert means(step.table, step.by) == held, kind
            held = means(step.table, step.take)
        assert held == f"{victims.people.table}.{victims.people.key}", kind
