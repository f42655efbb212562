"""The few rows of a run's records that one duty stands on, so that explaining it never loads a table whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peelian.clocks import DAY_OF_HOURS, NEVER, LocalCalendar, micros
from peelian.duties.reference.triggers import triggers
from peelian.duties.reference.world import World
from peelian.records.tables import LATEST, Table
from peelian.standards.needs import related_of_moment
from peelian.standards.rules import All, Frame, Has, Node, Not, Ref, RelatedRows, Rule, Test
from peelian.standards.rules import Any as AnyOf

MOST_UNLINKED = 20_000  # of the rows without a link that may be the proof, the first from the day of the start on
if TYPE_CHECKING:
    import duckdb

Rows = dict[str, dict[str, dict[str, Any]]]  # table -> key text -> row


class Slice:
    """Rows gathered from `records/<table>.parquet`, table by table, by the values of a column.

    whole: whether every row without a link that may be a proof was read, however many there are.
    """

    def __init__(self, records: Path, tables: dict[str, Table]):
        import duckdb

        self.records, self.tables = records, tables
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.rows: Rows = {name: {} for name in tables}
        self.whole = True

    def fetch(self, table: str, column: str, values: Iterable[Any]) -> list[dict[str, Any]]:
        """The rows whose column is one of the values, kept and returned."""
        wanted = sorted({str(value) for value in values if value is not None})
        relation = self._relation(table)
        if not wanted or relation is None or column not in relation.columns:
            return []
        return self._kept(table, self.connection.execute(
            f"SELECT * FROM relation WHERE {_quoted(column)}::VARCHAR IN (SELECT unnest(?))", [wanted]))

    def fetch_unlinked(self, rows: RelatedRows, column: str, since: int | None, as_at: int) -> None:
        """Keep the first rows without a value in a key column that may be a proof by their other keys, days and condition.

        since: an instant of the first day (microseconds; None: from ever). as_at: one of the last day.
        """
        relation, at = self._relation(rows.frame.base), rows.at
        if relation is None or column not in relation.columns:
            return
        first = _quoted(at) if at in relation.columns and at else "NULL::TIMESTAMP"
        last = f"coalesce({_quoted(f'{at}{LATEST}')}, {first})" if f"{at}{LATEST}" in relation.columns else first
        asked = [f"{_quoted(column)} IS NULL", f"({first} IS NULL OR epoch_us({first}) < {_day(as_at) + DAY_OF_HOURS})"]
        if since is not None:
            asked.append(f"({first} IS NULL OR epoch_us({last}) >= {_day(since)})")
        values: list[list[str]] = []
        for other, ref in rows.keys:
            if other != column and other in relation.columns:
                asked.append(_blank_or_in(other, values, [str(one) for one in _values(self, ref) if one is not None]))
        asked.append(self._possible(rows.where, rows.frame.base, set(relation.columns), values) or "true")
        found = self._kept(rows.frame.base, self.connection.execute(
            f"SELECT * FROM relation WHERE {' AND '.join(asked)} ORDER BY {first} LIMIT {MOST_UNLINKED + 1}", values))
        self.whole = self.whole and len(found) <= MOST_UNLINKED

    def _possible(self, node: Node, base: str, present: set[str], values: list[list[str]]) -> str | None:
        """SQL that is true of every row of which a condition may be true; None where only the reference can say.

        A blank is not known, and what stands since a moment may be blanked later on: neither is ever left out.
        """
        if isinstance(node, All):
            parts = [part for one in node.parts if (part := self._possible(one, base, present, values))]
            return " AND ".join(parts) or None
        if not isinstance(node, Test) or node.ref.table != base or node.ref.column not in present:
            return None
        column = self.tables[base].column(node.ref.column)
        if column is None or column.is_moment or column.since:
            return None
        if node.operation == "known":
            return f"{_quoted(node.ref.column)} IS {'NOT ' if node.value else ''}NULL"
        wanted = node.value if isinstance(node.value, tuple) else (node.value,)
        if node.operation not in ("is", "in") or not all(isinstance(one, str) for one in wanted):
            return None
        return _blank_or_in(node.ref.column, values, [str(one) for one in wanted])

    def _relation(self, table: str) -> duckdb.DuckDBPyRelation | None:
        path = self.records / f"{table}.parquet"
        return self.connection.read_parquet(str(path)) if path.is_file() else None

    def _kept(self, table: str, found: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
        key = self.tables[table].key
        result = []
        for row in found.to_arrow_table().to_pylist():
            made = {name: micros(value) if hasattr(value, "hour") else value for name, value in row.items()}
            self.rows[table]["|".join(str(made.get(part)) for part in key)] = made
            result.append(made)
        return result

    def as_lists(self) -> dict[str, list[dict[str, Any]]]:
        return {name: list(rows.values()) for name, rows in self.rows.items()}


def rows_of_duty(rule: Rule, records: Path, tables: dict[str, Table], subject: str, calendar: LocalCalendar,
                 as_at: int) -> Slice:
    """Every row that the duties of one subject under one rule can lean on, as at a moment (microseconds, UTC)."""
    found = Slice(records, tables)
    _base(rule, found, subject)
    _follow(rule.frame, found)
    for rows in related_rows_of(rule):
        _related(rows, found)
    holder = rule.attribution.holder
    if holder is not None and holder.record and holder.same and holder.key is not None:
        found.fetch(holder.record, holder.same, _values(found, holder.key))
    since = _first_start(rule, found, calendar, as_at)
    for step in (step for group in rule.proofs for step in group):
        if step.rows is not None:
            for column, _ in step.rows.keys:
                found.fetch_unlinked(step.rows, column, None if step.early else since, as_at)
            _within(step.rows, found)
    return found


def _first_start(rule: Rule, found: Slice, calendar: LocalCalendar, as_at: int) -> int | None:
    """The earliest instant at which a clock of the subject starts; None where nobody knows."""
    world = World(found.tables, found.as_lists(), calendar, as_at)
    starts = [one.start.lo for one in triggers(rule, world) if one.start is not None]
    return min(starts) if starts and min(starts) > -NEVER else None


def _related(rows: RelatedRows, found: Slice) -> None:
    """Related rows, and what their own condition looks at."""
    for column, ref in rows.keys:
        found.fetch(rows.frame.base, column, _values(found, ref))
    _within(rows, found)


def _within(rows: RelatedRows, found: Slice) -> None:
    _follow(rows.frame, found)
    for inner in _has(rows.where):
        _related(inner, found)


def _quoted(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _blank_or_in(column: str, values: list[list[str]], wanted: list[str]) -> str:
    """SQL for a blank, or one of the texts, which are appended to the query's values."""
    values.append(sorted(set(wanted)))
    return f"({_quoted(column)} IS NULL OR {_quoted(column)}::VARCHAR IN (SELECT unnest(${len(values)}::VARCHAR[])))"


