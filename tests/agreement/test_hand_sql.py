"""The SQL written by hand for the benchmark gives the reference's ledger, so that the two can be timed side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks import hand
from peelian.duties.cases import instant, literal_rows, read_cases
from peelian.duties.ledger import LEDGER_COLUMNS
from peelian.duties.reference import evaluate
from peelian.records.tables import LATEST, Table
from peelian.standards.library import Library, read_library
from tests.meaning.engines import write_records

LIBRARY = Path(__file__).parents[2] / "peelian" / "library" / "england_and_wales"


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(LIBRARY)


def test_what_has_sql_by_hand_are_duty_standards(library: Library) -> None:
    """Not every one: the two sides are timed on the standards that both know."""
    assert set(hand.standards()) <= {name for name, found in library.resolve().items() if found.duties}


class Records:
    """One folder of records that takes the rows of case after case, and its view through the SQL by hand."""

    def __init__(self, folder: Path, library: Library, connection: duckdb.DuckDBPyConnection):
        self.folder, self.library, self.connection = folder, library, connection
        self.filled: set[str] = set()
        write_records(folder, library.tables, {})
        hand.prepare(connection, library.calendar)
        hand.show(connection, folder, library.tables, 0)

    def ledger(self, standard: str, rows: dict[str, list[dict[str, Any]]], as_at: int) -> list[list[Any]]:
        touched = self.filled | set(rows)
        write_records(self.folder, {name: self.library.tables[name] for name in touched}, rows)
        self.filled = set(rows)
        self.connection.execute("SET VARIABLE as_at = $1::BIGINT", [as_at])
        hand.share(self.connection)
        return sorted(([*row] for row in self.connection.execute(hand.query(self.connection, standard)).fetchall()),
                      key=str)


@pytest.fixture(scope="module")
def records(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    with duckdb.connect(config={"threads": "1", "enable_external_file_cache": "false"}) as connection:
        yield Records(tmp_path_factory.mktemp("records"), library, connection)


@pytest.mark.parametrize("standard", hand.standards())
def test_the_cases_of_a_standard(standard: str, library: Library, records: Records) -> None:
    rules = library.resolve({standard})[standard].duties
    read = read_cases(library, standard)
    assert read is not None
    tried = 0
    for case in read[1]:
        rows = literal_rows(case.records, library.tables, library.about.zone)
        if _coarse(rows, library.tables):
            continue
        as_at = instant(case.as_at, library.about.zone)[1]
        wanted, _ = evaluate(rules, [], library.tables, rows, library.calendar, as_at)
        found = records.ledger(standard, rows, as_at)
        assert found == sorted(([row[name] for name in LEDGER_COLUMNS] for row in wanted), key=str), case.name
        tried += 1
    assert tried


def _coarse(rows: dict[str, list[dict[str, Any]]], tables: dict[str, Table]) -> bool:
    """Whether a moment that is not a date is coarse: the hand SQL does not know of that."""
    return any(row.get(name + LATEST) is not None
               for table, found in rows.items() for row in found
               for name, column in tables[table].all_columns.items() if column.type == "moment")
