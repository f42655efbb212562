"""Counts by group, written beside a run: of its duties, of what its ratios, capacity and audits count, and of open subjects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from peelian.duties.run_folder import BREAKDOWN, BREAKDOWN_COUNTED, BREAKDOWN_STOCK, RunFolder, open_run
from peelian.measures.answers import settle_answers
from peelian.measures.breakdown.groups import UNKNOWN_BOTH
from peelian.measures.breakdown.paths import Counted, Held, Way, group, passable, reached, ways, what_is_counted
from peelian.measures.counts import FALLEN_DUE, counting
from peelian.measures.indicators import OWNERS as COUNTED_OWNERS
from peelian.measures.indicators import TOLD, UNDECIDED
from peelian.measures.periods import Periods, periods_of
from peelian.measures.stock import COUNTS, create_seen, recurring
from peelian.records.expressions import identifier, quoted
from peelian.standards.characteristics import Characteristic, Characteristics, read_all_characteristics
from peelian.standards.library import Library

if TYPE_CHECKING:
    import duckdb

# A row of what is counted stands once in each group of its people. The rows are numbered, so that two people of one group
# do not make two of it; where the group does not depend on the row, that is seen to among the people.
DUTIES = """
SELECT standard, settings, period, {who} AS who, {name} AS characteristic, "group", status, fallen_due, count(*) AS duties,
       count(*) FILTER (WHERE owner IS NULL) AS unowned, coalesce(bit_or(1::UBIGINT << place), 0)::UBIGINT AS owners
FROM ({rows}) LEFT JOIN owners USING (owner) GROUP BY ALL
"""
DUTY_ROWS = """
SELECT file_row_number AS number, standard, settings, period, status, {fallen} AS fallen_due, owner_at_due AS owner,
       subject_type AS kind, subject_id AS id, year(coalesce(started_at, due_at)) AS in_year
FROM read_parquet({ledger}, file_row_number = true) AS ledger SEMI JOIN broken USING (standard)
"""
COUNTED = """
SELECT standard, settings, role, period, {who} AS who, {name} AS characteristic, "group",
       count(*) FILTER (WHERE truth) AS "rows", coalesce(sum(value) FILTER (WHERE truth), 0) AS value,
       count(*) FILTER (WHERE truth IS NULL) AS unknown_rows, coalesce(sum(value) FILTER (WHERE truth IS NULL), 0) AS unknown_value,
       coalesce(bit_or(1::UBIGINT << place) FILTER (WHERE truth), 0)::UBIGINT AS owners,
       count(*) FILTER (WHERE truth AND owner IS NULL) AS unowned
FROM ({rows}) LEFT JOIN owners ON named = owner WHERE truth IS NOT FALSE GROUP BY ALL
"""
# What may be of both sides of a ratio has a role of its own, so that it can be taken for one record.
COUNTED_ROWS = """
SELECT number, standard, settings, role, period, truth, value, owner, kind,
       CASE WHEN parts = 1 THEN record_id ELSE split_part(record_id, '|', 1) END AS id, year(coalesce(happened_at, {at})) AS in_year
FROM numbered JOIN broken USING (standard, role)
"""
NUMBERED = """
CREATE TEMP VIEW numbered AS SELECT row_number() OVER () AS number, * FROM (
  SELECT standard, settings, role, period, truth, value, owner, record_type, record_id, happened_at FROM told
  UNION ALL
  SELECT below.standard, below.settings, 'unknown_both', below.period, below.truth, above.value, below.owner, below.record_type,
         below.record_id, below.happened_at
  FROM told AS below JOIN told AS above USING (standard, settings, period, record_type, record_id)
  WHERE below.role = 'denominator' AND above.role = 'numerator' AND below.truth IS NULL AND above.truth IS NULL)
"""
OF_DENOMINATOR = (UNDECIDED, UNKNOWN_BOTH)
STOCK = f"""
SELECT standard, settings, {{who}} AS who, {{name}} AS characteristic, "group", {COUNTS} FROM ({{rows}}) GROUP BY ALL
"""
STOCK_ROWS = """
SELECT row_number() OVER () AS number, standard, settings, subject_type AS kind, subject_id AS id, owner, standing, days,
       year({at}) AS in_year FROM seen SEMI JOIN broken USING (standard)
"""


@dataclass(frozen=True)
class _Part:
    """One of the files: the counts over its rows, and which roles of a standard's ways are its own."""

    file: str
    counts: str
    rows: str
    duties: bool


PARTS = (_Part(BREAKDOWN, DUTIES, DUTY_ROWS, True), _Part(BREAKDOWN_STOCK, STOCK, STOCK_ROWS, True),
         _Part(BREAKDOWN_COUNTED, COUNTED, COUNTED_ROWS, False))


