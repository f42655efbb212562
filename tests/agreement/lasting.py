"""Of which standards it may be asked that a status moves only along the edges: those whose facts last.

A fact lasts when it stays true once it is true. "Not yet returned" does not last, nor does "the last reminder": a standard
that leans on such a fact changes its mind as time moves on, and says so in its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from peelian.records.tables import Table
from peelian.standards.rules import (
    All,
    Any,
    ColumnMoment,
    EndRule,
    Has,
    ManyMoments,
    MomentNode,
    Node,
    Not,
    RelatedRows,
    Rule,
    Test,
)

Tables = Mapping[str, Table]


def lasting(rule: Rule, tables: Tables) -> bool:
    """Whether population, proofs, exceptions and ends of a rule last. Start and deadline are compared row by row."""
    conditions = [rule.where, *(one.when for one in rule.excuses)]
    if rule.nth is not None:
        conditions.append(rule.nth.where)
    if rule.period is not None:
        conditions.append(rule.period.where)
    steps = [step for group in rule.proofs for step in group]
    moments = [step.moment for step in steps] + [one.at for one in rule.excuses]
    return (all(node_lasts(node, tables) for node in conditions)
            and all(moment_lasts(node, tables) for node in moments if node is not None)
            and all(_rows_last(step.rows, tables) for step in steps if step.rows is not None)
            and all(_end_lasts(end, tables) for end in rule.ends))


def node_lasts(node: Node, tables: Tables) -> bool:
    if isinstance(node, All | Any):
        return all(node_lasts(part, tables) for part in node.parts)
    if isinstance(node, Not):
        return settled(node.part, tables)
    if isinstance(node, Has):
        return _rows_last(node.rows, tables)
    return _test_lasts(node, tables)


def _test_lasts(test: Test, tables: Tables) -> bool:
    column = tables[test.ref.table].all_columns[test.ref.column]
    if test.operation == "known":
        return bool(test.value)
    if test.operation in ("before", "on_or_before"):
        return not column.planned  # a date agreed stands before what has not happened, until that happens before it
    return True


def settled(node: Node, tables: Tables) -> bool:
    """Whether a condition never changes: values that stand from the row's entry on."""
    if isinstance(node, All | Any):
        return all(settled(part, tables) for part in node.parts)
    if isinstance(node, Not):
        return settled(node.part, tables)
    if isinstance(node, Has):
        return False
    column = tables[node.ref.table].all_columns[node.ref.column]
    return node.operation != "known" and not column.is_moment and column.since is None


def moment_lasts(node: MomentNode, tables: Tables) -> bool:
    """Whether a moment that has come stays the same: a column, a first, or the earliest of such."""
    if isinstance(node, ColumnMoment):
        return True
    if isinstance(node, ManyMoments):
        return not node.latest and all(moment_lasts(part, tables) for part in node.parts)
    return not node.last and _rows_last(node.rows, tables)


def _rows_last(rows: RelatedRows, tables: Tables) -> bool:
    return node_lasts(rows.where, tables)


def _end_lasts(end: EndRule, tables: Tables) -> bool:
    """An end's condition has to be settled when its moment comes, or the end would be found after it has passed."""
    return moment_lasts(end.at, tables) and settled(end.when, tables)


def leans_on_holder(rule: Rule) -> bool:
    """Whether a proof is compared with who held the subject: a hand-over that is entered late may take it away."""
    steps = [step for group in rule.proofs for step in group if step.rows is not None]
    return any(tie.against is None for step in steps for tie in step.rows.correlations)  # type: ignore[union-attr]


def leans_on_order(value: object) -> bool:
    """Whether a rule asks if a moment was before another: one entered late may turn out to have come first."""
    if isinstance(value, Test) and value.operation in ("before", "on_or_before"):
        return True
    if isinstance(value, tuple):
        return any(leans_on_order(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return any(leans_on_order(getattr(value, field.name)) for field in fields(value))
    return False
