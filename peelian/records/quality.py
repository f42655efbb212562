"""How good accepted records are: how complete each column is, how well links match, and what time they span."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from peelian.records.accounting import Accounting
from peelian.records.expressions import identifier, quoted
from peelian.records.tables import LATEST, Table

ASSURED = 0.9  # a link that matches less often than this assures nothing that leans on it
MEMORY = "1GB"
FILES_SHOWN = 30


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ColumnQuality(_Plain):
    """How many rows of a table have a value in a column. `complete` is a share, none for a table without rows."""

    table: str
    column: str
    rows: int
    filled: int
    complete: float | None
    required: bool


class LinkQuality(_Plain):
    """How many values of a linking column are found in the table to which it links.

    rows: rows with a value; blank: rows without one; rate: matched of rows, None where there are none or where the
    extract lacks the other table.
    """

    link: str
    rows: int
    matched: int
    blank: int
    rate: float | None
    assured: bool


class TableQuality(_Plain):
    """One table: its rows, and the first and last moment (UTC) at which one of them happened."""

    table: str
    rows: int
    first: datetime | None
    last: datetime | None


class Quality(_Plain):
    """What there is to know of an extract before anything is measured with it."""

    tables: list[TableQuality]
    columns: list[ColumnQuality]
    links: list[LinkQuality]
    accounting: Accounting

    def in_words(self) -> str:
        """Everything as plain text tables, for a terminal."""
        return _in_words(self)


def check_records(records: Path, tables: dict[str, Table], accounting: Accounting) -> Quality:
    """Look through the accepted rows in `records` (Parquet files that `read_records` wrote with this accounting)."""
    found = Quality(tables=[], columns=[], links=[], accounting=accounting)
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        for name, account in accounting.tables.items():
            connection.execute(f"CREATE VIEW {identifier(name)} AS SELECT * FROM "
                               f"read_parquet({quoted(str(records / f'{name}.parquet'))})")
            columns = [column for column in account.columns if not column.endswith(LATEST)]
            found.tables.append(_table(connection, tables[name], columns))
            found.columns.extend(_columns(connection, tables[name], columns, account.blanks_filled))
        for name, account in accounting.tables.items():
            for column in account.columns:
                declared = tables[name].all_columns.get(column)
                if declared is not None and declared.link:
                    found.links.append(_link(connection, name, column, declared.link, accounting))
    return found


def _table(connection: duckdb.DuckDBPyConnection, table: Table, columns: list[str]) -> TableQuality:
    happened = identifier(table.happened) if table.happened in columns and table.happened else "CAST(NULL AS TIMESTAMP)"
    rows, first, last = connection.execute(
        f"SELECT count(*), min({happened}), max({happened}) FROM {identifier(table.table)}").fetchall()[0]
    return TableQuality(table=table.table, rows=rows, first=first, last=last)


def _columns(connection: duckdb.DuckDBPyConnection, table: Table, columns: list[str],
             blanks_filled: dict[str, int]) -> list[ColumnQuality]:
    counts = ", ".join(f"count({identifier(name)})" for name in columns)
    rows, *filled = connection.execute(f"SELECT count(*), {counts} FROM {identifier(table.table)}").fetchall()[0]
    found: list[ColumnQuality] = []
    for name, count in zip(columns, filled, strict=True):
        # A blank that was read as what the table says it means is still a blank of the source.
        given = count - blanks_filled.get(name, 0)
        found.append(ColumnQuality(table=table.table, column=name, rows=rows, filled=given,
                                   complete=given / rows if rows else None,
                                   required=table.all_columns[name].required or name in table.key))
    return found


def _link(connection: duckdb.DuckDBPyConnection, table: str, column: str, target: str,
          accounting: Accounting) -> LinkQuality:
    other, _, other_column = target.partition(".")
    there = other in accounting.tables and other_column in accounting.tables[other].columns
    value = identifier(column)
    all_rows, rows = connection.execute(f"SELECT count(*), count({value}) FROM {identifier(table)}").fetchall()[0]
    matched = 0
    if there:
        matched = connection.execute(
            f"SELECT count(*) FROM {identifier(table)} WHERE {value} IN (SELECT {identifier(other_column)} "
            f"FROM {identifier(other)})").fetchall()[0][0]
    rate = matched / rows if there and rows else None
    return LinkQuality(link=f"{table}.{column} to {target}", rows=rows, matched=matched, blank=all_rows - rows,
                       rate=rate, assured=rate is not None and rate >= ASSURED)


def _in_words(quality: Quality) -> str:
    account = quality.accounting
    parts = [f"{account.rows_read:,} rows read: {account.rows_accepted:,} accepted, "
             f"{account.rows_set_aside:,} set aside."]
    if account.set_aside:
        reasons: dict[tuple[str, str, str], int] = {}
        for one in account.set_aside:
            place = (one.table, one.reason, one.column or "")
            reasons[place] = reasons.get(place, 0) + one.rows
        parts.append("\nSet aside, by reason\n" + text_table(
            ("table", "reason", "column", "rows"),
            [(*place, f"{rows:,}") for place, rows in sorted(reasons.items(), key=lambda item: -item[1])]))
    shown = [(one.file, one.table, f"{one.rows_read:,}", f"{one.rows_accepted:,}", f"{one.rows_set_aside:,}")
             for one in account.files[:FILES_SHOWN]]
    more = f"\n… and {len(account.files) - FILES_SHOWN} more" if len(account.files) > FILES_SHOWN else ""
    parts.append("\nFiles\n" + text_table(("file", "table", "read", "accepted", "set aside"), shown) + more)
    parts.append("\nTables\n" + text_table(("table", "rows", "first (UTC)", "last (UTC)", "rows that share a key"), [
        (one.table, f"{one.rows:,}", _moment(one.first), _moment(one.last), account.tables[one.table].duplicates)
        for one in quality.tables]))
    parts.append("\nHow complete each column is (* expected of the source)\n" + text_table(
        ("table", "column", "filled"),
        [(one.table, one.column + (" *" if one.required else ""), _share(one.complete)) for one in quality.columns]))
    if quality.links:
        parts.append("\nHow well links match\n" + text_table(
            ("link", "values", "matched", "share", "blank", ""),
            [(one.link, f"{one.rows:,}", f"{one.matched:,}", _share(one.rate), f"{one.blank:,}", _assurance(one))
             for one in quality.links]))
    if account.not_read:
        more = f" and {len(account.not_read) - FILES_SHOWN} more" if len(account.not_read) > FILES_SHOWN else ""
        parts.append("\nNot read: " + ", ".join(account.not_read[:FILES_SHOWN]) + more)
    unread: dict[tuple[str, str], int] = {}
    for file in account.files:
        if file.columns_not_read:
            alike = (file.table, ", ".join(file.columns_not_read))
            unread[alike] = unread.get(alike, 0) + 1
    if unread:
        parts.append("\nColumns that nothing reads\n" + text_table(
            ("table", "files", "columns"), [(table, str(files), words) for (table, words), files in unread.items()]))
    if account.warnings:
        parts.append("\n" + "\n".join(f"Note: {warning}" for warning in account.warnings))
    return "\n".join(parts)


def _assurance(link: LinkQuality) -> str:
    if link.assured:
        return ""
    if link.rate is not None:
        return "not assured"
    return "the extract lacks the other table" if link.rows else "no value"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(sep=" ", timespec="minutes")


def _share(share: float | None) -> str:
    # Rounded down, so that 100% means every one.
    return "" if share is None else f"{int(share * 1000) / 10:.1f}%"


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in plain text: columns padded, numbers to the right."""
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(header))]
    numeric = [all(row[index][:1].isdigit() or not row[index] for row in rows) and bool(rows)
               for index in range(len(header))]
    lines = []
    for row in cells:
        padded = [cell.rjust(width) if right else cell.ljust(width)
                  for cell, width, right in zip(row, widths, numeric, strict=True)]
        lines.append("  " + "  ".join(padded).rstrip())
    return "\n".join(lines)