def write_breakdown(run: Path, library: Library) -> list[Path]:
    """Write the counts by group into the run's folder and return their files: breakdown.parquet of duties (standard, settings,
    period, who, characteristic, group, status, fallen_due, duties, unowned, owners), breakdown_stock.parquet of the subjects
    open at the run's moment, and breakdown_counted.parquet of what is counted otherwise.

    A group that is not recorded is null. No file is written where the library says nothing of the people, or the records
    hold none.
    """
    folder = open_run(run)
    held = Held(folder, library.tables)
    resolved = library.resolve()
    people = [one for one in read_all_characteristics(library.path, library.tables) if one.people.key in held.get(one.people.table, ())]
    counted = what_is_counted(folder)
    broken = [(one, {name: found for name, those in counted.items() if name in resolved
                     and passable(found := ways(one, resolved[name], library, those), held)}) for one in people]
    return [path for part in PARTS if (path := _write(part, folder, library, held, broken)) is not None]


Broken = Mapping[str, Mapping[Counted, Way]]


def _write(part: _Part, run: RunFolder, library: Library, held: Held,
           broken: Sequence[tuple[Characteristics, Broken]]) -> Path | None:
    periods = periods_of(run)
    with counting(run, library) as connection:
        _begin(connection, part, run, library, periods)
        begun = False
        for one, standards in broken:
            here = [(name, role, way) for name, found in standards.items() for (role, _), way in found.items()
                    if (role == "") == part.duties]
            if not here:
                continue
            _reach(connection, one, here, held)
            for query in _queries(part, one, run, held):
                connection.execute(f"{'INSERT INTO broken_down' if begun else 'CREATE TEMP TABLE broken_down AS'} {query}")
                begun = True
        if not begun:
            return None
        target = run.path / part.file
        connection.execute(f"COPY (SELECT * FROM broken_down ORDER BY ALL) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    return target


def _begin(connection: duckdb.DuckDBPyConnection, part: _Part, run: RunFolder, library: Library, periods: Periods) -> None:
    """What the part's rows need beside the files of the run."""
    if part.file == BREAKDOWN_STOCK:
        create_seen(connection, run, recurring(library.standards.values()), [(periods.month, periods.as_at)])
    if part.file == BREAKDOWN_COUNTED:
        connection.execute("DROP TABLE owners")
        connection.execute(COUNTED_OWNERS, {"counted": run.counted})
        connection.execute(TOLD, {"counted": run.counted})
        settle_answers(connection)
        connection.execute(NUMBERED)


def _reach(connection: duckdb.DuckDBPyConnection, one: Characteristics, here: Sequence[tuple[str, str, Way]], held: Held) -> None:
    """The tables `broken`, of what is broken down, and `reached`, of the people's characteristics by what leads to them."""
    connection.execute("CREATE OR REPLACE TEMP TABLE broken (standard VARCHAR, role VARCHAR, kind VARCHAR, parts INTEGER)")
    rows = sorted({(standard, one, way.kind, way.parts) for standard, role, way in here
                   for one in (role, *(OF_DENOMINATOR if role == "denominator" else ()))})
    connection.executemany("INSERT INTO broken VALUES (?, ?, ?, ?)", rows)
    taken = "".join(f", {identifier(by.column)} AS value_{index}" for index, by in enumerate(one.by)
                    if by.column in held[one.people.table])
    people = f"SELECT CAST({identifier(one.people.key)} AS VARCHAR) AS person{taken}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE reached AS SELECT * FROM ({reached((way for _, _, way in here), held)}) "
        f"LEFT JOIN ({people} FROM read_parquet({quoted(str(held.file(one.people.table)))})) USING (person)")


def _queries(part: _Part, one: Characteristics, run: RunFolder, held: Held) -> Iterator[str]:
    """For each characteristic that the records hold, the counts of the part by its groups."""
    at = f"TIMESTAMP {quoted(run.as_at.isoformat(sep=' '))}"
    rows = part.rows.format(ledger=quoted(run.ledger), at=at, fallen=FALLEN_DUE.replace("$as_at", at))
    for index, by in enumerate(one.by):
        if by.column in held[one.people.table]:
            words = {"who": quoted(one.characteristics), "name": quoted(by.name)}
            yield part.counts.format(**words, rows=_grouped(by, f"value_{index}", rows))


def _grouped(by: Characteristic, column: str, rows: str) -> str:
    """SQL: each row once in each group of its people."""
    if by.bands is None:
        people = f'SELECT DISTINCT kind, id, {group(by, column, "")} AS "group" FROM reached'
        return f"SELECT * FROM ({rows}) LEFT JOIN ({people}) USING (kind, id)"
    people = f"SELECT DISTINCT kind, id, {column} AS born FROM reached"
    return (f'SELECT DISTINCT * EXCLUDE (born), {group(by, "born", "in_year")} AS "group" '
            f"FROM ({rows}) LEFT JOIN ({people}) USING (kind, id)")
