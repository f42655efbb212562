"""From an extract to record tables: every row is accepted, or set aside with its reason; none is lost.

Rows are read in pieces, checked as whole columns by DuckDB, and written as Parquet. Memory stays bounded whatever the
size of the extract: what does not fit lies in a work folder inside the output folder meanwhile.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow

from peelian.problems import Problem, Problems, did_you_mean, no_room, problem, shortened
from peelian.progress import Progress, silent
from peelian.records.accounting import Accounting, FileAccount, counts_as_absent
from peelian.records.conversion import SourceColumn, Unit, Zones, conversion_sql, typed_columns, zone_of
from peelian.records.databases import Database, open_database, without_password
from peelian.records.expressions import identifier, quoted
from peelian.records.local_days import local_day_shapes, zone_problem
from peelian.records.mapping import BY_NAME, ColumnSource, Mapping, default_mapping, place_of
from peelian.records.mapping_check import columns_needed, mapping_problems, source_columns
from peelian.records.sources import Extract, Place, database_places, find_files, is_database, is_parquet
from peelian.records.tables import LATEST, Table
from peelian.records.text_files import NeedsCare, Piece, careful_pieces, pieces
from peelian.records.text_look import look_at
from peelian.records.workbook_errors import ERRORS_UNTOLD
from peelian.records.workbooks import read_sheet
from peelian.records.writing import MOMENTS_MARK, finish

MEMORY = "1GB"
# What one thread takes to convert, in megabytes, as measured and rounded up; the rest of the memory holds the rows.
_FOR_THREADS, _A_MOMENT, _A_COLUMN = 500, 10, 2
_NOT_THE_FILE = (duckdb.OutOfMemoryException, duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException,
                 duckdb.InternalException)
WORK_FOLDER = ".reading"


def read_records(data: str | Path, tables: dict[str, Table], mapping: Mapping | None, out: Path, zone: str,
                 progress: Progress | None = None, *, refuse_unknown_columns: bool = False,
                 as_at: int | None = None) -> Accounting:
    """Read an extract into `out`/records/<table>.parquet and `out`/set_aside.parquet.

    data: a folder, one file, or a database address. mapping: None reads files named after tables. zone: the service's
    own, in which days and months are meant and, unless the mapping says otherwise, local times are written.

    Moments are timestamp[us] in UTC without a zone; where a column is anywhere coarser than a second, <column>__latest
    holds the last possible microsecond. Columns that the extract lacks are absent. A blank becomes what the table's
    `blank_means` says. set_aside.parquet has file, row, table, reason, column, value and record (the row as JSON).

    refuse_unknown_columns: without a mapping, files are in the layout of the tables, so that a column of no table is a slip.
    as_at: the run's moment in microseconds (UTC), where there is one: among rows that share a key, those known then count.
    Raises Problems for what makes an extract unreadable (see the issue of each), never for single rows.
    """
    wrong = zone_problem(zone)
    if wrong:
        raise problem("zone", f"{wrong}.")
    chosen = mapping or default_mapping(tables)
    problems = mapping_problems(chosen, tables)
    if problems:
        raise Problems(problems)
    if (out / "records").exists():
        raise problem(out, "already holds records.", "Name a folder that is new.")
    with _honest_about_the_machine(out), _Reading(tables, chosen, out, zone, progress or silent) as reading:
        reading.as_at = as_at
        reading.refuse_unknown = refuse_unknown_columns and chosen.mapping == BY_NAME
        return reading.read(data)


@contextmanager
def _honest_about_the_machine(out: Path) -> Iterator[None]:
    """A full disk and too little memory are no fault of the records: say so plainly."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        full = OSError(errno.ENOSPC, "") if "max_temp_directory_size" in str(error) else error
        if words := no_room(full):
            raise problem(f"The disk that holds {out.parent}", words) from None
        if isinstance(error, duckdb.OutOfMemoryException):
            raise problem("The records", f"need more than the {MEMORY} of memory that reading may take.",
                          "Read fewer rows at a time.") from None
        raise


