"""Every engine behind one door: the same rules and rows in, the same ledger out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from peelian.clocks import LocalCalendar, micros
from peelian.duties.engines import open_engine
from peelian.duties.plan import Plans
from peelian.duties.plan import evaluate as evaluate_plan
from peelian.duties.reference import evaluate as evaluate_reference
from peelian.records.tables import LATEST, Table
from peelian.standards.rules import CountedRule, Rule

Rows = dict[str, list[dict[str, Any]]]
Ledger = list[dict[str, Any]]


def reference(rules: list[Rule], counted: list[CountedRule], tables: dict[str, Table], rows: Rows,
              calendar: LocalCalendar, as_at: int) -> tuple[Ledger, Ledger]:
    return evaluate_reference(rules, counted, tables, rows, calendar, as_at)


def plan(url: str) -> Callable[..., tuple[Ledger, Ledger]]:
    """The plan on the engine at `url`: rows are written as a run's records would be, then evaluated."""

    def run(rules: list[Rule], counted: list[CountedRule], tables: dict[str, Table], rows: Rows,
            calendar: LocalCalendar, as_at: int) -> tuple[Ledger, Ledger]:
        return whole_plan(url)(rules, counted, tables, rows, calendar, as_at)[:2]

    return run


def whole_plan(url: str, plans: Plans | None = None) -> Callable[..., tuple[Ledger, Ledger, dict[str, dict[str, int]]]]:
    """As `plan`, with what made no duty, by standard and reason. plans: those of earlier evaluations."""

    def run(rules: list[Rule], counted: list[CountedRule], tables: dict[str, Table], rows: Rows,
            calendar: LocalCalendar, as_at: int) -> tuple[Ledger, Ledger, dict[str, dict[str, int]]]:
        with tempfile.TemporaryDirectory() as folder:
            present = write_records(Path(folder), tables, rows)
            with open_engine(url, Path(folder), tables, present) as engine:
                result = evaluate_plan(engine, rules, counted, tables, present, calendar, as_at, plans=plans)
        return as_rows(result.ledger), as_rows(result.counted), result.counts

    return run


def write_records(folder: Path, tables: dict[str, Table], rows: Rows) -> dict[str, set[str]]:
    """Write every table with every column, coarse companions only where a row has one. Returns the columns present."""
    present: dict[str, set[str]] = {}
    for name, table in tables.items():
        data: dict[str, pa.Array] = {}
        for column_name, column in table.all_columns.items():
            values = [row.get(column_name) for row in rows.get(name, [])]
            data[column_name] = pa.array(values, type=_TYPES[column.type])
            if column.is_moment:
                latest = [row.get(column_name + LATEST, row.get(column_name)) for row in rows.get(name, [])]
                if column.type == "date" or latest != values:
                    data[column_name + LATEST] = pa.array(latest, type=_TYPES["moment"])
        pq.write_table(pa.table(data), folder / f"{name}.parquet")
        present[name] = set(data)
    return present


def as_rows(table: pa.Table) -> Ledger:
    """Arrow rows as the reference writes them: moments as microseconds."""
    rows = table.to_pylist()
    moments = [field.name for field in table.schema if pa.types.is_timestamp(field.type)]
    for row in rows:
        for name in moments:
            if row[name] is not None:
                row[name] = micros(row[name])
    return rows


_TYPES = {"id": pa.string(), "text": pa.string(), "enum": pa.string(), "bool": pa.bool_(), "int": pa.int64(),
          "num": pa.float64(), "moment": pa.timestamp("us"), "date": pa.timestamp("us")}
