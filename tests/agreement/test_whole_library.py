"""Reference and plan give the same rows for the whole library at once, on the records of all its worked cases together."""

from __future__ import annotations

from typing import Any

import pytest

from peelian.duties.cases import instant, literal_rows, read_cases
from peelian.duties.reference import evaluate_no_duty
from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import Library, read_library
from tests.meaning import engines

MOMENTS = ("2017-03-20", "2025-06-30")  # an early one, at which much is due, and one by which every edition has come
AT_THE_RUN = ("held", "needed")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(library_path(DEFAULT))


@pytest.fixture(scope="module")
def rows(library: Library) -> engines.Rows:
    """The rows of every case. Identifiers are told apart by their case, so that no case is another's proof."""
    together: engines.Rows = {}
    number = 0
    for standard in library.files:
        read = read_cases(library, standard)
        assert read is not None
        for case in read[1]:
            number += 1
            for name, found in literal_rows(case.records, library.tables, library.about.zone).items():
                together.setdefault(name, []).extend(told_apart(library, name, row, number) for row in found)
    return together


def told_apart(library: Library, name: str, row: dict[str, Any], number: int) -> dict[str, Any]:
    columns = library.tables[name].all_columns
    return {word: f"{number}-{value}" if value is not None and word in columns and columns[word].type == "id" else value
            for word, value in row.items()}


@pytest.mark.parametrize("as_at", MOMENTS)
def test_reference_and_plan_agree_on_the_whole_library(as_at: str, library: Library, rows: engines.Rows) -> None:
    resolved = library.resolve().values()
    duties = [rule for found in resolved for rule in found.duties]
    counted = [rule for found in resolved for rule in found.counted if rule.role not in AT_THE_RUN]
    moment = instant(as_at, library.about.zone)[1]
    wanted = engines.reference(duties, counted, library.tables, rows, library.calendar, moment)
    *made, made_none = engines.whole_plan("duckdb://")(duties, counted, library.tables, rows, library.calendar, moment)
    assert made_none == evaluate_no_duty(duties, library.tables, rows, library.calendar, moment)
    for one, other in zip(wanted, made, strict=True):
        assert one
        assert in_order(other) == in_order(one)


def in_order(ledger: engines.Ledger) -> list[str]:
    return sorted(str(sorted(row.items())) for row in ledger)
