"""Editions that no record reaches: nothing begins in the days when they are in force, so that no query is written for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from peelian.clocks import NEVER
from peelian.duties.plan.walk import parts
from peelian.records.tables import LATEST, Column, Table
from peelian.standards.rules import ColumnMoment, Ref, RelatedRows, Rule

Extent = Callable[[str, str], tuple[int, int] | None]


def reached(rules: Sequence[Rule], tables: Mapping[str, Table], extent: Extent, as_at: int) -> list[Rule]:
    """The rules of one standard that may have duties, and of each way to find them the last, by which it is counted.

    extent: the least and greatest value of a column of a table; None where it has none.
    """
    last = {(rule.alternative, rule.settings): rule for rule in sorted(rules, key=lambda one: one.in_force_from)}
    return [rule for rule in rules if rule is last[rule.alternative, rule.settings]
            or _may_have_duties(rule, tables, extent, as_at)]


def _may_have_duties(rule: Rule, tables: Mapping[str, Table], extent: Extent, as_at: int) -> bool:
    first, last = _starts(rule, tables, extent, as_at)
    return rule.in_force_from <= last and rule.in_force_to > first


def _starts(rule: Rule, tables: Mapping[str, Table], extent: Extent, as_at: int) -> tuple[int, int]:
    """Bounds of the moments at which a rule's clock can start."""
    proofs = [rows for thing in rule.proofs for rows in parts(thing) if isinstance(rows, RelatedRows)]
    moments = [rule.clock.starts, *(rows for rows in proofs if rule.clock.kind == "every")]
    last = NEVER if any(_planned(ref, tables) for ref in _columns(moments)) else as_at
    start = rule.clock.starts
    linked = {join.table for join in rule.frame.joins if not join.inner}  # a row of it that is not seen may have begun any time
    if not isinstance(start, ColumnMoment) or rule.period is not None or start.ref.table in linked:
        return -NEVER, last
    column = _column(start.ref, tables)
    if column is None or tables[start.ref.table].shown_by(start.ref.column):
        return -NEVER, last
    spans = [extent(start.ref.table, start.ref.column), extent(start.ref.table, start.ref.column + LATEST)]
    known = [value for span in spans if span for value in span]
    if not known:
        return NEVER, -NEVER
    return min(known), last if rule.clock.kind == "every" else min(last, max(known))


def _columns(things: Sequence[object]) -> list[Ref]:
    """Every column whose moment can begin a clock."""
    found = [part for thing in things for part in parts(thing)]
    return [*(part for part in found if isinstance(part, Ref)),
            *(Ref(part.frame.base, part.at) for part in found if isinstance(part, RelatedRows) and part.at)]


def _planned(ref: Ref, tables: Mapping[str, Table]) -> bool:
    column = _column(ref, tables)
    return column is not None and column.planned


def _column(ref: Ref, tables: Mapping[str, Table]) -> Column | None:
    return tables[ref.table].column(ref.column)
