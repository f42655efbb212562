"""Duties by the characteristics of the people whom they concern: age, say, with "not recorded" as a group of its own.

Who is concerned is asked when measuring, along the paths that the library declares, and only counts are kept. The ledger
names nobody's characteristics, so a worklist cannot show them. docs/explanation/breakdown.md says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from peelian.duties.run_folder import BREAKDOWN, RunFolder, open_run
from peelian.measures.counts import FALLEN_DUE, SUMS, Key, counting, figure_of
from peelian.measures.figures import Figure
from peelian.records.expressions import identifier, quoted
from peelian.records.tables import Table
from peelian.standards.characteristics import Characteristic, Characteristics, Step, read_all_characteristics
from peelian.standards.library import Library

NOT_RECORDED = "not recorded"
# A duty that concerns two people of one group counts once in it; one that concerns two groups counts in both.
COUNTS = """
SELECT standard, settings, period, {who} AS who, {name} AS characteristic, {group} AS "group", status,
       {fallen} AS fallen_due, count(DISTINCT duty_id) AS duties,
       count(DISTINCT duty_id) FILTER (WHERE owner_at_due IS NULL) AS unowned,
       coalesce(bit_or(1::UBIGINT << place), 0)::UBIGINT AS owners
FROM read_parquet({ledger}) AS ledger
SEMI JOIN (SELECT unnest([{kinds}]) AS subject_type) USING (subject_type)
LEFT JOIN reached USING (subject_type, subject_id)
LEFT JOIN (SELECT CAST({key} AS VARCHAR) AS person, {column} AS "value" FROM read_parquet({people})) AS people USING (person)
LEFT JOIN owners ON owner = owner_at_due
GROUP BY ALL
"""


@dataclass(frozen=True)
class Groups:
    """One standard's duties by one characteristic: group → figure, in the library's order, "not recorded" at the end.

    A duty that concerns several people counts in the group of each, so groups may add up to more than the whole.
    """

    who: str
    title: str
    figures: Mapping[str, Figure]

    def withheld(self) -> set[str]:
        """Groups that may not be published: those that are too few for a rate, and where that is one alone, the next smallest
        too, for it could be worked out from the total. A group of nobody is neither."""
        some = sorted((one for one in self.figures.items() if one[1].total), key=lambda one: (one[1].counted, one[0]))
        small = [name for name, figure in some if figure.why_no_rate]
        others = [name for name, figure in some if not figure.why_no_rate]
        return {*small, *(others[:1] if len(small) == 1 else [])}


def write_breakdown(run: Path, library: Library) -> Path | None:
    """Write the counts by group as breakdown.parquet in the run's folder, and return its path.

    None where the library says nothing of the people, or the records hold none. Columns: standard, settings, period, who,
    characteristic, group (none where not recorded), status, fallen_due, duties, unowned, owners.
    """
    folder = open_run(run)
    queries: list[tuple[str, str]] = []
    held = _Held(folder, library.tables)
    for one in read_all_characteristics(library.path, library.tables):
        queries += _queries(one, held)
    if not queries:
        return None
    with counting(folder, library) as connection:
        for number, (reached, counts) in enumerate(queries):
            connection.execute(f"CREATE OR REPLACE TEMP TABLE reached AS {reached}")
            made = "CREATE TEMP TABLE broken_down AS" if number == 0 else "INSERT INTO broken_down"
            connection.execute(f"{made} {counts}")
        connection.execute(f"COPY (SELECT * FROM broken_down ORDER BY ALL) TO {quoted(str(run / BREAKDOWN))} "
                           "(FORMAT parquet, COMPRESSION zstd)")
    return run / BREAKDOWN


class _Held:
    """Which tables and columns the run's records hold."""

    def __init__(self, run: RunFolder, tables: Mapping[str, Table]):
        self.run, self.tables = run, tables

    def file(self, table: str) -> Path:
        return self.run.path / "records" / f"{table}.parquet"

    def columns(self, table: str) -> set[str]:
        if not self.file(table).is_file():
            return set()
        with self.run.connect() as connection:
            return set(connection.read_parquet(str(self.file(table))).columns)

    def known(self, table: str, name: str) -> str:
        """SQL: whether a row, under the name, could be known at the run's moment."""
        happened, columns = self.tables[table].happened, self.columns(table)
        at = f"TIMESTAMP {quoted(self.run.as_at.isoformat(sep=' '))}"
        kept = [f"coalesce({name}.{identifier(column)} <= {at}, true)" for column in (happened, "entered_at") if column in columns]
        return " AND ".join(kept) or "true"


