"""How good accepted records are: how complete each column is, how well links match, and what time they span."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from peelian.records.accounting import Accounting, TableAccount
from peelian.records.expressions import identifier, quoted
from peelian.records.seen import row_seen
from peelian.records.tables import LATEST, Table

ASSURED = 0.9  # a link that matches less often than this assures nothing that leans on it
ENOUGH_ROWS = 50  # that fewer rows than these are all blank may be chance
MEMORY = "1GB"
FORCE = "force_code"


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

    rows: rows that should lead somewhere: those with a value and, of a column that the source is expected to hold, those without
    one too, for a blank links no better than a number that is found nowhere. blank: rows without a value; rate: matched of
    rows, None where there are none or where the extract lacks the other table. across: rows of one force that lead to a record
    of another only.
    """

    link: str
    rows: int
    matched: int
    blank: int
    rate: float | None
    assured: bool
    across: int = 0

    @property
    def column(self) -> str:
        """table.column"""
        return self.link.partition(" ")[0]

    @property
    def weakness(self) -> str:
        """Why what follows this link may miss records, in words; empty where it need not."""
        if self.rate is not None and not self.assured:
            return f"only {self.rate:.1%} of {self.column} ({self.matched:,} of {self.rows:,}) finds its record"
        return f"{self.column} is blank in all of its {self.blank:,} rows" if not self.rows and self.blank >= ENOUGH_ROWS else ""


class TableQuality(_Plain):
    """One table: its rows, and the first and last moment (UTC) at which one of them can have happened."""

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
    allowed: dict[str, list[str]] = {}  # table.column: what may stand there, of columns of which rows were set aside

    def blank(self) -> set[tuple[str, str]]:
        """(table, column) of the columns that no row fills, of tables with enough rows for that to mean something."""
        return {(one.table, one.column) for one in self.columns if one.rows >= ENOUGH_ROWS and not one.filled}

    def warnings(self) -> list[str]:
        """What links say that a reader of the figures must know."""
        return [f"{one.link}: {one.across:,} {'row leads' if one.across == 1 else 'rows lead'} from one force to a record of another. "
                "Where forces number their records alike, put the force before keys and links in the mapping."
                for one in self.links if one.across]

    def in_words(self) -> str:
        """What an analyst should look at, as plain text tables for a terminal."""
        from peelian.records.quality_words import in_words

        return in_words(self)


def check_records(records: Path, tables: dict[str, Table], accounting: Accounting, as_at: int | None = None) -> Quality:
    """Look through the accepted rows in `records` (Parquet files that `read_records` wrote with this accounting).

    as_at: a run's moment (microseconds, UTC). Links are then those among rows that the run sees, and columns are as complete as
    they were then, where the records were read for that moment too.
    """
    aside = {(one.table, one.column) for one in accounting.set_aside if one.column}
    found = Quality(tables=[], columns=[], links=[], accounting=accounting, allowed={
        f"{table}.{name}": column.values for table, name in sorted(aside)
        if (column := tables[table].all_columns.get(name or "")) is not None and column.values})
    with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
        for name, account in accounting.tables.items():
            connection.execute(f"CREATE VIEW {identifier(name)} AS SELECT * FROM "
                               f"read_parquet({quoted(str(records / f'{name}.parquet'))})")
            connection.execute(f"CREATE VIEW {_seen(name)} AS SELECT * FROM {identifier(name)} "
                               f"WHERE {row_seen(tables[name], account.columns, as_at)}")
            columns = [column for column in account.columns if not column.endswith(LATEST)]
            found.tables.append(_table(connection, tables[name], columns, account.coarse))
            found.columns.extend(_columns(tables[name], columns, account))
        forces = _forces(connection, accounting)
        for name, account in accounting.tables.items():
            for column in account.columns:
                declared = tables[name].all_columns.get(column)
                if declared is not None and declared.link:
                    found.links.append(_link(connection, name, column, declared.link, declared.required, accounting,
                                             several_forces=len(forces) > 1))
    return found


def _seen(table: str) -> str:
    """The view of the rows of a table that the run sees."""
    return identifier(f"seen {table}")


def _table(connection: duckdb.DuckDBPyConnection, table: Table, columns: list[str], coarse: dict[str, str]) -> TableQuality:
    first = identifier(table.happened) if table.happened in columns and table.happened else "CAST(NULL AS TIMESTAMP)"
    latest = identifier(table.happened + LATEST) if table.happened in coarse and table.happened else first
    rows, earliest, last = connection.execute(
        f"SELECT count(*), min({first}), max({latest}) FROM {identifier(table.table)}").fetchall()[0]
    return TableQuality(table=table.table, rows=rows, first=earliest, last=last)


def _columns(table: Table, columns: list[str], account: TableAccount) -> list[ColumnQuality]:
    return [ColumnQuality(table=table.table, column=name, rows=account.seen, filled=account.given.get(name, 0),
                          complete=account.given.get(name, 0) / account.seen if account.seen else None,
                          required=table.all_columns[name].required or name in table.key) for name in columns]


def _link(connection: duckdb.DuckDBPyConnection, table: str, column: str, target: str, required: bool,
          accounting: Accounting, *, several_forces: bool) -> LinkQuality:
    other, _, other_column = target.partition(".")
    there = other in accounting.tables and other_column in accounting.tables[other].columns
    value = identifier(column)
    all_rows, filled = connection.execute(f"SELECT count(*), count({value}) FROM {_seen(table)}").fetchall()[0]
    rows = all_rows if required else filled
    matched = across = 0
    if there:
        matched = connection.execute(
            f"SELECT count(*) FROM {_seen(table)} WHERE {value} IN (SELECT {identifier(other_column)} "
            f"FROM {_seen(other)})").fetchall()[0][0]
        if several_forces and all(FORCE in accounting.tables[one].columns for one in (table, other)):
            across = _across(connection, table, value, other, identifier(other_column))
    rate = matched / rows if there and rows else None
    return LinkQuality(link=f"{table}.{column} to {target}", rows=rows, matched=matched, blank=all_rows - filled,
                       rate=rate, assured=rate is not None and rate >= ASSURED, across=across)


def _forces(connection: duckdb.DuckDBPyConnection, accounting: Accounting) -> set[str]:
    """The first and the last force of each table: more than one where the records are of several."""
    held = [name for name, account in accounting.tables.items() if FORCE in account.columns]
    return {force for name in held for force in connection.execute(
        f"SELECT min({FORCE}), max({FORCE}) FROM {_seen(name)}").fetchall()[0] if force is not None}


def _across(connection: duckdb.DuckDBPyConnection, table: str, value: str, other: str, other_value: str) -> int:
    count: int = connection.execute(
        f"SELECT count(*) FROM {_seen(table)} WHERE {FORCE} IS NOT NULL "
        f"AND {value} IN (SELECT {other_value} FROM {_seen(other)} WHERE {FORCE} IS NOT NULL) "
        f"AND ({value}, {FORCE}) NOT IN (SELECT ({other_value}, {FORCE}) FROM {_seen(other)} "
        f"WHERE {other_value} IS NOT NULL AND {FORCE} IS NOT NULL)").fetchall()[0][0]
    return count