class _Reading:
    def __init__(self, tables: dict[str, Table], mapping: Mapping, out: Path, zone: str, progress: Progress):
        self.tables = tables
        self.mapping = mapping
        self.out = out
        self.zone = zone
        self.progress = progress
        self.units: list[Unit] = []
        self.accounts: list[FileAccount] = []
        self.fingerprints: dict[str, str] = {}
        self.warnings: list[str] = []
        self.day_tables: dict[str, str] = {}
        self.refuse_unknown = False
        self.as_at: int | None = None

    def __enter__(self) -> _Reading:
        self.out.mkdir(parents=True, exist_ok=True)
        self.work = self.out / WORK_FOLDER
        self.connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(self.work)})
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute("SET enable_progress_bar = false")
        # Days are always the small side of a join. So it is faster, and rows stay in the order of their file.
        self.connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
        self.most_threads = int(self.connection.execute("SELECT current_setting('threads')").fetchall()[0][0])
        self.connection.execute("CREATE TABLE broken (unit_ INTEGER, row_number_ BIGINT, reason_ VARCHAR, "
                                "value_ VARCHAR, record_ VARCHAR)")
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        shutil.rmtree(self.work, ignore_errors=True)

    def read(self, data: str | Path) -> Accounting:
        database = open_database(str(data)) if is_database(data) else None
        try:
            if database:
                extract = database_places(self.mapping, database.tables(), without_password(str(data)))
            else:
                extract = find_files(Path(data), self.tables, self.mapping)
            for name in dict.fromkeys(place.table for place in extract.places):
                columns = ", ".join(f"{identifier(column)} {sql_type}"
                                    for column, sql_type in typed_columns(self.tables[name]).items())
                self.connection.execute(
                    f"CREATE TABLE {identifier('typed ' + name)} (unit_ INTEGER, row_number_ BIGINT, reason_ VARCHAR, "
                    f"column_ VARCHAR, value_ VARCHAR, record_ VARCHAR, {columns})")
            self._read_places(extract, database)
        finally:
            if database:
                database.close()
        self.progress("Writing records", 0, 1)
        self._work_with(self.most_threads)
        accounting = finish(self.connection, self.units, self.accounts, self.out, Accounting(
            mapping=self.mapping.mapping, zone=self.zone, fingerprint=self._fingerprint(), not_read=extract.not_read,
            unlike_at_first={name: edge.model_dump() for name, one in self.mapping.tables.items() if (edge := one.unlike_at_first)},
            warnings=[*self.mapping.warnings, *extract.found_nothing, *self.warnings],
            source_link_schemes=self.mapping.source_link_schemes), self.as_at)
        absent = accounting.tables_without_rows()
        accounting.warnings += [f"{one.file}: holds no row below its header." for one in accounting.files
                                if one.rows_read == 0 and one.table not in absent]
        accounting.warnings += [words for words in (counts_as_absent(absent),) if words]
        accounting.warnings += accounting.warn_of_columns_in_part()
        self.progress("Writing records", 1, 1)
        return accounting

    def _read_places(self, extract: Extract, database: Database | None) -> None:
        problems: list[Problem] = []
        for done, place in enumerate(extract.places):
            self.progress("Reading files" if database is None else "Reading tables", done, len(extract.places))
            try:
                self._read_place(place, database)
            except Problems as wrong:
                problems.extend(_in_its_folder(one, place) for one in wrong.problems)
        if problems:
            raise Problems(problems)
        self.progress("Reading files" if database is None else "Reading tables", len(extract.places),
                      len(extract.places))

    def _read_place(self, place: Place, database: Database | None) -> None:
        if database is not None:
            names, found = database.read(place.label, place.source.database_table, place.source.query)
            unit = self._unit(place, [SourceColumn(name) for name in names])
            self._read_pieces(unit, names, self._hashed(found, place))
        elif place.path is not None and is_parquet(place.path):
            self._remember(place.path, place.label)
            self._read_parquet(place, place.path)
        elif place.path is not None and place.sheet is not None:
            self._remember(place.path, place.label)
            names, found = read_sheet(place.path, place.label, place.sheet)
            if place.path.suffix.lower() in ERRORS_UNTOLD:
                self.warnings.append(f"{place.label}: cells that hold an error, as #N/A, cannot be told from blank ones in this kind "
                                     "of workbook. Save it as xlsx or ods, where their rows are set aside.")
            self._read_pieces(self._unit(place, [SourceColumn(name) for name in names]), names, found)
        elif place.path is not None:
            self._read_text(place, place.path)

    def _read_text(self, place: Place, path: Path) -> None:
        file = look_at(path, place.label, place.source.encoding, place.source.delimiter)
        self.fingerprints[place.label] = file.fingerprint
        unit = self._unit(place, [SourceColumn(name) for name in file.columns])
        account = self.accounts[unit.number]
        account.encoding = file.encoding
        self.warnings += [file.doubt] if file.doubt else []
        try:
            self._read_pieces(unit, file.columns, pieces(file))
        except NeedsCare:
            self.connection.execute(f"DELETE FROM {_typed(unit)} WHERE unit_ = ?", [unit.number])
            self.connection.execute("DELETE FROM broken WHERE unit_ = ?", [unit.number])
            account.rows_read = 0
            self._read_pieces(unit, file.columns, careful_pieces(file))

    def _read_pieces(self, unit: Unit, names: list[str], found: Iterator[Piece]) -> None:
        account = self.accounts[unit.number]
        sql = self._insert(unit, [SourceColumn(name) for name in names], "piece")
        swallowing: list[int] = []
        for piece in _read_ahead(found):
            swallowing += piece.swallowing
            account.rows_read += piece.rows.num_rows + len(piece.broken)
            if piece.rows.num_rows:
                self.connection.register("piece", piece.rows)
                self.connection.execute(sql)
                self.connection.unregister("piece")
            if piece.broken:
                self.connection.register("broken_piece", pyarrow.table({
                    "row": [one.row for one in piece.broken], "reason": [one.reason for one in piece.broken],
                    "value": pyarrow.array([one.value for one in piece.broken], pyarrow.string()),
                    "text": [one.text for one in piece.broken]}))
                self.connection.execute(f"INSERT INTO broken SELECT {unit.number}, row, reason, value, "
                                        "CAST(json_object('line', text) AS VARCHAR) FROM broken_piece")
                self.connection.unregister("broken_piece")
        if swallowing:
            self.warnings.append(f"{account.file} row {swallowing[0]:,}: a value in quotation marks holds lines that look like rows"
                                 f"{f' (so in {len(swallowing):,} rows)' if len(swallowing) > 1 else ''}. Where a mark is stray, "
                                 "double it or take it out: the rows behind it are lost in that value.")

    def _read_parquet(self, place: Place, path: Path) -> None:
        literal = quoted(_literal_path(path))
        scan = f"read_parquet({literal}, file_row_number = true, hive_partitioning = false)"
        try:
            self._refuse_a_name_twice(place, path)
            described = self.connection.execute(f"DESCRIBE SELECT * EXCLUDE (file_row_number) FROM {scan}").fetchall()
            marks = dict(self.connection.execute(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({literal}) "
                                                 "WHERE decode(key) = ?", [MOMENTS_MARK]).fetchall())
            # Bytes are mostly text that nobody has called so. What is none is shown by its codes.
            columns = [SourceColumn(row[0], "VARCHAR" if row[1] == "BLOB" else str(row[1])) for row in described]
            unit = self._unit(place, columns, moments_are_utc=marks.get(MOMENTS_MARK) == "utc")
            named = ", ".join(
                (f"coalesce(TRY(decode({name})), CAST({name} AS VARCHAR))" if row[1] == "BLOB" else name) + f" AS c{index}"
                for index, row in enumerate(described) for name in (identifier(row[0]),))
            relation = f"(SELECT file_row_number + 1 AS row_number_, {named} FROM {scan})"
            self.connection.execute(self._insert(unit, columns, relation))
            count = self.connection.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata({literal})").fetchone()
            self.accounts[unit.number].rows_read = int(count[0]) if count else 0
        except (duckdb.Error, pyarrow.ArrowException, OSError) as error:
            if isinstance(error, _NOT_THE_FILE) or getattr(error, "errno", None) or no_room(error):
                raise
            raise problem(place.label, f"cannot be read as Parquet ({str(error).splitlines()[0][:200]}).",
                          "Make or fetch it again.") from None

    def _refuse_a_name_twice(self, place: Place, path: Path) -> None:
        import pyarrow.parquet

        names = pyarrow.parquet.read_schema(path).names
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise problem(place.label, f"names the column '{shortened(twice[0])}' twice.", "Give each column a name of its own.")

    def _insert(self, unit: Unit, columns: list[SourceColumn], relation: str) -> str:
        for needed in (self.zone, zone_of(unit, self.zone)):
            if needed not in self.day_tables:
                self.day_tables[needed] = self._day_table(needed)
        moments = sum(1 for name in unit.bindings if (column := unit.table.column(name)) and column.is_moment)
        self._work_with(min(self.most_threads, _FOR_THREADS // (_A_MOMENT * moments + _A_COLUMN * len(columns) + 1)))
        query = conversion_sql(unit, columns, relation, Zones(self.day_tables, self.zone))
        targets: list[str] = []
        for name in unit.bindings:
            column = unit.table.column(name)
            targets.append(identifier(name))
            if column is not None and column.is_moment:
                targets.append(identifier(name + LATEST))
        return (f"INSERT INTO {_typed(unit)} (unit_, row_number_, reason_, column_, value_, record_, "
                f"{', '.join(targets)}) SELECT {unit.number}, * FROM ({query})")

    def _work_with(self, threads: int) -> None:
        """Every thread takes memory for every column, so a very wide table is read by few."""
        self.connection.execute(f"SET threads = {max(threads, 1)}")

    def _day_table(self, zone: str) -> str:
        name = f"days_{len(self.day_tables)}"
        self.connection.register("day_shapes", local_day_shapes(zone))
        self.connection.execute(f"CREATE TABLE {name} AS SELECT struct_pack(\"of\", shapes) AS {name} FROM day_shapes")
        self.connection.unregister("day_shapes")
        return name

    def _unit(self, place: Place, columns: list[SourceColumn], *, moments_are_utc: bool = False) -> Unit:
        """The unit of a place, with an account opened for it. Raises Problems where a named column is not there."""
        table = self.tables[place.table]
        names = [column.name for column in columns]
        bindings = self._bindings(place, table, names)
        used = {name for given in bindings.values() for name in columns_needed(given)}
        used.update(name + LATEST for name in list(used) if moments_are_utc)
        used.update(source_columns(place.source))
        hashed_all = any(given.hash_of == "all" for given in bindings.values())
        account = FileAccount(file=place.label, table=table.table, columns_lacking=[
            name for name in place.source.columns if name not in bindings])
        account.columns_not_read = [] if hashed_all else [name for name in names if name not in used]
        if place.source.same_names:
            self._warn_of_near_names(account, table, bindings)
        if self.refuse_unknown and account.columns_not_read:
            raise Problems(_unknown_columns(account, table, bindings))
        unit = Unit(len(self.units), place.label, table, self.mapping, place.source, bindings, moments_are_utc)
        self.units.append(unit)
        self.accounts.append(account)
        return unit

    def _bindings(self, place: Place, table: Table, names: list[str]) -> dict[str, ColumnSource]:
        problems: list[Problem] = []
        for name, named_at in source_columns(place.source).items():
            required = [words for words, optional in named_at if not optional]
            if name not in names and required:
                where = self.mapping.at(*place_of(place.table, place.source_number, *required[0]))
                problems.append(Problem(where, f"{place.label} has no column '{name}'.",
                                        did_you_mean(name, names) or f"It has: {', '.join(map(shortened, names[:12]))}."))
        if problems:
            raise Problems(problems)
        found = {target: given for target, given in place.source.columns.items()
                 if all(name in names for name in columns_needed(given))}
        if place.source.same_names:
            found.update({name: ColumnSource(column=name) for name in table.all_columns
                          if name in names and name not in place.source.columns})
        for key in table.key:
            if key not in found:
                raise problem(place.label, f"lacks the column '{key}', the key of {table.table}.",
                              f"{did_you_mean(key, names)} Add it, or say in a mapping where it comes from.".strip())
        return {name: found[name] for name in table.all_columns if name in found}

    def _warn_of_near_names(self, account: FileAccount, table: Table, bindings: dict[str, ColumnSource]) -> None:
        for name in account.columns_not_read:
            mend = did_you_mean(name, [one for one in table.all_columns if one not in bindings])
            if mend.startswith("Did"):
                self.warnings.append(f"{account.file}: the column '{name}' is not read. {mend}")

    def _remember(self, path: Path, label: str) -> None:
        label = label.partition(" [")[0]
        if label not in self.fingerprints:
            with path.open("rb") as file:
                self.fingerprints[label] = hashlib.file_digest(file, "sha256").hexdigest()

    def _hashed(self, found: Iterator[Piece], place: Place) -> Iterator[Piece]:
        """The pieces as they are, their rows remembered in the fingerprint on the way."""
        digest = hashlib.sha256()
        for piece in found:
            for batch in piece.rows.to_batches():
                digest.update(memoryview(batch.serialize()))
            yield piece
        self.fingerprints[place.label] = digest.hexdigest()

    def _fingerprint(self) -> str:
        lines = "".join(f"{label}\0{value}\n" for label, value in sorted(self.fingerprints.items()))
        lines += f"\0{self.mapping.model_dump_json()}\0{self.zone}"  # the same files are other records by another mapping
        return hashlib.sha256(lines.encode()).hexdigest()


def _in_its_folder(wrong: Problem, place: Place) -> Problem:
    """What is wrong with a file, told by the path at which it lies: several folders may hold one of its name."""
    label = place.label.partition(" [")[0]
    if place.path is None or not wrong.place.startswith(label):
        return wrong
    return replace(wrong, place=f"{place.path}{wrong.place[len(label):]}")


def _read_ahead(found: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces, the next one being read while the last is worked on."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        following = reader.submit(next, found, None)
        while (piece := following.result()) is not None:
            following = reader.submit(next, found, None)
            yield piece


def _unknown_columns(account: FileAccount, table: Table, bindings: dict[str, ColumnSource]) -> list[Problem]:
    """A column of no table: a slip in its name would leave out, unsaid, what standards lean on."""
    others = "Take it out, name it in a mapping, or go on without it: --ignore-unknown-columns."
    problems = []
    for name in account.columns_not_read:
        near = did_you_mean(name, [one for one in table.all_columns if one not in bindings])
        mend = f"{near} {others}" if near.startswith("Did") else others
        problems.append(Problem(account.file, f"'{shortened(name)}' is not a column of {table.table}.", mend))
    return problems


def _typed(unit: Unit) -> str:
    return identifier("typed " + unit.table.table)


def _literal_path(path: Path) -> str:
    """A path in which DuckDB sees no pattern."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))


