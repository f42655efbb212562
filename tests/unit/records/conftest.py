"""A small library of two tables, and short ways to write an extract, read it and look at what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from peelian.records.accounting import Accounting
from peelian.records.mapping import read_mapping
from peelian.records.reading import read_records
from peelian.records.tables import Table

LOAN = {
    "table": "loan", "meaning": "One loan.", "key": ["loan_id"], "happened": "lent_at",
    "row_rules": [{"later": "returned_at", "earlier": "lent_at"}],
    "columns": {
        "loan_id": {"type": "id", "meaning": "Number of the loan."},
        "member_id": {"type": "id", "meaning": "Who borrowed.", "link": "member.member_id"},
        "lent_at": {"type": "moment", "meaning": "When it was lent.", "required": True},
        "returned_at": {"type": "moment", "meaning": "When it came back."},
        "due_on": {"type": "date", "meaning": "Last day."},
        "kind": {"type": "enum", "meaning": "What was lent.", "values": ["book", "film"],
                 "values_called": {"film": "a film, on tape or disc"}},
        "pages": {"type": "int", "meaning": "Pages.", "unit": "pages"},
        "fine": {"type": "num", "meaning": "Money owed.", "unit": "pounds"},
        "renewed": {"type": "bool", "meaning": "Renewed.", "blank_means": False},
        "reason": {"type": "text", "meaning": "Why it was lent."},
    },
}
MEMBER = {
    "table": "member", "meaning": "One member.", "key": ["member_id"],
    "columns": {
        "member_id": {"type": "id", "meaning": "Number of the member."},
        "name": {"type": "text", "meaning": "Name."},
    },
}


@dataclass
class Read:
    """What reading gave: the accounting, accepted rows by table, and the rows set aside."""

    accounting: Accounting
    out: Path

    def rows(self, table: str = "loan") -> list[dict[str, Any]]:
        rows = pyarrow.parquet.read_table(self.out / "records" / f"{table}.parquet").to_pylist()
        return sorted(rows, key=lambda row: str(row[f"{table}_id"]))

    def row(self, key: str, table: str = "loan") -> dict[str, Any]:
        return next(row for row in self.rows(table) if row[f"{table}_id"] == key)

    @property
    def set_aside(self) -> list[dict[str, Any]]:
        return pyarrow.parquet.read_table(self.out / "set_aside.parquet").to_pylist()

    @property
    def reasons(self) -> dict[str, int]:
        return self.accounting.set_aside_by_reason


@pytest.fixture
def tables() -> dict[str, Table]:
    return {"loan": Table.model_validate(LOAN), "member": Table.model_validate(MEMBER)}


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    folder = tmp_path / "extract"
    folder.mkdir()
    return folder


Reader = Callable[..., Read]


@pytest.fixture
def read(tables: dict[str, Table], extract: Path, tmp_path: Path) -> Reader:
    """Read the extract; `mapping` is the text of a mapping file, `loan` the text of loan.csv."""
    made = 0

    def reader(loan: str | None = None, *, mapping: str | None = None, data: str | Path | None = None,
               zone: str = "Europe/London") -> Read:
        nonlocal made
        made += 1
        if loan is not None:
            (extract / "loan.csv").write_text(loan, encoding="utf-8")
        chosen = None
        if mapping is not None:
            path = tmp_path / "mapping.yaml"
            path.write_text(mapping, encoding="utf-8")
            chosen = read_mapping(path, tables, tmp_path)
        out = tmp_path / f"out{made}"
        return Read(read_records(extract if data is None else data, tables, chosen, out, zone), out)

    return reader