def _day(instant: int) -> int:
    """The first instant of its UTC day: a row without a link is judged by whole days."""
    return instant // DAY_OF_HOURS * DAY_OF_HOURS


def _base(rule: Rule, found: Slice, subject: str) -> None:
    """The base rows that lead to the subject: directly, or back through the joins that reach its table."""
    wanted: dict[str, list[tuple[str, list[Any]]]] = {rule.subject.table: [(rule.subject.column, [subject])]}
    for join in reversed(rule.frame.joins):
        for column, values in wanted.get(join.table, []):
            rows = found.fetch(join.table, column, values)
            for left, own in join.on:
                wanted.setdefault(left.table, []).append((left.column, [row.get(own) for row in rows]))
    for column, values in wanted.get(rule.frame.base, []):
        rows = found.fetch(rule.frame.base, column, values)
        if rule.nth is not None:
            found.fetch(rule.frame.base, rule.nth.per, [row.get(rule.nth.per) for row in rows])


def _follow(frame: Frame, found: Slice) -> None:
    for join in frame.joins:
        for left, column in join.on:
            found.fetch(join.table, column, _values(found, left))


def _values(found: Slice, ref: Ref) -> list[Any]:
    return [row.get(ref.column) for row in found.rows[ref.table].values()]


def related_rows_of(rule: Rule) -> list[RelatedRows]:
    """Every set of related rows that a rule looks at: proofs, moments and `has`."""
    found: list[RelatedRows] = []
    clock = rule.clock
    moments = [clock.starts, clock.deadline, *(clock.pause or ()), *(one.at for one in rule.ends),
               *(one.at for one in rule.excuses)]
    grouped = [one.where for one in (rule.nth, rule.period) if one is not None]
    nodes: list[Node] = [rule.where, *grouped, *(one.when for one in rule.excuses), *(one.when for one in rule.ends),
                         *(when for when, _ in rule.risk_when), *(when for when, _ in clock.lengths if when)]
    for group in rule.proofs:
        for step in group:
            moments.append(step.moment)
            if step.rows is not None:
                found.append(step.rows)
    found.extend(rows for node in moments for rows in related_of_moment(node))
    for node in nodes:
        found.extend(_has(node))
    return found


def _has(node: Node) -> list[RelatedRows]:
    if isinstance(node, Has):
        return [node.rows]
    if isinstance(node, All | AnyOf):
        return [rows for part in node.parts for rows in _has(part)]
    return _has(node.part) if isinstance(node, Not) else []
