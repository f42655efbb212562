"""What a table wants seen before anything else about a row, as that contact with somebody could put them in danger.

It is read from the run's records as they stand, whatever the run's moment: a list for a past day must not hide a danger.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelian.records.tables import Table
from peelian.standards.library import Library
from peelian.standards.phrases import Phrases
from peelian.standards.rules import Ref, Test

if TYPE_CHECKING:
    import duckdb

WARNING = "WARNING: "
LINKS = 2  # from an order to its crime, and so to the victims of that
Whose = dict[str, set[str]]


def shown_first(run: Path, library: Library, table: str, subjects: Iterable[str]) -> dict[str, list[str]]:
    """Subject → lines to show before all else; left out where there are none.

    A subject leads with what its own row says, or a row to which it links; and with the warnings, not the notes, of rows that
    belong to it: a request for review with the danger to the victim who made it, a crime with that to any of its victims.
    """
    return _lines_of(run, library, {table: set(subjects)})[table]


def leading(run: Path, library: Library, subjects: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(table, subject) → what leads its row of a list, in one text; left out where there is nothing to show."""
    wanted: dict[str, set[str]] = {}
    for table, subject in subjects:
        wanted.setdefault(table, set()).add(subject)
    return {(table, subject): ". ".join(lines) for table, found in _lines_of(run, library, wanted).items()
            for subject, lines in found.items()}


def _lines_of(run: Path, library: Library, wanted: dict[str, set[str]]) -> dict[str, dict[str, list[str]]]:
    """Table, by name → subject → its lines."""
    import duckdb

    found = {}
    with duckdb.connect() as connection:
        for table in sorted(wanted):
            shown = _Shown(connection, run / "records", library)
            shown.gather(table, {subject: {subject} for subject in wanted[table]}, LINKS)
            found[table] = shown.lines
    return found


@dataclass
class _Shown:
    """The lines of each subject, gathered from its row along links."""

    connection: duckdb.DuckDBPyConnection
    records: Path
    library: Library
    lines: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.phrases = Phrases(self.library.tables, self.library.calendar)
        self.marked = {name: [word for word, column in table.columns.items() if column.shown_first]
                       for name, table in self.library.tables.items()}

    def gather(self, name: str, whose: Whose, links: int) -> None:
        """whose: the keys of rows of a table, each with the subjects that led to it. links: how many more to follow."""
        table = self.library.tables.get(name)
        if table is None or not whose:
            return
        if self.marked[name]:
            self._add(table, table.key[0], whose, warnings_only=False)
            return
        for other in self.library.tables.values():
            for word, column in other.columns.items():
                if self.marked[other.table] and column.parent and column.link and column.link.partition(".")[0] == name:
                    self._add(other, word, whose, warnings_only=True)
        followed = [(word, column.link.partition(".")[0]) for word, column in table.columns.items() if column.link] if links else []
        for word, target in followed:
            onward: Whose = {}
            for row in self._rows(name, table.key[0], [word], whose):
                if row.get(word) is not None:
                    onward.setdefault(str(row[word]), set()).update(whose[str(row[table.key[0]])])
            self.gather(target, onward, links - 1)

    def _add(self, table: Table, column: str, whose: Whose, *, warnings_only: bool) -> None:
        for row in self._rows(table.table, column, self.marked[table.table], whose):
            warnings, notes = _lines(table, self.marked[table.table], row, self.phrases)
            for subject in whose[str(row[column])]:
                said = self.lines.setdefault(subject, [])
                said += [line for line in ([one for one in warnings if one.startswith(WARNING)] if warnings_only
                                           else warnings + notes) if line not in said]
                if not said:
                    del self.lines[subject]

    def _rows(self, name: str, column: str, columns: list[str], values: Iterable[str]) -> list[dict[str, Any]]:
        """The rows of a table whose column is one of the values."""
        path = self.records / f"{name}.parquet"
        if not path.is_file():
            return []
        relation = self.connection.read_parquet(str(path))
        if column not in relation.columns:
            return []
        shown = ", ".join(f'"{one}"' for one in (column, *columns) if one in relation.columns)
        query = f'SELECT {shown} FROM relation WHERE "{column}" IN (SELECT unnest($1::VARCHAR[]))'
        rows: list[dict[str, Any]] = self.connection.execute(query, [sorted(values)]).to_arrow_table().to_pylist()
        return rows


def _lines(table: Table, columns: list[str], row: dict[str, Any], phrases: Phrases) -> tuple[list[str], list[str]]:
    """Warnings, and what is good to know; what is marked as not so is left out."""
    warnings, notes = [], []
    for name in columns:
        ref, value = Ref(table.table, name), row.get(name)
        if table.columns[name].type == "bool":
            said = phrases.condition(Test(ref, "is", True, ""), table.table)
            if value is not False:
                warnings.append(f"Not known whether {said}" if value is None else f"{WARNING}{said}")
        else:
            spoken = "not recorded" if value is None else table.columns[name].value_called(value)
            notes.append(f"{phrases.name(ref).capitalize()}: {spoken}")
    return warnings, notes
