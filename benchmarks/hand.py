"""The ledger of the duty standards by DuckDB SQL written by hand, for a ledger that Peelian's plan can be held against.

Each file of `hand/` is one SELECT that gives the start, deadline, proof, end and exception of each duty of a standard;
`_macros.sql` does the calendar, `_shared.sql` gathers what several standards ask for, and the ending below, the same
for all, tells the status. Only columns of type `date` may be coarse, as in the simulated records.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from peelian.clocks import DAY_OF_HOURS, EPOCH_DAY, NEVER, LocalCalendar, micros
from peelian.duties.ledger import LEDGER_COLUMNS, MOMENT, SORT
from peelian.records.tables import LATEST, Table

FOLDER = Path(__file__).parent / "hand"
HEADER = re.compile(r"^-- (subject_type|owed_by|edition|kind|holder|way): (.*)$", re.MULTILINE)
SQL_TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "num": "DOUBLE"}
# What a file may leave out, where it cannot arise in its standard.
DEFAULTS = {"pop": "true", "s_sure": "true", "area": "NULL::VARCHAR", "risk": "'medium'", "u_hi": "u", "d_hi": "d", "p": "d",
            "e_lo": "NULL::BIGINT", "e_hi": "e_lo", "ended_at": "e_lo", "end_reason": "''", "x": "false",
            "x_reason": "''", "excused_at": "NULL::BIGINT", "proof_entered_at": "NULL::BIGINT"}


def standards() -> list[str]:
    """The standards that have SQL by hand, in the order of their names."""
    return sorted({file.name.split(".")[0] for file in FOLDER.glob("[a-z]*.sql")})


def prepare(connection: duckdb.DuckDBPyConnection, calendar: LocalCalendar) -> None:
    """Bring in the calendar and the macros."""
    _calendar(connection, calendar)
    connection.execute((FOLDER / "_macros.sql").read_text(encoding="utf-8"))


def show(connection: duckdb.DuckDBPyConnection, records: Path, tables: dict[str, Table], as_at: int) -> None:
    """Show the records as they could be seen at `as_at`."""
    connection.execute("SET VARIABLE as_at = $1::BIGINT", [as_at])
    for name, table in tables.items():
        path = records / f"{name}.parquet"
        if path.is_file():
            connection.execute(_seen(connection, name, table, path))


def share(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that several standards read."""
    connection.execute((FOLDER / "_shared.sql").read_text(encoding="utf-8"))


def query(connection: duckdb.DuckDBPyConnection, standard: str) -> str:
    """The SQL of the ledger rows of one standard, unsorted, moments as microseconds."""
    files = [file for file in sorted(FOLDER.glob("[a-z]*.sql")) if file.name.split(".")[0] == standard]
    return "\nUNION ALL\n".join(_ended(connection, standard, file.read_text(encoding="utf-8")) for file in files)


def _calendar(connection: duckdb.DuckDBPyConnection, calendar: LocalCalendar) -> None:
    ahead = [_ahead(calendar, year) for year in range(1970, 2060)]
    for name, values in (("ahead_from", [one[0] for one in ahead]), ("ahead_to", [one[1] for one in ahead])):
        connection.execute(f"SET VARIABLE {name} = $1::BIGINT[]", [values])
    working = [(one.day - EPOCH_DAY).days for one in calendar.days if one.working]
    first, last = ((day - EPOCH_DAY).days for day in (calendar.first, calendar.last))
    following, index = [], 0
    for day in range(first, last - 30):
        while working[index] <= day:
            index += 1
        following.append((day, working[index], working[index + 1], working[index + 4]))
    _table(connection, "working_days", ("day", "first", "second", "fifth"), following)
    # The statutory clock that leaves days out: each counted day with the counted time before and after it.
    rows, before = [], 0
    for one in calendar.days:
        begins, ends = calendar.day_start(one.day), calendar.day_end(one.day) + 1
        counted = 0 if "dvpo_excluded" in one.sets else ends - begins
        rows.append(((one.day - EPOCH_DAY).days, begins, before, counted))
        before += counted
    _table(connection, "order_days", ("day", "begins", "before", "counted"), rows)


