"""The cube of counts: every duty of a run by standard, month, unit and status, and the figures that are sums of it.

The ledger is scanned once for the counts. Whether a duty joins the rate is settled here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from peelian.duties.run_folder import MEASURES, RunFolder, open_run
from peelian.duties.truth import CANNOT_TELL, COUNTED
from peelian.measures.figures import Figure
from peelian.measures.periods import UNDATED
from peelian.standards.library import Library

if TYPE_CHECKING:
    import duckdb

# Owners are numbered team by team, so that the few owners of one team take different places among the 64.
OWNERS = """
CREATE TEMP TABLE owners AS
SELECT owner_at_due AS owner,
       (row_number() OVER (ORDER BY min(team_at_due) NULLS LAST, owner_at_due) - 1)::UBIGINT % 64::UBIGINT AS place
FROM read_parquet($ledger) WHERE owner_at_due IS NOT NULL GROUP BY owner_at_due
"""
# A deadline counts in the month of its earliest moment, once its latest has passed: until then what is not done may still be
# done in time, so what is done may not count yet either. At the very moment of a run that is so too, but where the deadline is
# also the end: what was not done by then is missed, and nothing is open. A deadline that has yet to come (another moment, the end
# of a pause) falls due in no month so far, but what stopped being owed before it came is settled: it lapsed, in the month in which
# its clock started. Where one is not known, only what is settled or cannot be told has its say.
_EDITION = "(standard, split_part(edition, '/', 1))"
FALLEN_DUE = f"""
CASE WHEN due_at IS NOT NULL THEN coalesce(due_latest, due_at) < $as_at OR (coalesce(due_latest, due_at) = $as_at
          AND {_EDITION} IN (SELECT (standard, in_force_from) FROM clocks WHERE ends_at_deadline))
     WHEN started_at IS NOT NULL AND due_latest IS NULL AND reason <> 'deadline'
          AND {_EDITION} IN (SELECT (standard, in_force_from) FROM clocks WHERE may_wait) THEN status = 'lapsed'
     ELSE status IN ('{CANNOT_TELL}', 'excused', 'lapsed') END
"""
CUBE = f"""
SELECT standard, settings, period, "force", area, team_at_due AS team, status, {FALLEN_DUE} AS fallen_due,
       count(*) AS duties, count(*) FILTER (WHERE owner_at_due IS NULL) AS unowned,
       coalesce(bit_or(1::UBIGINT << place), 0)::UBIGINT AS owners
FROM read_parquet($ledger) LEFT JOIN owners ON owner = owner_at_due
GROUP BY ALL ORDER BY ALL
"""
SUMS = """
sum(duties) FILTER (WHERE fallen_due) AS fallen, sum(duties) FILTER (WHERE NOT fallen_due) AS not_yet,
bit_or(owners::UBIGINT) FILTER (WHERE fallen_due) AS owners, sum(unowned) FILTER (WHERE fallen_due) AS unowned
"""


@dataclass(frozen=True)
class Unit:
    """A part of a service: its force, area and team, each None where not recorded."""

    force: str | None
    area: str | None
    team: str | None


def write_measures(run: Path, library: Library | None = None) -> Path:
    """Write the cube as measures.parquet in the run's folder and return its path. library: default the run's own.

    Columns: standard, settings, period (local month, or undated), force, area, team, status, fallen_due (the deadline is
    over), duties, unowned, owners (a set of 64 places, one bit each).
    """
    folder = open_run(run)
    target = run / MEASURES
    with counting(folder, folder.library(library)) as connection:
        safe = str(target).replace("'", "''")
        connection.execute(f"COPY ({CUBE}) TO '{safe}' (FORMAT parquet, COMPRESSION zstd)",
                           {"ledger": folder.ledger, "as_at": folder.as_at})
    return target


@contextmanager
def counting(run: RunFolder, library: Library) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with what FALLEN_DUE and the bits of owners need: the tables `owners` and `clocks`."""
    with run.connect() as connection:
        connection.execute(OWNERS, {"ledger": run.ledger})
        connection.execute("CREATE TEMP TABLE clocks (standard VARCHAR, in_force_from VARCHAR, may_wait BOOL, ends_at_deadline BOOL)")
        for row in _clocks(library):
            connection.execute("INSERT INTO clocks VALUES (?, ?, ?, ?)", row)
        yield connection


def _clocks(library: Library) -> Iterator[tuple[str, str, bool, bool]]:
    """Of every edition: standard, first day in force, whether its deadline may have yet to come (it is another moment, or the clock
    can stand still), and whether what is owed ends at the deadline.
    """
    for name, standard in library.standards.items():
        for edition in standard.editions:
            clock = edition.clock
            if clock is not None:
                yield (name, edition.in_force.start.isoformat(), clock.before is not None or clock.paused_while is not None,
                       clock.before is not None or clock.in_period)


