"""What a table wants seen before anything else about a row, as that contact with somebody could put them in danger.

It is read from the run's records as they stand, whatever the run's moment: a list for a past day must not hide a danger.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from peelian.records.tables import Table
from peelian.standards.library import Library
from peelian.standards.phrases import Phrases
from peelian.standards.rules import Ref, Test


def shown_first(run: Path, library: Library, table: str, subjects: Iterable[str]) -> dict[str, list[str]]:
    """Subject → lines to show before all else. Empty where the table marks no column, or a subject has no row."""
    found = library.tables.get(table)
    path = run / "records" / f"{table}.parquet"
    columns = [] if found is None else [name for name, column in found.columns.items() if column.shown_first]
    if found is None or not columns or not path.is_file():
        return {}
    phrases = Phrases(library.tables, library.calendar)
    return {str(row[found.key[0]]): _lines(found, columns, row, phrases) for row in _rows(path, found.key[0], columns, subjects)}


def leading(run: Path, library: Library, subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(table, subject) → what leads its row of a list, in one text; left out where there is nothing to show."""
    wanted: dict[str, set[str]] = {}
    for table, subject in subjects:
        wanted.setdefault(table, set()).add(subject)
    return {(table, subject): ". ".join(lines) for table in sorted(wanted)
            for subject, lines in shown_first(run, library, table, wanted[table]).items()}


def _rows(path: Path, key: str, columns: list[str], subjects: Iterable[str]) -> list[dict[str, Any]]:
    import duckdb

    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(path))
        shown = ", ".join(f'"{name}"' for name in (key, *columns) if name in relation.columns)
        query = f'SELECT {shown} FROM relation WHERE "{key}" IN (SELECT unnest($1::VARCHAR[]))'
        rows: list[dict[str, Any]] = connection.execute(query, [sorted(set(subjects))]).to_arrow_table().to_pylist()
    return rows


def _lines(table: Table, columns: list[str], row: dict[str, Any], phrases: Phrases) -> list[str]:
    """Warnings before what is good to know; what is marked as not so is left out."""
    warnings, notes = [], []
    for name in columns:
        ref, value = Ref(table.table, name), row.get(name)
        if table.columns[name].type == "bool":
            said = phrases.condition(Test(ref, "is", True, ""), table.table)
            if value is not False:
                warnings.append(f"Not known whether {said}" if value is None else f"WARNING: {said}")
        else:
            spoken = "not recorded" if value is None else str(value).replace("_", " ")
            notes.append(f"{phrases.name(ref).capitalize()}: {spoken}")
    return warnings + notes
