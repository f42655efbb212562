"""Three-valued conditions and moments, one function for each kind of node."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any as AnyValue

from peelian.clocks import LONGEST_DAY
from peelian.duties.reference.sight import NOT_YET, Row, Span, together, unknown_moment
from peelian.duties.reference.world import Context, World, is_unseen, span_of, value_of
from peelian.standards.rules import (
    All,
    Any,
    ColumnMoment,
    Has,
    Later,
    ManyMoments,
    MomentNode,
    Node,
    Not,
    RelatedMoment,
    RelatedRows,
    Test,
)

Truth = bool | None


def all_of(answers: Iterable[Truth]) -> Truth:
    known = list(answers)
    return False if False in known else None if None in known else True


def any_of(answers: Iterable[Truth]) -> Truth:
    known = list(answers)
    return True if True in known else None if None in known else False


def not_of(answer: Truth) -> Truth:
    return None if answer is None else not answer


def truth(node: Node, context: Context, world: World) -> Truth:
    """A condition's answer for one row of a frame."""
    if isinstance(node, All):
        return all_of([truth(part, context, world) for part in node.parts])
    if isinstance(node, Any):
        return any_of([truth(part, context, world) for part in node.parts])
    if isinstance(node, Not):
        return not_of(truth(node.part, context, world))
    if isinstance(node, Has):
        return _has(node, context, world)
    answer = _test(node, context, world)
    world.told(node.place, answer, _record(context, node.ref.table, world))
    return answer


def _record(context: Context, table: str, world: World) -> list[tuple[str, str]]:
    row = context.get(table)
    return [] if row is None or is_unseen(context, table) else [(table, world.key(table, row))]


def _has(node: Has, context: Context, world: World) -> Truth:
    rows = related_rows(node.rows, context, world)
    certain = sum(1 for _, answer in rows if answer)
    possible = sum(1 for _, answer in rows if answer is None)
    answer: Truth = True if certain >= node.at_least else None if certain + possible >= node.at_least else False
    if key_unseen(node.rows, context):
        answer = None
    name = node.rows.frame.base
    world.told(node.place, answer, [(name, world.key(name, row)) for row, _ in rows])
    return answer


def key_unseen(rows: RelatedRows, context: Context) -> bool:
    """Whether what ties rows to the duty stands in a row that is not seen: then nobody knows which they are."""
    return any(is_unseen(context, ref.table) and value_of(context, ref) is None for _, ref in rows.keys)


def related_rows(rows: RelatedRows, context: Context, world: World) -> list[tuple[Row, Truth]]:
    """The linked rows whose own condition is true or unknown, with that answer."""
    columns = tuple(column for column, _ in rows.keys)
    values = tuple(value_of(context, ref) for _, ref in rows.keys)
    found: list[tuple[Row, Truth]] = []
    for row in world.matching(rows.frame.base, columns, values):
        answer = own_truth(rows, row, world)
        if answer is not False:
            found.append((row, answer))
    return found


def own_truth(rows: RelatedRows, row: Row, world: World) -> Truth:
    """The related row's own condition, over the row's own frame."""
    return truth(rows.where, world.contexts(rows.frame, row)[0], world)


def _test(test: Test, context: Context, world: World) -> Truth:
    operation, value = test.operation, test.value
    if operation in ("before", "after", "on_or_before", "on_or_after"):
        right = _later(context, value) if isinstance(value, Later) else span_of(context, value)  # type: ignore[arg-type]
        answer = _compare_moments(operation, span_of(context, test.ref), right)
    else:
        answer = _test_value(test, context, world)
    if test.since is None:
        return answer
    since = span_of(context, test.since)
    return False if since is None else answer if since.sure else all_of([answer, None])


def _test_value(test: Test, context: Context, world: World) -> Truth:
    left = value_of(context, test.ref)
    operation, value = test.operation, test.value
    if operation == "known":  # to the records at hand
        return (left is not None and not is_unseen(context, test.ref.table)) == value
    if operation in ("same_as", "differs_from"):
        other = value_of(context, value)  # type: ignore[arg-type]
        if isinstance(left, Span) and isinstance(other, Span):
            same = _same_moments(left, other, dates=world.is_date(test.ref) and world.is_date(value))  # type: ignore[arg-type]
        else:
            same = same_values(left, other)
        return same if operation == "same_as" else not_of(same)
    if left is None:
        return None
    return _compare(operation, left, value)


def same_values(left: AnyValue, right: AnyValue) -> Truth:
    """Unknown where either is, or is a moment that may not have come."""
    unknown = any(value is None or (isinstance(value, Span) and not value.sure) for value in (left, right))
    return None if unknown else bool(left == right)


def _same_moments(left: Span, right: Span, *, dates: bool) -> Truth:
    """The same where both are known to the microsecond or, of two dates, to one local day; not the same where they lie apart."""
    if not left.sure or not right.sure:
        return None
    if left.hi < right.lo or right.hi < left.lo:
        return False
    known = left.hi - left.lo < LONGEST_DAY if dates else left.lo == left.hi
    return True if known and (left.lo, left.hi) == (right.lo, right.hi) else None


def _later(context: Context, value: Later) -> Span | None:
    span = span_of(context, value.ref)
    return None if span is None else span._replace(lo=span.lo + value.by, hi=span.hi + value.by)


def _compare(operation: str, left: AnyValue, value: AnyValue) -> bool:
    if operation == "is":
        return bool(left == value)
    if operation == "in":
        return left in value
    if operation == "not_in":
        return left not in value
    return bool({"at_least": left >= value, "at_most": left <= value, "more_than": left > value,
                 "less_than": left < value}[operation])


def _compare_moments(operation: str, left: Span | None, right: Span | None) -> Truth:
    """left (before | on or before | after | on or after) right, for every possibility of both."""
    if left is None:
        return False
    right = right or NOT_YET
    answer = _compare_spans(operation, left, right._replace(hi=right.latest))
    return answer if left.sure else all_of([answer, None])  # what has not come is none of these


def _compare_spans(operation: str, left: Span, right: Span) -> Truth:
    if operation == "before":
        return True if left.hi < right.lo else False if left.lo >= right.hi else None
    if operation == "on_or_before":
        return True if left.hi <= right.lo else False if left.lo > right.hi else None
    if operation == "after":
        return True if left.lo > right.hi else False if left.hi <= right.lo else None
    return True if left.lo >= right.hi else False if left.hi < right.lo else None


def moment_of(node: MomentNode | None, context: Context, world: World) -> Span | None:
    """The span of a moment, or None where it has not happened."""
    if node is None:
        return None
    if isinstance(node, ColumnMoment):
        return span_of(context, node.ref)
    if isinstance(node, RelatedMoment):
        return _related_moment(node, context, world)
    return _many(node, context, world)


def _related_moment(node: RelatedMoment, context: Context, world: World) -> Span | None:
    name, at = node.rows.frame.base, node.rows.at or ""
    if key_unseen(node.rows, context):
        return unknown_moment(world.tables[name].all_columns[at], world.as_at)
    found = [row[at]._replace(sure=answer is True) for row, answer in related_rows(node.rows, context, world)
             if row.get(at) is not None]
    return together(found, latest=node.last)


def _many(node: ManyMoments, context: Context, world: World) -> Span | None:
    spans = [span for span in (moment_of(part, context, world) for part in node.parts) if span is not None]
    return together(spans, latest=node.latest)
