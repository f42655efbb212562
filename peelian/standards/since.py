"""Since when a condition has been true, so that what arose after a deadline cannot excuse it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

from peelian.records.tables import Table
from peelian.standards.rules import (
    All,
    Any,
    ColumnMoment,
    Has,
    Later,
    ManyMoments,
    MomentNode,
    Node,
    Ref,
    RelatedMoment,
    Test,
)

Tables = Mapping[str, Table]


def ways(node: Node) -> list[Node]:
    """The ways in which a condition can be true, each without a choice inside it: "this and (that or that)" has two."""
    if isinstance(node, Any):
        return [way for part in node.parts for way in ways(part)]
    if isinstance(node, All) and node.parts:
        return [parts[0] if len(parts) == 1 else All(parts) for parts in product(*(ways(part) for part in node.parts))]
    return [node]


def since(node: Node, tables: Tables) -> MomentNode | None:
    """The moment at which one way came true; None where it was true from the beginning, or nothing says since when."""
    if isinstance(node, All):
        found = [moment for part in node.parts if (moment := since(part, tables)) is not None]
        moments = tuple(dict.fromkeys(found))
        return ManyMoments(moments, latest=True) if len(moments) > 1 else moments[0] if moments else None
    if isinstance(node, Has) and node.at_least == 1 and node.rows.at is not None:
        return when_entered(RelatedMoment(node.rows, last=False))
    return _since_test(node, tables) if isinstance(node, Test) else None


def when_entered(node: MomentNode) -> MomentNode:
    """The moment by which it had happened and been entered: an exception that is entered after a deadline comes too late for it.

    Only a related row has its own moment of entry. Where it has none, it was entered as it happened.
    """
    if isinstance(node, ManyMoments):
        return replace(node, parts=tuple(when_entered(part) for part in node.parts))
    if isinstance(node, RelatedMoment):
        return ManyMoments((node, replace(node, rows=replace(node.rows, at="entered_at"))), latest=True)
    return node


def entries(node: MomentNode | None) -> tuple[Ref, ...]:
    """When the duty's own rows were entered from which a moment is read. What they say may have been entered as late as that, or
    long before, by an earlier version of the row."""
    if isinstance(node, ManyMoments):
        return tuple(dict.fromkeys(ref for part in node.parts for ref in entries(part)))
    return (Ref(node.ref.table, "entered_at"),) if isinstance(node, ColumnMoment) else ()


def _since_test(test: Test, tables: Tables) -> MomentNode | None:
    column = tables[test.ref.table].column(test.ref.column)
    assert column is not None
    if test.operation == "known" and not test.value:
        return None  # true from the beginning, until it ceases
    if column.since is not None:
        return ColumnMoment(Ref(test.ref.table, column.since))
    if column.is_moment and not column.planned:
        return ColumnMoment(test.ref)
    if test.operation in ("after", "on_or_after") and isinstance(test.value, Ref | Later):
        other = test.value if isinstance(test.value, Ref) else test.value.ref
        return _since_test(Test(other, "known", True, test.place), tables)  # what was planned is known before
    return None


def undated(node: Node) -> bool:
    """Whether a condition counts several records: the moment of the last that it took is not known."""
    if isinstance(node, All | Any):
        return any(undated(part) for part in node.parts)
    return isinstance(node, Has) and (node.at_least > 1 or node.rows.at is None)
