"""Columns of made-up records, written to Parquet as the table contract says, cut at the end of the scenario.

A row whose moment of happening lies after the end is not written; a moment after the end is blank; so is a value whose
`since` is blank. What was happening stays open, as it would in a real extract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from peelian.clocks import MINUTE, NEVER
from peelian.records.simulation.timeline import Ints, Timeline
from peelian.records.tables import Column, Table
from peelian.records.writing import MOMENTS_MARK

Bools = npt.NDArray[np.bool_]
DIGITS = 9


@dataclass(frozen=True)
class Ids:
    """Identifiers: a prefix and a number each; a negative number is blank."""

    prefix: str
    numbers: Ints

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, index: npt.NDArray[Any]) -> Ids:
        return Ids(self.prefix, self.numbers[index])

    def where(self, known: Bools) -> Ids:
        """The same, blank where not known."""
        return Ids(self.prefix, np.where(known, self.numbers, -1))

    def arrow(self) -> pa.Array:
        """Fixed-width text, built without a Python object for each row."""
        count, width = len(self.numbers), len(self.prefix) + DIGITS
        text = np.empty((count, width), dtype=np.uint8)
        text[:, : len(self.prefix)] = np.frombuffer(self.prefix.encode("ascii"), dtype=np.uint8)
        left = np.maximum(self.numbers, 0)
        for place in range(width - 1, len(self.prefix) - 1, -1):
            left, digit = np.divmod(left, 10)
            text[:, place] = digit + ord("0")
        offsets = np.arange(count + 1, dtype=np.int32) * width
        missing = self.numbers < 0
        valid = pa.py_buffer(np.packbits(~missing, bitorder="little")) if missing.any() else None
        buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(text)]
        return pa.Array.from_buffers(pa.string(), count, buffers)


@dataclass(frozen=True)
class Choice:
    """Words of a list, by their place in it; a negative place is blank."""

    words: Sequence[str]
    codes: npt.NDArray[Any]

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, index: npt.NDArray[Any]) -> Choice:
        return Choice(self.words, self.codes[index])

    def where(self, known: Bools) -> Choice:
        return Choice(self.words, np.where(known, self.codes, -1))

    def arrow(self) -> pa.Array:
        codes = pa.array(self.codes.astype(np.int32), mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(self.words), pa.string()))


@dataclass(frozen=True)
class Numbers:
    """Whole or broken numbers, blank where not known."""

    values: npt.NDArray[Any]
    known: Bools

    def __len__(self) -> int:
        return len(self.values)


Values = Ids | Choice | Numbers | npt.NDArray[Any] | str | bool | int | None

ARROW = {"bool": pa.bool_(), "int": pa.int64(), "num": pa.float64(), "moment": pa.timestamp("us"), "date": pa.date32()}
GROUP_ROWS = 120_000  # small groups of rows are slow to read
TEXT = pa.dictionary(pa.int32(), pa.string())


def parquet_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A file marked as one whose times are UTC. Without the stored Arrow schema, words of a list read back as text."""
    writer = pq.ParquetWriter(path, schema, compression="snappy", store_schema=False)
    writer.add_key_value_metadata({MOMENTS_MARK: "utc"})
    return writer


def constant_text(word: str, count: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int32)), pa.array([word]))


