"""Populations are positive: where nothing is recorded, nothing is owed and nothing is counted."""

from __future__ import annotations

from typing import Any

import pytest

from peelian.clocks import NEVER
from peelian.duties.reference import evaluate
from tests.library.test_cases import READ, STANDARDS


@pytest.mark.parametrize(("name", "standard"), STANDARDS)
def test_empty_tables_owe_nothing(name: str, standard: str) -> None:
    assert made(name, standard, {}) == ([], [])


@pytest.mark.parametrize(("name", "standard"), STANDARDS)
def test_records_of_which_only_the_key_is_known_owe_nothing(name: str, standard: str) -> None:
    rows = {table.table: [{**{word: column.blank_means for word, column in table.columns.items()
                              if column.blank_means is not None}, **dict.fromkeys(table.key, "x")}]
            for table in READ[name].tables.values()}
    assert made(name, standard, rows) == ([], [])


def made(name: str, standard: str, rows: dict[str, list[dict[str, Any]]]) -> tuple[list[Any], list[Any]]:
    """The duties and the counted rows that a standard makes of records, its capacity aside (it has no moment)."""
    library = READ[name]
    resolved = library.resolve({standard})[standard]
    counted = [rule for rule in resolved.counted if rule.role not in ("held", "needed")]
    return evaluate(resolved.duties, counted, library.tables, rows, library.calendar, NEVER - 1)