def _table(connection: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    shown = ", ".join(f"unnest(${number}::BIGINT[]) AS {column}" for number, column in enumerate(columns, 1))
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT {shown}", [list(values) for values in zip(*rows, strict=True)])


def _ahead(calendar: LocalCalendar, year: int) -> tuple[int, int]:
    """The instants in a year between which local time is an hour ahead of UTC."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    switched = [day for day in days if calendar.day_start(day) % DAY_OF_HOURS]
    if not switched or len(switched) == len(days):
        return (0, NEVER) if switched else (NEVER, NEVER)
    # The clocks change at one in the morning, UTC: on the day before the first such midnight, and on the last such day.
    first, last = (micros(datetime(day.year, day.month, day.day, 1)) for day in (switched[0], switched[-1]))
    return first - DAY_OF_HOURS, last


def _seen(connection: duckdb.DuckDBPyConnection, name: str, table: Table, path: Path) -> str:
    """A view of a table as at the run's moment: rows that had happened and were entered, moments that had come."""
    present = set(connection.read_parquet(str(path)).columns)

    def micros(column: str) -> str:
        return f'epoch_us("{column}"::TIMESTAMP)' if column in present else "NULL::BIGINT"

    shown = []
    for word, column in table.all_columns.items():
        if not column.is_moment:
            kind = SQL_TYPES.get(column.type, "VARCHAR")
            shown.append(f'"{word}"::{kind} AS "{word}"' if word in present else f'NULL::{kind} AS "{word}"')
            continue
        value = micros(word)
        implied = " OR ".join(f'"{other}"' if table.all_columns[other].type == "bool" else f'"{other}" IS NOT NULL'
                              for other in table.shown_by(word) if other in present)
        unknown = f"WHEN {value} IS NULL AND ({implied}) THEN {-NEVER} " if implied else ""
        known = "true" if column.planned else f"{value} <= t()"
        shown.append(f'CASE {unknown}WHEN {known} THEN {value} END AS "{word}"')
        if column.type == "date":
            latest = f"coalesce({micros(word + LATEST)}, {value})"
            latest = latest if column.planned else f"least({latest}, t())"
            shown.append(f'CASE WHEN {known} THEN {latest} END AS "{word}_hi"')
    seen = [f'("{word}" IS NULL OR epoch_us("{word}"::TIMESTAMP) <= t())'
            for word in (table.happened, "entered_at") if word and word in present]
    return (f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT {", ".join(shown)} FROM read_parquet(\'{path}\')'
            + (f" WHERE {' AND '.join(seen)}" if seen else ""))


def _ended(connection: duckdb.DuckDBPyConnection, standard: str, core: str) -> str:
    about = dict(HEADER.findall(core))
    columns = {row[0] for row in connection.execute(f"DESCRIBE {core}").fetchall()}
    found = {"d": "found.lo", "proof_id": "found.id", "proof_entered_at": "found.entered"} if "found" in columns else {}
    left_out = found | {name: value for name, value in DEFAULTS.items() if name not in found}
    filled = ", ".join(f"{value} AS {name}" for name, value in left_out.items() if name not in columns)
    held = about.get("holder", "own")
    then = "CASE WHEN u = -never() THEN t() ELSE least(u, t()) END"
    if held == "crime":
        holders = [f"team_then(last_from, last_team, held, {then})", f"owner_then(last_from, last_owner, held, {then})",
                   "last_team", "last_owner"]
    else:
        holders = ["team", "owner", "team", "owner"]
    # Where it is owed before something, it can no longer be done once that has come.
    bounded = about.get("kind") in ("before", "in_period")
    gone_lo, gone_hi = ("least(e_lo, u)", "least(e_hi, u_hi)") if bounded else ("e_lo", "e_hi")
    too_late = f"CASE WHEN e_hi <= t() THEN end_reason ELSE '{'too late' if bounded else ''}' END"
    afterwards = "afterwards" if about.get("kind") == "before" else ""
    moments = {"started_at": "CASE WHEN s > -never() THEN s END", "due_at": "CASE WHEN abs(u) < never() THEN u END",
               "due_latest": "CASE WHEN u_hi > u AND u_hi < never() THEN u_hi END",
               "done_at": "CASE WHEN d > -never() THEN d END", "ended_at": "CASE WHEN ended_at > -never() THEN ended_at END",
               "excused_at": "CASE WHEN excused_at > -never() THEN excused_at END", "proof_entered_at": "proof_entered_at"}
    way = f"{about['way']}:" if "way" in about else ""  # which kind of trigger, where the standard has several
    values = {
        "duty_id": f"'{standard}|' || subject_id || '|{way}' || trigger_id", "standard": f"'{standard}'", "edition": about.get("edition", "'2015-01-01'"),  # noqa: E501
        "settings": "'force'", "subject_type": f"'{about['subject_type']}'", "subject_id": "subject_id",
        "trigger_id": "trigger_id", "force": "force_code", "area": "area", "team_at_due": holders[0],
        "owner_at_due": holders[1], "team_now": holders[2], "owner_now": holders[3], "owed_by": f"'{about['owed_by']}'",
        "risk": "risk", "period": "CASE WHEN abs(u) < never() THEN month_of(u) WHEN s > -never() THEN month_of(s) "
                                  "ELSE 'undated' END",
        "status": "['cannot_tell', 'cannot_tell', 'met', 'cannot_tell', 'excused', 'cannot_tell', 'lapsed', 'cannot_tell',"
                  " 'met_late', 'cannot_tell', 'missed', 'cannot_tell', 'due', 'cannot_tell', 'overdue'][line]",
        "reason": f"CASE line WHEN 1 THEN 'population' WHEN 2 THEN 'start' WHEN 4 THEN 'proof' WHEN 5 THEN x_reason "
                  f"WHEN 6 THEN 'exception' WHEN 7 THEN end_reason WHEN 8 THEN 'end' WHEN 9 THEN '{afterwards}' "
                  f"WHEN 10 THEN 'proof' WHEN 11 THEN {too_late} WHEN 12 THEN 'end' WHEN 14 THEN 'deadline' ELSE '' END",
        "proof_id": "proof_id", **moments}
    shown = ",\n    ".join(f'{values[name]} AS "{name}"' for name in LEDGER_COLUMNS)
    return f"""SELECT {shown}
FROM (
    SELECT *, CASE
        WHEN pop IS NULL THEN 1
        WHEN s = -never() OR NOT s_sure THEN 2
        WHEN d_hi <= u THEN 3
        WHEN p <= u_hi THEN 4
        WHEN x THEN 5
        WHEN x IS NULL THEN 6
        WHEN e_hi < u THEN 7
        WHEN e_lo < u_hi THEN 8
        WHEN d IS NOT NULL THEN 9
        WHEN p IS NOT NULL THEN 10
        WHEN {gone_hi} <= t() THEN 11
        WHEN {gone_lo} <= t() THEN 12
        WHEN t() <= u THEN 13
        WHEN t() <= u_hi THEN 14
        ELSE 15 END AS line
    FROM (SELECT *{", " + filled if filled else ""} FROM (
{core}
    ))
)"""


def as_timestamps(sql: str, order: Iterable[str] = SORT) -> str:
    """Ledger rows with moments as timestamps, in the order in which a ledger is written."""
    shown = ", ".join(f'make_timestamp("{name}") AS "{name}"' if kind == MOMENT else f'"{name}"'
                      for name, kind in LEDGER_COLUMNS.items())
    return f"SELECT {shown} FROM ({sql}) ORDER BY {', '.join(order)}"
