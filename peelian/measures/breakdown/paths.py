"""From what is counted to the people whom it concerns, along a library's paths, as far as a run's records hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from peelian.duties.run_folder import RunFolder
from peelian.records.expressions import identifier, quoted
from peelian.records.tables import Table
from peelian.standards.characteristics import Characteristic, Characteristics, Step
from peelian.standards.library import Library
from peelian.standards.rules import Resolved

ROLES = ("denominator", "numerator", "held", "needed", "population", "answered", "yes")
ANSWERS = ("answered", "yes")
COUNTED = """
SELECT DISTINCT standard, '' AS role, subject_type AS kind FROM read_parquet(?)
UNION ALL SELECT DISTINCT standard, role, record_type FROM read_parquet(?)
"""


class Held(Mapping[str, set[str]]):
    """The tables of the run's records, with the columns of each. A table without a row counts as absent, as in the run."""

    def __init__(self, run: RunFolder, tables: Mapping[str, Table]):
        self.run, self.tables = run, tables
        self._columns: dict[str, set[str]] = {}
        with run.connect() as connection:
            for name in tables:
                if self.file(name).is_file():
                    rows = connection.read_parquet(str(self.file(name)))
                    if rows.limit(1).fetchone() is not None:
                        self._columns[name] = set(rows.columns)

    def __getitem__(self, table: str) -> set[str]:
        return self._columns[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def file(self, table: str) -> Path:
        return self.run.path / "records" / f"{table}.parquet"

    def lacking(self, table: str, *columns: str) -> list[str]:
        """Those of the columns that the records lack, as table.column; the table alone where they lack all of it."""
        if table not in self:
            return [table]
        return [f"{table}.{column}" for column in columns if column not in self[table]]

    def known(self, table: str, name: str) -> str:
        """SQL: whether a row, under the name, could be known at the run's moment."""
        happened, columns = self.tables[table].happened, self[table]
        at = f"TIMESTAMP {quoted(self.run.as_at.isoformat(sep=' '))}"
        kept = [f"coalesce({name}.{identifier(column)} <= {at}, true)" for column in (happened, "entered_at") if column in columns]
        return " AND ".join(kept) or "true"


@dataclass(frozen=True)
class Way:
    """How one kind of thing leads to its people. `begins`: the table whose rows are counted; `looked_at`: of a person's answer,
    the table of the record that was looked at. `steps` is empty where the library names no path."""

    begins: str
    looked_at: str | None
    steps: tuple[Step, ...]
    parts: int = 1  # of the identity of a row: where rows of two tables are counted together, the first names the one of `begins`

    @property
    def kind(self) -> str:
        return f"{self.begins} about {self.looked_at}" if self.looked_at else self.begins

    @property
    def about(self) -> str:
        """The kind of thing that the library's path begins with."""
        return self.looked_at or self.begins

    def lacking(self, held: Held) -> list[str]:
        """Columns of the path that the records lack."""
        return list(dict.fromkeys(lack for step in self.steps for lack in held.lacking(step.table, step.by, step.take)))


def way_from(one: Characteristics, begins: str, tables: Mapping[str, Table], looked_at: str | None = None) -> Way:
    """The way from a table's rows, or from people's answers about the rows of another."""
    steps = one.paths.get(looked_at or begins, []) if len(tables[begins].key) == 1 else []
    if looked_at is None:
        return Way(begins, None, tuple(steps))
    names = one.looked_at.get(begins)
    first = [Step(table=begins, by=tables[begins].key[0], take=names)] if names and steps else []
    return Way(begins, looked_at, (*first, *steps) if first else ())


Counted = tuple[str, str]  # role ("" of duties) and kind of thing


def what_is_counted(run: RunFolder) -> dict[str, set[Counted]]:
    """Standard → what the run counted under it: of duties the kinds of their subjects."""
    found: dict[str, set[Counted]] = {}
    with run.connect() as connection:
        for standard, role, kind in connection.execute(COUNTED, [run.ledger, run.counted]).fetchall():
            found.setdefault(standard, set()).add((role, kind))
    return found


def ways(one: Characteristics, resolved: Resolved, library: Library, counted: Collection[Counted]) -> dict[Counted, Way]:
    """The way to the people of each thing that the run counted under a standard."""
    tables = library.tables
    found: dict[Counted, Way] = {(role, kind): way_from(one, kind, tables) for role, kind in sorted(counted)
                                  if not role and kind in tables}
    looked_at = next((rule.frame.base for rule in resolved.counted if rule.role == "population"), None)
    for rule in resolved.counted:
        if rule.role in ROLES and (rule.role, rule.frame.base) in counted:
            begins = rule.frame.base
            way = way_from(one, begins, tables, looked_at if rule.role in ANSWERS else None)
            found[rule.role, begins] = replace(way, parts=len(rule.key))
    return found


def passable(found: Mapping[Counted, Way], held: Held) -> bool:
    """Whether the library names every one of these ways, and the records hold it."""
    return bool(found) and all(way.steps and not way.lacking(held) for way in found.values())


def reached(found: Iterable[Way], held: Held) -> str:
    """SQL for kind, id, person along the ways, by what could be known at the run's moment."""
    return " UNION ".join(_reached(way, held) for way in {way.kind: way for way in found}.values())


def _reached(way: Way, held: Held) -> str:
    steps = way.steps
    tables = " ".join(f"{'FROM' if index == 0 else 'JOIN'} read_parquet({quoted(str(held.file(step.table)))}) AS step_{index}"
                      + ("" if index == 0 else f" ON step_{index}.{identifier(step.by)} = "
                                               f"step_{index - 1}.{identifier(steps[index - 1].take)}")
                      for index, step in enumerate(steps))
    known = " AND ".join(held.known(step.table, f"step_{index}") for index, step in enumerate(steps))
    return (f"SELECT {quoted(way.kind)} AS kind, CAST(step_0.{identifier(steps[0].by)} AS VARCHAR) AS id, "
            f"CAST(step_{len(steps) - 1}.{identifier(steps[-1].take)} AS VARCHAR) AS person {tables} WHERE {known}")


def group(by: Characteristic, value: str, year: str) -> str:
    """SQL for the group of a value, null where not recorded. An age is that reached in the given year."""
    if by.bands is None:
        empty = "".join(f" WHEN {value} = {quoted(word)} THEN NULL" for word in by.not_recorded)
        return f"CASE WHEN {value} IS NULL THEN NULL{empty} ELSE CAST({value} AS VARCHAR) END"
    age = f"({year} - {value})"
    names = band_names(by.bands)
    younger = " ".join(f"WHEN {age} < {limit} THEN {quoted(name)}" for limit, name in zip(by.bands, names, strict=False))
    return f"CASE WHEN {age} IS NULL OR {age} < 0 THEN NULL {younger} ELSE {quoted(names[-1])} END"


def band_names(bands: Sequence[int]) -> list[str]:
    """"under 18", "18 to 24", …, "65 and over"."""
    middle = [f"{first} to {following - 1}" for first, following in pairwise(bands)]
    return [f"under {bands[0]}", *middle, f"{bands[-1]} and over"]