def _queries(one: Characteristics, held: _Held) -> list[tuple[str, str]]:
    """For each characteristic that the records hold: whom each subject leads to, and the counts."""
    people = held.columns(one.people.table)
    paths = {kind: steps for kind, steps in one.paths.items()
             if all({step.by, step.take} <= held.columns(step.table) for step in steps)}
    if one.people.key not in people or not paths:
        return []
    reached = " UNION ".join(_reached(kind, steps, held) for kind, steps in sorted(paths.items()))
    words = {"ledger": quoted(held.run.ledger), "people": quoted(str(held.file(one.people.table))),
             "key": identifier(one.people.key), "who": quoted(one.characteristics), "kinds": ", ".join(map(quoted, sorted(paths))),
             "fallen": FALLEN_DUE.replace("$as_at", f"TIMESTAMP {quoted(held.run.as_at.isoformat(sep=' '))}")}
    return [(reached, COUNTS.format(**words, name=quoted(by.name), column=identifier(by.column), group=_group(by)))
            for by in one.by if by.column in people]


def _reached(kind: str, steps: Sequence[Step], held: _Held) -> str:
    """SQL for subject_type, subject_id, person along a path, by what could be known at the run's moment."""
    tables = " ".join(f"{'FROM' if index == 0 else 'JOIN'} read_parquet({quoted(str(held.file(step.table)))}) AS step_{index}"
                      + ("" if index == 0 else f" ON step_{index}.{identifier(step.by)} = "
                                               f"step_{index - 1}.{identifier(steps[index - 1].take)}")
                      for index, step in enumerate(steps))
    known = " AND ".join(held.known(step.table, f"step_{index}") for index, step in enumerate(steps))
    return (f"SELECT {quoted(kind)} AS subject_type, CAST(step_0.{identifier(steps[0].by)} AS VARCHAR) AS subject_id, "
            f"CAST(step_{len(steps) - 1}.{identifier(steps[-1].take)} AS VARCHAR) AS person {tables} WHERE {known}")


def _group(by: Characteristic) -> str:
    """SQL for the group of a person, null where not recorded. An age is that reached in the year in which the duty started."""
    if by.bands is None:
        empty = "".join(f" WHEN people.value = {quoted(value)} THEN NULL" for value in by.not_recorded)
        return f"CASE WHEN people.value IS NULL THEN NULL{empty} ELSE CAST(people.value AS VARCHAR) END"
    age = "(year(coalesce(started_at, due_at)) - people.value)"
    names = band_names(by.bands)
    younger = " ".join(f"WHEN {age} < {limit} THEN {quoted(name)}" for limit, name in zip(by.bands, names, strict=False))
    return f"CASE WHEN {age} IS NULL OR {age} < 0 THEN NULL {younger} ELSE {quoted(names[-1])} END"


def band_names(bands: Sequence[int]) -> list[str]:
    """"under 18", "18 to 24", …, "65 and over"."""
    middle = [f"{first} to {following - 1}" for first, following in pairwise(bands)]
    return [f"under {bands[0]}", *middle, f"{bands[-1]} and over"]


def groups_over(run: RunFolder, library: Library, months: Sequence[str]) -> dict[Key, list[Groups]]:
    """(standard, settings) → its duties over the given months by each characteristic that the records hold."""
    if not (run.path / BREAKDOWN).is_file():
        return {}
    query = (f'SELECT standard, settings, who, characteristic, "group", status, {SUMS} FROM read_parquet(?) '
             f"WHERE period IN ({', '.join('?' for _ in months)}) GROUP BY ALL")
    with run.connect() as connection:
        rows = connection.execute(query, [str(run.path / BREAKDOWN), *months]).fetchall()
    found: dict[Key, dict[tuple[str, str], dict[str | None, dict[str, tuple]]]] = {}
    for standard, settings, who, name, group, status, *sums in rows:
        of = found.setdefault((standard, settings), {}).setdefault((who, name), {})
        of.setdefault(group, {})[status] = tuple(sums)
    return {key: [_groups(one, by, parts[one.characteristics, by.name], library)
                  for one in read_all_characteristics(library.path, library.tables)
                  for by in one.by if (one.characteristics, by.name) in parts] for key, parts in found.items()}


def _groups(one: Characteristics, by: Characteristic, parts: Mapping[str | None, dict[str, tuple]], library: Library) -> Groups:
    """In the library's order, each group that it names and that no duty concerns too, so that its absence is seen."""
    column = library.tables[one.people.table].columns[by.column]
    named = band_names(by.bands) if by.bands is not None else [name for name in column.values or [] if name not in by.not_recorded]
    others = sorted(str(group) for group in parts if group is not None and group not in named)
    order: list[tuple[str, str | None]] = [(name, name) for name in [*named, *others]]
    return Groups(one.title, by.title, {name: figure_of(parts.get(group, {})) for name, group in [*order, (NOT_RECORDED, None)]})
