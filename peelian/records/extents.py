"""The least and greatest value of a column of records, from what Parquet keeps about it: no row is read where it can be helped."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from peelian.clocks import micros


class Extents:
    """Of the tables of one folder, `<table>.parquet`. Each file's footer is read once."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._files: dict[str, Any] = {}

    def of(self, table: str, column: str) -> tuple[int, int] | None:
        """The least and greatest value, moments as microseconds (UTC); None where there is none."""
        import pyarrow.parquet as pq

        path = self.folder / f"{table}.parquet"
        if table not in self._files:
            self._files[table] = pq.ParquetFile(path) if path.is_file() else None
        file = self._files[table]
        if file is None or column not in file.schema_arrow.names:
            return None
        found = _from_footer(file, file.schema_arrow.names.index(column))
        values = [_number(value) for value in (_from_rows(path, column) if found is None else found)]
        return (min(values), max(values)) if values else None


def _from_footer(file: Any, index: int) -> list[Any] | None:
    """The bounds of every group of rows; None where a writer kept none."""
    bounds: list[Any] = []
    for number in range(file.metadata.num_row_groups):
        chunk = file.metadata.row_group(number).column(index)
        kept = chunk.statistics
        if kept is not None and kept.has_min_max:
            bounds += [kept.min, kept.max]
        elif kept is None or kept.null_count != chunk.num_values:
            return None
    return bounds


def _from_rows(path: Path, column: str) -> list[Any]:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    found = pc.min_max(pq.read_table(path, columns=[column]).column(column)).as_py()
    return [value for value in found.values() if value is not None]


def _number(value: Any) -> int:
    if isinstance(value, datetime):
        return micros(value)
    return micros(datetime.combine(value, time(0))) if isinstance(value, date) else int(value)
