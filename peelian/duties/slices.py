"""The few rows of a run's records that one duty stands on, so that explaining it never loads a table whole."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from peelian.clocks import micros
from peelian.records.tables import Table
from peelian.standards.needs import related_of_moment
from peelian.standards.rules import All, Frame, Has, Node, Not, Ref, RelatedRows, Rule
from peelian.standards.rules import Any as AnyOf

MOST_UNLINKED = 2_000
Rows = dict[str, dict[str, dict[str, Any]]]  # table -> key text -> row


class Slice:
    """Rows gathered from `records/<table>.parquet`, table by table, by the values of a column."""

    def __init__(self, records: Path, tables: dict[str, Table]):
        import duckdb

        self.records, self.tables = records, tables
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.rows: Rows = {name: {} for name in tables}

    def fetch(self, table: str, column: str, values: Iterable[Any], most: int | None = None) -> list[dict[str, Any]]:
        """The rows whose column is one of the values (None: is null), kept and returned."""
        path = self.records / f"{table}.parquet"
        wanted = sorted({str(value) for value in values if value is not None})
        if not path.is_file() or (not wanted and most is None):
            return []
        relation = self.connection.read_parquet(str(path))
        if column not in relation.columns:
            return []
        quoted = '"' + column.replace('"', '""') + '"'
        query = f"SELECT * FROM relation WHERE {quoted} IS NULL LIMIT {most}" if most is not None else \
            f"SELECT * FROM relation WHERE {quoted}::VARCHAR IN (SELECT unnest(?))"
        found = self.connection.execute(query, None if most is not None else [wanted]).to_arrow_table().to_pylist()
        key = self.tables[table].key
        result = []
        for row in found:
            made = {name: micros(value) if hasattr(value, "hour") else value for name, value in row.items()}
            self.rows[table]["|".join(str(made.get(part)) for part in key)] = made
            result.append(made)
        return result

    def as_lists(self) -> dict[str, list[dict[str, Any]]]:
        return {name: list(rows.values()) for name, rows in self.rows.items()}


def rows_of_duty(rule: Rule, records: Path, tables: dict[str, Table], subject: str) -> dict[str, list[dict[str, Any]]]:
    """Every row that the duties of one subject under one rule can lean on."""
    found = Slice(records, tables)
    _base(rule, found, subject)
    _follow(rule.frame, found)
    for rows in related_rows_of(rule):
        for column, ref in rows.keys:
            found.fetch(rows.frame.base, column, _values(found, ref))
        for step_rows in (step.rows for group in rule.proofs for step in group):
            if step_rows is rows:
                for column, _ in rows.keys:
                    found.fetch(rows.frame.base, column, [], MOST_UNLINKED)
        _follow(rows.frame, found)
    holder = rule.attribution.holder
    if holder is not None and holder.record and holder.same and holder.key is not None:
        found.fetch(holder.record, holder.same, _values(found, holder.key))
    return found.as_lists()


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
    nodes: list[Node] = [rule.where, *(one.when for one in rule.excuses), *(one.when for one in rule.ends),
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
