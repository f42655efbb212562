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
        self._files: dict[str, tuple[list[str], list[Any]]] = {}  # the columns' names, and what is kept of each group of rows

    def of(self, table: str, column: str) -> tuple[int, int] | None:
        """The least and greatest value, moments as microseconds (UTC); None where there is none."""
        import pyarrow.parquet as pq

        path = self.folder / f"{table}.parquet"
        if table not in self._files:
            about = pq.read_metadata(path) if path.is_file() else None
            self._files[table] = ([], []) if about is None else (
                about.schema.to_arrow_schema().names, [about.row_group(number) for number in range(about.num_row_groups)])
        names, groups = self._files[table]
        if column not in names:
            return None
        found = _from_footer(groups, names.index(column))
        values = [_number(value) for value in (_from_rows(path, column) if found is None else found)]
        return (min(values), max(values)) if values else None


def _from_footer(groups: list[Any], index: int) -> list[Any] | None:
    """The bounds of every group of rows; None where a writer kept none."""
    bounds: list[Any] = []
    for group in groups:
        chunk = group.column(index)
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
