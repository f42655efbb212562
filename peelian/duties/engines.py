"""Where a plan runs: an engine takes SQL in its own dialect, holds the records as tables, and gives rows back.

Every engine shows the records alike: table `records_<name>`, text in byte order, moments as whole microseconds (int64).
Whatever it makes is its own and is gone when it closes. A further engine is a class with these few methods.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import duckdb
import pyarrow as pa

from peelian.problems import no_room, problem
from peelian.records.extents import Extents
from peelian.records.tables import LATEST, Table

SQL_TYPES = {"id": "VARCHAR", "text": "VARCHAR", "enum": "VARCHAR", "bool": "BOOLEAN", "int": "BIGINT",
             "num": "DOUBLE PRECISION", "moment": "BIGINT", "date": "BIGINT"}
BATCH_ROWS = 120_000


def records_name(table: str) -> str:
    """The name under which an engine shows a table of the records."""
    return f"records_{table}"


class Engine(Protocol):
    """dialect: the name by which Ibis knows its SQL. columns: what the records hold, by table. extents: how far they reach."""

    dialect: str
    columns: Mapping[str, set[str]]
    extents: Extents

    def make(self, name: str, sql: str, *, view: bool = False) -> None:
        """Keep the rows of a query under a name, or only the query as a view."""

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of these rows."""

    def drop(self, name: str) -> None:
        """Let go of a table made by `make`."""

    def row(self, sql: str) -> dict[str, Any]:
        """The only row of a query, by column."""

    def batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        """The rows of a query, in its order, a part at a time."""

    def close(self) -> None:
        """Let go of everything."""


def kind_of_engine(url: str) -> str:
    """"duckdb" or "postgresql". Raises Problems for another."""
    scheme = urlsplit(url).scheme or url
    if scheme not in ("duckdb", "postgres", "postgresql"):
        raise problem("--engine", f"'{url}' is not an engine.", "Write duckdb, or postgresql://user@host/database.")
    return "duckdb" if scheme == "duckdb" else "postgresql"


def open_engine(url: str, records: Path, tables: Mapping[str, Table], columns: Mapping[str, set[str]], *,
                memory: str = "1200MB", threads: int | None = None, scratch: Path | None = None) -> Any:
    """An engine over `records`/<table>.parquet, to be used in a `with`.

    url: "duckdb" (inside this process, at most `memory` and then the disk at `scratch`) or "postgresql://…".
    columns: the columns of each table that the records hold. Raises Problems for another url or an unreachable server.
    """
    if kind_of_engine(url) == "duckdb":
        return DuckDB(records, tables, columns, memory, threads, scratch)
    return PostgreSQL(url, records, tables, columns)


class _Closing:
    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()  # type: ignore[attr-defined]


class DuckDB(_Closing):
    """DuckDB in this process, over the Parquet files themselves."""

    dialect = "duckdb"

    def __init__(self, records: Path, tables: Mapping[str, Table], columns: Mapping[str, set[str]], memory: str,
                 threads: int | None, scratch: Path | None):
        self.columns, self.extents = columns, Extents(records)
        self._scratch = Path(tempfile.mkdtemp(prefix="peelian-", dir=scratch))
        self.connection = duckdb.connect(config={
            "memory_limit": memory, "temp_directory": str(self._scratch), "preserve_insertion_order": "false",
            **({"threads": str(threads)} if threads else {})})
        self.connection.execute("SET TimeZone = 'UTC'")
        for name, table in tables.items():
            path = records / f"{name}.parquet"
            if columns.get(name) and path.is_file():
                shown = ", ".join(f"{_moment(column) if kind == 'moment' else _cast(column, kind)} AS {_quoted(column)}"
                                  for column, kind in shown_columns(table, columns[name]).items())
                self.connection.execute(f"CREATE TEMP VIEW {_quoted(records_name(name))} AS "
                                        f"SELECT {shown} FROM read_parquet({_text(path)})")

    def make(self, name: str, sql: str, *, view: bool = False) -> None:
        self._execute(f"CREATE TEMP {'VIEW' if view else 'TABLE'} {_quoted(name)} AS {sql}")

    def load(self, name: str, table: pa.Table) -> None:
        self.connection.register("loading", table)
        self._execute(f"CREATE TEMP TABLE {_quoted(name)} AS SELECT * FROM loading")
        self.connection.unregister("loading")

    def drop(self, name: str) -> None:
        self._execute(f"DROP TABLE {_quoted(name)}")

    def row(self, sql: str) -> dict[str, Any]:
        found = self._execute(sql)
        names = [column[0] for column in found.description or ()]
        return dict(zip(names, found.fetchone() or (), strict=True))

    def batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        reader = self._execute(sql).to_arrow_reader(BATCH_ROWS)
        for batch in reader:
            yield batch.cast(schema)

    def close(self) -> None:
        self.connection.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        try:
            return self.connection.execute(sql)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            why = "" if no_room(error) else f" ({str(error).splitlines()[0]})"
            raise problem(f"The disk that holds {self._scratch.parent}", f"there is no room to work in{why}.",
                          "Free some there, or set TMPDIR to a folder on another disk.") from error


