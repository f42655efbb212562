"""Of which standards it may be asked that a status moves only along the edges: those whose facts last.

A fact lasts when it stays true once it is true, and is true from its own moment on. "Not yet returned" does not last, nor
does "the last reminder", nor a proof or an end whose condition comes true only later: a standard that leans on such a fact
changes its mind as time moves on, and says so in its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from peelian.records.tables import Table
from peelian.standards.rules import (
    All,
    Any,
    ColumnMoment,
    ExcuseRule,
    Has,
    ManyMoments,
    MomentNode,
    Node,
    Not,
    Rule,
    Test,
    tests,
)

Tables = Mapping[str, Table]


def lasting(rule: Rule, tables: Tables) -> bool:
    """Whether population, proofs, exceptions and ends of a rule last. Start and deadline are compared row by row."""
    population = [rule.where, *(one.where for one in (rule.nth, rule.period) if one is not None)]
    steps = [step for group in rule.proofs for step in group]
    own = {rule.frame.base, *(join.table for join in rule.frame.joins if join.inner)}
    return (all(node_lasts(node, tables) for node in population)
            and all(moment_lasts(step.moment, tables) for step in steps if step.moment is not None)
            and all(settled(step.rows.where, tables) for step in steps if step.rows is not None)
            and all(_excuse_lasts(excuse, own, tables) for excuse in rule.excuses)
            and all(moment_lasts(end.at, tables) and settled(end.when, tables) for end in rule.ends))


def _excuse_lasts(excuse: ExcuseRule, own: set[str], tables: Tables) -> bool:
    """Its moment says since when it is true; that a linked row is there at all has no moment.

    What may be learned later counts without a moment, so it lasts only where it cannot come true later.
    """
    if excuse.known_later and not settled(excuse.when, tables):
        return False
    leaves = list(tests(excuse.when))
    linked = any(isinstance(leaf, Test) and leaf.operation == "known" and leaf.ref.table not in own for leaf in leaves)
    dated = excuse.at is None or moment_lasts(excuse.at, tables)
    return not linked and dated and node_lasts(excuse.when, tables) and all(
        settled(leaf.rows.where, tables) for leaf in leaves if isinstance(leaf, Has))


def node_lasts(node: Node, tables: Tables) -> bool:
    if isinstance(node, All | Any):
        return all(node_lasts(part, tables) for part in node.parts)
    if isinstance(node, Not):
        return settled(node.part, tables)
    if isinstance(node, Has):
        return node_lasts(node.rows.where, tables)
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
    """Whether a moment that has come stays the same: a column, a first, or the earliest of such.

    Of one that another column shows to have come, nobody knows when: it may turn out to have been before what came first.
    """
    if isinstance(node, ColumnMoment):
        return True
    if isinstance(node, ManyMoments):
        shown = [part for part in node.parts if isinstance(part, ColumnMoment)
                 and tables[part.ref.table].shown_by(part.ref.column)]
        return not node.latest and not shown and all(moment_lasts(part, tables) for part in node.parts)
    return not node.last and settled(node.rows.where, tables)


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