Key = tuple[str, str]  # standard, settings


def figures_by_month(run: RunFolder) -> dict[Key, dict[str, Figure]]:
    """(standard, settings) → month → the whole service's figure."""
    found: dict[Key, dict[str, dict[str, tuple]]] = {}
    for standard, settings, period, status, *sums in _sums(run, "standard, settings, period"):
        found.setdefault((standard, settings), {}).setdefault(period, {})[status] = tuple(sums)
    return {key: {period: figure_of(rows) for period, rows in months.items()} for key, months in found.items()}


def figures_over(run: RunFolder, months: Sequence[str]) -> dict[Key, Figure]:
    """(standard, settings) → the whole service's figure over the given months together.

    What cannot be told and has no date may belong to any months in which something fell due, and where nothing has a date to any
    at all, so it stands among what cannot be told in these.
    """
    found, never = _over(run, months), never_dated(run)
    for key, undated in _over(run, [UNDATED]).items():
        if key in found or key in never:
            found[key] = with_unknown(found.get(key, Figure()), undated.cannot_tell)
    return found


def never_dated(run: RunFolder) -> set[Key]:
    """(standard, settings) of which no duty has a date."""
    return {key for key, months in figures_by_month(run).items() if set(months) == {UNDATED}}


def with_unknown(figure: Figure, more: int) -> Figure:
    """The figure, with so many more of which it cannot be told."""
    return replace(figure, statuses={**figure.statuses, CANNOT_TELL: figure.cannot_tell + more}) if more else figure


def _over(run: RunFolder, months: Sequence[str]) -> dict[Key, Figure]:
    found: dict[Key, dict[str, tuple]] = {}
    for standard, settings, status, *sums in _sums(run, "standard, settings", months):
        found.setdefault((standard, settings), {})[status] = tuple(sums)
    return {key: figure_of(rows) for key, rows in found.items()}


def figures_by_unit(run: RunFolder, months: Sequence[str], by: Literal["team", "area"]) -> dict[Key, dict[Unit, Figure]]:
    """(standard, settings) → unit → its figure over the given months, by name of force and unit, never by rate.

    What cannot be told and has no date stands among them, as in `figures_over`: so the units add up to the whole.
    """
    found, never = figures_within(run, months, by), never_dated(run)
    for key, undated in figures_within(run, [UNDATED], by).items():
        if key in found or key in never:
            units = found.get(key, {})
            found[key] = _by_name(units | {unit: with_unknown(units.get(unit, Figure()), one.cannot_tell)
                                           for unit, one in undated.items() if one.cannot_tell})
    return found


def figures_within(run: RunFolder, months: Sequence[str], by: Literal["team", "area"]) -> dict[Key, dict[Unit, Figure]]:
    """As `figures_by_unit`, of what is dated in these months alone."""
    found: dict[Key, dict[Unit, dict[str, tuple]]] = {}
    other = "area" if by == "team" else "team"
    columns = f'standard, settings, "force", {by}, NULL::VARCHAR AS {other}'
    for standard, settings, force, name, _, status, *sums in _sums(run, columns, months):
        unit = Unit(force, None, name) if by == "team" else Unit(force, name, None)
        found.setdefault((standard, settings), {}).setdefault(unit, {})[status] = tuple(sums)
    return {key: _by_name({unit: figure_of(rows) for unit, rows in units.items()}) for key, units in found.items()}


def _by_name(units: dict[Unit, Figure]) -> dict[Unit, Figure]:
    return {unit: units[unit] for unit in sorted(units, key=lambda one: (one.force or "~", one.team or one.area or "~"))}


def _sums(run: RunFolder, columns: str, months: Sequence[str] | None = None) -> list[tuple]:
    within = "" if months is None else f"WHERE period IN ({', '.join('?' for _ in months)})"
    query = f"SELECT {columns}, status, {SUMS} FROM read_parquet(?) {within} GROUP BY ALL"
    with run.connect() as connection:
        return connection.execute(query, [run.measures, *(months or ())]).fetchall()


def figure_of(rows: dict[str, tuple]) -> Figure:
    """From status → (fallen due, not yet, owners as bits, unowned). Only duties in the rate say whose rate it is."""
    owners = unowned = 0
    for status in COUNTED:
        _, _, bits, without = rows.get(status, (0, 0, 0, 0))
        owners |= int(bits or 0)
        unowned += int(without or 0)
    return Figure({status: int(fallen) for status, (fallen, *_) in rows.items() if fallen},
                  sum(int(not_yet or 0) for _, not_yet, *_ in rows.values()), owners.bit_count(), unowned)
