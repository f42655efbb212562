"""The end of a reading: accepted and set-aside rows are written and counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from peelian.clocks import HOUR, MINUTE
from peelian.records.accounting import Accounting, FileAccount, SetAsideCount, TableAccount
from peelian.records.conversion import Unit, bound_columns, typed_columns, word_of
from peelian.records.duplicates import mark_duplicates, rule_words
from peelian.records.expressions import identifier, quoted
from peelian.records.seen import row_seen, value_seen
from peelian.records.tables import COMMON_COLUMNS, LATEST, Column, Table

MOMENTS_MARK = "peelian_moments"  # metadata of a Parquet file whose times without a zone are UTC


def finish(connection: duckdb.DuckDBPyConnection, units: list[Unit], accounts: list[FileAccount], out: Path,
           accounting: Accounting, as_at: int | None) -> Accounting:
    """Write `out`/records and `out`/set_aside.parquet and complete the accounting, which must balance."""
    (out / "records").mkdir(parents=True)
    for name in sorted({unit.table.table for unit in units}):
        own = [unit for unit in units if unit.table.table == name]
        duplicates = own[0].mapping.tables[name].duplicates
        mark_duplicates(connection, own, duplicates, as_at)
        accounting.tables[name] = _write_table(connection, own, out / "records" / f"{name}.parquet",
                                               rule_words(duplicates, own, as_at), as_at)
    _write_set_aside(connection, units, out / "set_aside.parquet")
    _count(connection, units, accounts, accounting)
    _tell_columns_in_part(connection, units, accounts, accounting, as_at)
    accounting.balance()
    return accounting


def _tell_columns_in_part(connection: duckdb.DuckDBPyConnection, units: list[Unit], accounts: list[FileAccount],
                          accounting: Accounting, as_at: int | None) -> None:
    """Note each column that a file with rows that the run sees lacks while others of its table have it.

    Blanks of the columns that every table may have say by themselves what they mean.
    """
    for name, account in accounting.tables.items():
        own = [unit for unit in units if unit.table.table == name]
        seen = {number for number, in connection.execute(
            f"SELECT DISTINCT unit_ FROM {identifier('typed ' + name)} WHERE reason_ IS NULL "
            f"AND {row_seen(own[0].table, account.columns, as_at)}").fetchall()}
        giving = [unit for unit in own if unit.number in seen]
        for column in account.columns:
            lacking = [unit for unit in giving if column not in unit.bindings and column not in COMMON_COLUMNS]
            if lacking and len(lacking) < len(giving):
                account.columns_in_part[column] = [unit.label for unit in lacking]
                for unit in lacking:
                    if column not in accounts[unit.number].columns_lacking:
                        accounts[unit.number].columns_lacking.append(column)


def _write_table(connection: duckdb.DuckDBPyConnection, units: list[Unit], path: Path,
                 duplicates: str, as_at: int | None) -> TableAccount:
    table = units[0].table
    bound = bound_columns(units)
    moments = [name for name in bound if _column(table, name).is_moment]
    filled = {name: value for name in bound if (value := _column(table, name).blank_means) is not None
              and name not in moments}
    typed = identifier("typed " + table.table)
    asked = ["count(*)", *(f"coalesce(max(epoch_us({identifier(name + LATEST)}) - epoch_us({identifier(name)})), 0)"
                           for name in moments),
             *(f"count(*) FILTER ({identifier(name)} IS NULL)" for name in filled)]
    seen = row_seen(table, bound, as_at)
    asked += [f"count(*) FILTER ({seen})",
              *(f"count(*) FILTER ({seen} AND {value_seen(table, name, bound, as_at)})" for name in bound)]
    answers: list[Any] = list(connection.execute(
        f"SELECT {', '.join(asked)} FROM {typed} WHERE reason_ IS NULL").fetchall()[0])
    coarse = {name: _coarseness(span, _column(table, name).type == "date")
              for name, span in zip(moments, answers[1:], strict=False)
              if span > 0 or _column(table, name).type == "date"}
    blanks = dict(zip(filled, answers[1 + len(moments):], strict=False))
    columns: list[str] = []
    for name in bound:
        quoted_name = identifier(name)
        if name in filled:
            meant = f"CAST({quoted(word_of(filled[name]))} AS {typed_columns(table)[name]})"
            columns.append(f"coalesce({quoted_name}, {meant}) AS {quoted_name}")
        else:
            columns.append(quoted_name)
        if name in coarse:
            columns.append(identifier(name + LATEST))
    connection.execute(f"COPY (SELECT {', '.join(columns)} FROM {typed} WHERE reason_ IS NULL) TO {quoted(str(path))} "
                       f"(FORMAT parquet, KV_METADATA {{{MOMENTS_MARK}: 'utc'}})")
    links = [unit.source.source_link for unit in units if unit.source.source_link]
    return TableAccount(rows=answers[0], columns=bound, coarse=coarse, duplicates=duplicates,
                        blanks_filled={name: count for name, count in blanks.items() if count},
                        seen=answers[-1 - len(bound)], given=dict(zip(bound, answers[-len(bound):], strict=True)),
                        source_link=links[0] if links else None)


def _coarseness(span: int, is_date: bool) -> str:
    """In words, from the microseconds between the first possible moment and the last. The longest local day has 25 hours."""
    if span > 25 * HOUR:
        return "month"
    return "day" if is_date or span > MINUTE else "minute"


def _column(table: Table, name: str) -> Column:
    return table.all_columns[name]


def _write_set_aside(connection: duckdb.DuckDBPyConnection, units: list[Unit], path: Path) -> None:
    connection.execute("CREATE TABLE unit_names (unit_ INTEGER, file VARCHAR, table_ VARCHAR)")
    connection.executemany("INSERT INTO unit_names VALUES (?, ?, ?)",
                           [[unit.number, unit.label, unit.table.table] for unit in units])
    parts = ["SELECT unit_, row_number_, reason_, CAST(NULL AS VARCHAR) AS column_, value_, record_ FROM broken"]
    parts += [f"SELECT unit_, row_number_, reason_, column_, value_, record_ FROM {identifier('typed ' + name)} "
              "WHERE reason_ IS NOT NULL" for name in sorted({unit.table.table for unit in units})]
    connection.execute(f"CREATE VIEW set_aside AS {' UNION ALL '.join(parts)}")
    connection.execute(
        'COPY (SELECT file, row_number_ AS "row", table_ AS "table", reason_ AS reason, column_ AS "column", '
        "value_ AS value, record_ AS record FROM set_aside JOIN unit_names USING (unit_) "
        f"ORDER BY unit_, row_number_) TO {quoted(str(path))} (FORMAT parquet)")


def _count(connection: duckdb.DuckDBPyConnection, units: list[Unit], accounts: list[FileAccount],
           accounting: Accounting) -> None:
    for unit, reason, column, rows, first, value in connection.execute(
            "SELECT unit_, reason_, column_, count(*), min(row_number_), arg_min(value_, row_number_) FROM set_aside "
            "GROUP BY unit_, reason_, column_ ORDER BY unit_, reason_, column_").fetchall():
        account = accounts[unit]
        account.rows_set_aside += rows
        account.set_aside_by_reason[reason] = account.set_aside_by_reason.get(reason, 0) + rows
        accounting.set_aside_by_reason[reason] = accounting.set_aside_by_reason.get(reason, 0) + rows
        accounting.set_aside.append(SetAsideCount(table=account.table, file=account.file, reason=reason, column=column,
                                                  rows=rows, first_row=first, first_value=value))
    for name in sorted({unit.table.table for unit in units}):
        for unit, rows in connection.execute(f"SELECT unit_, count(*) FROM {identifier('typed ' + name)} "
                                             "WHERE reason_ IS NULL GROUP BY unit_").fetchall():
            accounts[unit].rows_accepted = rows
    accounting.files = accounts
    for word in ("rows_read", "rows_accepted", "rows_set_aside"):
        setattr(accounting, word, sum(getattr(account, word) for account in accounts))