class PostgreSQL(_Closing):
    """A PostgreSQL server: the records are copied into temporary tables of one connection."""

    dialect = "postgres"

    def __init__(self, url: str, records: Path, tables: Mapping[str, Table], columns: Mapping[str, set[str]]):
        try:
            import psycopg
        except ImportError:
            raise problem("--engine", "PostgreSQL needs a driver that is not installed.",
                          "pip install 'peelian[postgres]'") from None
        self.columns, self.extents = columns, Extents(records)
        try:
            self.connection = psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError as error:
            raise problem("--engine", f"the server does not answer ({str(error).splitlines()[0]}).",
                          "Check the address, and that the server runs.") from None
        for name, table in tables.items():
            path = records / f"{name}.parquet"
            if columns.get(name) and path.is_file():
                self._load_records(records_name(name), path, shown_columns(table, columns[name]))

    def _load_records(self, name: str, path: Path, kinds: Mapping[str, str]) -> None:
        import pyarrow.parquet as pq

        types = {column: SQL_TYPES[kind] for column, kind in kinds.items()}
        self._create(name, types)
        for batch in pq.ParquetFile(path).iter_batches(BATCH_ROWS, columns=list(kinds)):
            self._copy(name, pa.table({column: _plain(batch.column(column), kind) for column, kind in kinds.items()}))
        self._execute(f"ANALYZE {_quoted(name)}")

    def make(self, name: str, sql: str, *, view: bool = False) -> None:
        self._execute(f"CREATE TEMP {'VIEW' if view else 'TABLE'} {_quoted(name)} AS {sql}")
        if not view:
            self._execute(f"ANALYZE {_quoted(name)}")

    def load(self, name: str, table: pa.Table) -> None:
        self._create(name, {field.name: "VARCHAR" if pa.types.is_string(field.type) else "BIGINT"
                            for field in table.schema})
        self._copy(name, table)
        self._execute(f"ANALYZE {_quoted(name)}")

    def drop(self, name: str) -> None:
        self._execute(f"DROP TABLE {_quoted(name)}")

    def row(self, sql: str) -> dict[str, Any]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql.encode())
            names = [column.name for column in cursor.description or ()]
            return dict(zip(names, cursor.fetchone() or (), strict=True))

    def batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        with self.connection.transaction(), self.connection.cursor("rows") as cursor:
            cursor.execute(sql.encode())
            while rows := cursor.fetchmany(BATCH_ROWS):
                arrays = []
                for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True):
                    # A plain number in SQL is a decimal there.
                    values = [value if value is None else float(value) for value in column] \
                        if pa.types.is_floating(kind) else list(column)
                    arrays.append(pa.array(values, kind))
                yield pa.record_batch(arrays, schema=schema)

    def close(self) -> None:
        self.connection.close()

    def _create(self, name: str, types: Mapping[str, str]) -> None:
        # Text is ordered by its bytes, as everywhere else, whatever the server's own collation is.
        columns = ", ".join(f"{_quoted(column)} {kind}" + (' COLLATE "C"' if kind == "VARCHAR" else "")
                            for column, kind in types.items())
        self._execute(f"CREATE TEMP TABLE {_quoted(name)} ({columns})")

    def _copy(self, name: str, table: pa.Table) -> None:
        from pyarrow import csv

        text = pa.BufferOutputStream()
        csv.write_csv(table, text, csv.WriteOptions(include_header=False))
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {_quoted(name)} FROM STDIN (FORMAT csv)".encode()) \
                as copy:
            copy.write(text.getvalue().to_pybytes())

    def _execute(self, sql: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql.encode())


def shown_columns(table: Table, present: set[str]) -> dict[str, str]:
    """The columns of the records that the table's contract knows: name -> type ("moment" for every moment)."""
    found: dict[str, str] = {}
    for name, column in table.all_columns.items():
        if name in present:
            found[name] = "moment" if column.is_moment else column.type
        if column.is_moment and name + LATEST in present:
            found[name + LATEST] = "moment"
    return found


def _plain(column: pa.Array, kind: str) -> pa.Array:
    if kind == "moment":
        return column.cast(pa.timestamp("us")).cast(pa.int64())
    return column.cast({"BIGINT": pa.int64(), "DOUBLE PRECISION": pa.float64(), "BOOLEAN": pa.bool_()}.get(
        SQL_TYPES[kind], pa.string()))


def _moment(column: str) -> str:
    return f"epoch_us(CAST({_quoted(column)} AS TIMESTAMP))"


def _cast(column: str, kind: str) -> str:
    return f"CAST({_quoted(column)} AS {SQL_TYPES[kind].split()[0]})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