@dataclass
class Records:
    """Writes each table to its own file, batch by batch. `force` stands in every row."""

    folder: Path
    tables: Mapping[str, Table]
    timeline: Timeline
    as_at: int
    force: str
    rows: dict[str, int] = field(default_factory=dict)
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _waiting: dict[str, list[pa.Table]] = field(default_factory=dict)
    _used: dict[str, int] = field(default_factory=dict)

    def number(self, prefix: str, count: int) -> Ids:
        """Identifiers that nobody has used yet."""
        first = self._used.get(prefix, 1)
        self._used[prefix] = first + count
        return Ids(prefix, np.arange(first, first + count, dtype=np.int64))

    def used(self, prefix: str) -> Ids:
        """Every identifier given out so far with this prefix."""
        return Ids(prefix, np.arange(1, self._used.get(prefix, 1), dtype=np.int64))

    def write(self, name: str, columns: Mapping[str, Values], keep: Bools | None = None) -> Bools:
        """Append rows; returns which of them were written. A column that is never given is not in the file.

        A blank column would say that the force holds it and that nothing ever happened; one that is missing says that
        it is not made up, and what needs it cannot be measured. What is given as None is
        held, and blank: nothing of the kind happened. Where one batch gives a column and another does not, the other's
        rows are blank. Raises KeyError where a column is not of the contract, ValueError where lengths differ or a
        value comes without the moment since when it holds.
        """
        table = self.tables[name]
        unknown = set(columns) - set(table.all_columns)
        if unknown:
            raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
        count = len(columns[table.key[0]])  # type: ignore[arg-type]
        wrong = [word for word, values in columns.items() if not isinstance(values, str | bool | int | None)
                 and len(values) != count]
        if wrong:
            raise ValueError(f"{name}: {', '.join(wrong)} and {table.key[0]} differ in length")
        undated = [word for word in columns if (since := table.all_columns[word].since) and since not in columns]
        if undated:
            raise ValueError(f"{name}: {', '.join(undated)} would be blank throughout without the moment since when they hold")
        shown = np.ones(count, dtype=bool) if keep is None else keep.copy()
        happened = self._happened(table, columns, count)
        shown &= happened <= self.as_at
        blank = {word: np.ones(count, dtype=bool) for word in table.columns}
        made: dict[str, pa.Array] = {}
        for word, column in table.columns.items():  # moments first: other values stand only since some of them
            values = columns.get(word)
            if column.is_moment and isinstance(values, np.ndarray):
                made[word], blank[word] = self._moments(column, values)
        for word, column in table.columns.items():
            if word in columns and word not in made:
                hidden = blank[column.since] if column.since else np.zeros(count, dtype=bool)
                made[word] = _plain(columns[word], ARROW.get(column.type, TEXT), hidden, count)
        given = columns.get("entered_at")
        late = np.arange(count, dtype=np.int64) % 7 + 1
        entered = np.minimum(given if isinstance(given, np.ndarray) else happened + late * MINUTE, self.as_at)
        if table.happened is not None:
            made["entered_at"] = pa.array(entered, pa.int64()).cast(pa.timestamp("us"))
        made["force_code"] = constant_text(self.force, count)
        arrow = pa.table({word: made[word] for word in (*table.columns, *made) if word in made})
        if not shown.all():
            arrow = arrow.filter(pa.array(shown))
        self._append(name, arrow)
        return shown

    def _happened(self, table: Table, columns: Mapping[str, Values], count: int) -> Ints:
        values = columns.get(table.happened or "")
        if not isinstance(values, np.ndarray):
            return np.full(count, -NEVER, dtype=np.int64)
        if table.columns[table.happened or ""].type == "date":
            known = values < NEVER
            return np.where(known, self.timeline.start_of(np.where(known, values, 0)), NEVER)
        return values.astype(np.int64)

    def _moments(self, column: Column, values: Ints) -> tuple[pa.Array, Bools]:
        """Moments or dates, and which of them are blank: those that have not come and are not merely planned."""
        is_date = column.type == "date"
        missing = values >= NEVER
        if not column.planned:
            at = self.timeline.start_of(np.where(missing, 0, values)) if is_date else values
            missing = missing | (at > self.as_at)
        if is_date:
            days = pa.array(np.where(missing, 0, values).astype(np.int32), pa.int32(), mask=missing)
            return days.cast(pa.date32()), missing
        return pa.array(values, pa.int64(), mask=missing).cast(pa.timestamp("us")), missing

    def _append(self, name: str, arrow: pa.Table) -> None:
        self.rows[name] = self.rows.get(name, 0) + arrow.num_rows
        waiting = self._waiting.setdefault(name, [])
        waiting.append(arrow)
        if sum(one.num_rows for one in waiting) >= GROUP_ROWS:
            self._write_waiting(name)

    def _write_waiting(self, name: str) -> None:
        waiting = self._waiting.pop(name)
        writer = self._writers.get(name)
        schema = self._schema(name, [*([writer.schema] if writer else []), *(one.schema for one in waiting)])
        if writer is None or schema.names != writer.schema.names:
            writer = self._writers[name] = self._begin(name, schema)
        alike = [_like(one, writer.schema) for one in waiting]
        writer.write_table(pa.concat_tables(alike).unify_dictionaries())

    def _schema(self, name: str, seen: Sequence[pa.Schema]) -> pa.Schema:
        """Every column that any batch gave, in the order of the contract, each of the kind that it was first given."""
        fields: dict[str, pa.Field] = {}
        for schema in seen:
            for one in schema:
                fields.setdefault(one.name, one)
        order = dict.fromkeys((*self.tables[name].columns, *fields))
        return pa.schema([fields[word] for word in order if word in fields])

    def _begin(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        """A new file of these columns, with the rows of the one already begun, which lacked some of them."""
        path = self.folder / f"{name}.parquet"
        self.folder.mkdir(parents=True, exist_ok=True)
        if name not in self._writers:
            return parquet_writer(path, schema)
        self._writers[name].close()
        narrow = path.rename(path.with_suffix(".narrow"))
        writer = parquet_writer(path, schema)
        with pq.ParquetFile(narrow) as before:
            for group in range(before.num_row_groups):
                writer.write_table(_like(before.read_row_group(group), schema))
        narrow.unlink()
        return writer

    def close(self) -> None:
        for name in list(self._waiting):
            self._write_waiting(name)
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()


def _like(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The same rows with the columns of a schema: one may be words in one batch, plain in another, or lack in a third."""
    if table.schema.equals(schema):
        return table
    known = set(table.column_names)
    return pa.table([table[one.name].cast(one.type) if one.name in known else pa.nulls(table.num_rows, one.type)
                     for one in schema], schema=schema)


def _plain(values: Values, kind: pa.DataType, hidden: Bools, count: int) -> pa.Array:
    """Values that are no moments, as Arrow: blank where hidden."""
    if values is None:
        return pa.nulls(count, kind)
    if isinstance(values, str):
        values = Choice([values], np.zeros(count, dtype=np.int8))
    elif isinstance(values, bool | int):
        values = np.full(count, values)
    if isinstance(values, Ids | Choice):
        return (values.where(~hidden) if hidden.any() else values).arrow()
    if isinstance(values, Numbers):
        return pa.array(values.values, mask=~values.known | hidden).cast(kind)
    return pa.array(values, mask=hidden if hidden.any() else None).cast(kind)
