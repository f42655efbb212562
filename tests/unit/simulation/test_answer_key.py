"""The key is what the standards find: the reference evaluator's ledger of the good records agrees, row for row."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from peelian.duties.reference import evaluate
from peelian.records.simulation import simulate_to
from peelian.standards.library import Library, read_library

AS_AT = date(2018, 3, 22)
PLANTED = {"met": "met", "met_late": "late", "overdue": "never", "missed": "never", "due": "due"}


@pytest.fixture(scope="module")
def whole_library(library: Path) -> Library:
    return read_library(library)


@pytest.fixture(scope="module")
def records(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("tiny") / "records"
    simulate_to("hertfordshire_2017", library, out, 0.5, 0.004)
    return out


def as_the_reference_reads_them(file: Path, library: Library) -> list[dict[str, Any]]:
    """Rows as dicts: moments as microseconds, dates as their local day, blanks as the contract says."""
    table, columns = pq.read_table(file), library.tables[file.stem].all_columns
    found: dict[str, list[Any]] = {}
    for name in table.column_names:
        values = table[name]
        if pa.types.is_timestamp(values.type):
            values = values.cast(pa.int64())
        found[name] = values.to_pylist()
        if pa.types.is_date32(values.type):
            days = found[name]
            found[name] = [None if day is None else library.calendar.day_start(day) for day in days]
            found[f"{name}__latest"] = [None if day is None else library.calendar.day_end(day) for day in days]
        blank = columns[name].blank_means
        if blank is not None:
            found[name] = [blank if value is None else value for value in found[name]]
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


def test_the_reference_finds_what_was_planted(records: Path, whole_library: Library) -> None:
    rows = {file.stem: as_the_reference_reads_them(file, whole_library) for file in records.glob("*.parquet")}
    planted = pq.read_table(records / "answer_key" / "duties.parquet").to_pylist()
    as_at = whole_library.calendar.day_end(AS_AT)
    expected = Counter((row["standard"], row["subject_id"], row["month"], row["team_id"], row["planted"])
                       for row in planted)
    standards = sorted({row["standard"] for row in planted} & set(whole_library.standards))
    rules = [rule for one in whole_library.resolve(set(standards)).values() for rule in one.duties]
    ledger, _ = evaluate(rules, [], whole_library.tables, rows, whole_library.calendar, as_at)
    found: Counter[tuple[str, ...]] = Counter()
    for row in ledger:
        status = PLANTED.get(row["status"], row["status"])
        if status in PLANTED.values() and (row["due_at"] is None or row["due_at"] > as_at):
            status = "due"  # what is due before something that has not come has no deadline yet
        if status != "excused":
            found[row["standard"], row["subject_id"], row["period"], row["team_at_due"] or "", status] += 1
    assert len(standards) > 30
    assert found - expected == Counter()
    assert expected - found == Counter()
