"""Which rules would be decided by a column that is blank in every row.

A column that nobody ever filled says the same whether the thing was never done or was never extracted. Where every duty
would fail (or no record could count) by such a column alone, the extract does not hold the answer, unless the force says in
its settings that the column is really empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from peelian.standards.rules import (
    All,
    ColumnMoment,
    CountedRule,
    Has,
    ManyMoments,
    MomentNode,
    Need,
    Node,
    ProofStep,
    RelatedMoment,
    RelatedRows,
    Rule,
    Test,
)

IN_EVERY_ROW = " (blank in every row)"
WHOLES = ("denominator", "population")  # none of them is no share at all, and is said to be


def decided_by_blank(rule: Rule | CountedRule, blank: Collection[Need]) -> set[Need]:
    """The blank columns without which nothing can be proved under the rule, or nothing counted; empty where it can."""
    if not blank:
        return set()
    if isinstance(rule, CountedRule):
        return set() if rule.role in WHOLES else {need for need in _always_asked(rule.where) if need in blank}
    found: set[Need] = set()
    for group in rule.proofs:
        leaning = [{need for need in _asked_of_proof(step) if need in blank} for step in group]
        if all(leaning):  # one way of proving that can hold is enough
            found.update(*leaning)
    return found


def _asked_of_proof(step: ProofStep) -> Iterator[Need]:
    yield from _always_needed(step.moment)
    if step.rows is not None:
        yield from _asked_of_rows(step.rows)


def _asked_of_rows(rows: RelatedRows) -> Iterator[Need]:
    yield from _always_asked(rows.where)
    if rows.at is not None:
        yield Need(rows.frame.base, rows.at)


def _always_asked(node: Node) -> Iterator[Need]:
    """The columns of the tests that must all be true; a blank answers `known: false`, and other parts may those of `any` or `not`."""
    if isinstance(node, All):
        for part in node.parts:
            yield from _always_asked(part)
    elif isinstance(node, Has) and node.at_least > 0:
        yield from _asked_of_rows(node.rows)
    elif isinstance(node, Test) and (node.operation, node.value) != ("known", False):
        yield Need(node.ref.table, node.ref.column)


def _always_needed(node: MomentNode | None) -> Iterator[Need]:
    if isinstance(node, ColumnMoment):
        yield Need(node.ref.table, node.ref.column)
    elif isinstance(node, RelatedMoment):
        yield from _asked_of_rows(node.rows)
    elif isinstance(node, ManyMoments) and len(node.parts) == 1:
        yield from _always_needed(node.parts[0])
