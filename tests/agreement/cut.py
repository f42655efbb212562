"""The records as they would have lain in the source at a past moment: what was entered later is not there yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from peelian.records.tables import LATEST, Column, Table

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def cut(tables: Mapping[str, Table], rows: Mapping[str, Sequence[Row]], at: int) -> Rows:
    """Rows entered by `at` (without a moment of entry: happened by then), each column as it stood then.

    A moment that had not come is blank, a column with `since` is blank before that moment, and a column known only as
    extracted held another value: nothing says which, so it is any other.
    """
    return {name: [_row(tables[name], row, at) for row in found if _entered(tables[name], row) <= at]
            for name, found in rows.items()}


def _entered(table: Table, row: Row) -> int:
    entered = row.get("entered_at")
    if entered is None and table.happened:
        entered = row.get(table.happened)
    return -1 if entered is None else int(entered)


def _row(table: Table, row: Row, at: int) -> Row:
    found = {}
    for name, column in table.all_columns.items():
        since = row.get(column.since) if column.since else None
        if since is not None and since > at:
            continue
        if column.is_moment:
            planned = column.planned or name == table.happened  # a row entered in advance says when it will happen
            found.update(_moment(name, row, None if planned else at))
        else:
            found[name] = _other(column, row.get(name)) if column.as_extracted else row.get(name)
    return found


def _moment(name: str, row: Row, at: int | None) -> Row:
    value = row.get(name)
    if value is None or (at is not None and value > at):
        return {name: None}
    return {name: value, name + LATEST: row[name + LATEST]} if name + LATEST in row else {name: value}


def _other(column: Column, value: Any) -> Any:
    """A value that the column may hold and that is not this one."""
    if column.type == "bool":
        return not value
    if column.type == "enum":
        return next(one for one in column.values or [] if one != value)
    return f"not {value}" if column.type in ("id", "text") else (value or 0) + 1
