"""Conditions and moments as expressions. SQL's three-valued logic is Kleene's, so null is "unknown" throughout."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import ibis
from ibis.expr.types import BooleanValue, Value
from ibis.expr.types import Table as Relation

from peelian.clocks import LONGEST_DAY, NEVER
from peelian.duties.plan.wide import Span, Wide, any_of
from peelian.standards.rules import (
    ALWAYS,
    All,
    Any,
    ColumnMoment,
    Has,
    Later,
    MomentNode,
    Node,
    Not,
    Ref,
    RelatedMoment,
    Test,
)


def certainly(answer: Value) -> Value:
    return answer.fill_null(False)


def possibly(answer: Value) -> Value:
    return answer.fill_null(True)


def three(true: Value, false: Value) -> Value:
    """True, false, or null where neither holds."""
    return ibis.cases((true, True), (false, False), else_=ibis.null("boolean"))


def truth(node: Node, wide: Wide, at: Relation) -> Value:
    """A condition's answer for each row of `at`: true, false or null."""
    if isinstance(node, All | Any):
        answers = [truth(part, wide, at) for part in node.parts]
        if not answers:
            return ibis.literal(isinstance(node, All))
        return reduce((lambda a, b: a & b) if isinstance(node, All) else (lambda a, b: a | b), answers)
    if isinstance(node, Not):
        return ~truth(node.part, wide, at)
    if isinstance(node, Has):
        counts = wide.needs["count", node.rows]
        answer = three(at[counts["certain"]] >= node.at_least, at[counts["possible"]] < node.at_least)
        return _unless(wide.key_unseen(at, node.rows), answer)
    answer = _test(node, wide, at)
    if node.since is None:
        return answer
    since = wide.span(at, node.since)
    return three(since.come, since.lo.isnull()) & answer


def _unless(unseen: BooleanValue | None, answer: Value) -> Value:
    """The answer, unknown where it leans on a row that is not seen."""
    return answer if unseen is None else unseen.ifelse(ibis.null("boolean"), answer)


def possible_parts(node: Node, wide: Wide, at: Relation) -> list[Value]:
    """A condition is not false where none of these is false. Engines look at each part as early as they can, before joins."""
    if isinstance(node, All):
        return [possible for part in node.parts for possible in possible_parts(part, wide, at)]
    return [possibly(truth(node, wide, at))]


def always(node: Node) -> bool:
    return bool(node == ALWAYS)


def _test(test: Test, wide: Wide, at: Relation) -> Value:
    operation, value, ref = test.operation, test.value, test.ref
    if operation == "known":
        unseen, known = wide.is_unseen(at, ref.table), wide.value(at, ref).notnull()
        known = known if unseen is None else known & ~unseen
        return known if value else ~known
    if operation in ("before", "on_or_before", "after", "on_or_after"):
        other = _later(wide.span(at, value.ref), value.by) if isinstance(value, Later) else wide.span(at, value)  # type: ignore[arg-type]
        return _compare_moments(operation, wide.span(at, ref), other)
    if operation in ("same_as", "differs_from"):
        answer = _same(wide, at, ref, value)  # type: ignore[arg-type]
        return answer if operation == "same_as" else ~answer
    left = wide.value(at, ref)
    if operation in ("in", "not_in"):
        answer = left.isin(list(value))  # type: ignore[call-overload]
        return answer if operation == "in" else ~answer
    return {"is": left.__eq__, "at_least": left.__ge__, "at_most": left.__le__, "more_than": left.__gt__,
            "less_than": left.__lt__}[operation](value)


def _later(span: Span, by: int) -> Span:
    return replace(span, lo=span.lo + by, hi=span.hi + by)


def _same(wide: Wide, at: Relation, ref: Ref, other: Ref) -> Value:
    if not wide.is_moment(ref) or not wide.is_moment(other):
        return equal(wide.value(at, ref), wide.value(at, other))
    left, right = wide.span(at, ref), wide.span(at, other)
    dates = all(wide.cells[one].kind == "date" for one in (ref, other))
    known = left.hi - left.lo < LONGEST_DAY if dates else left.lo == left.hi
    same = three(known & (left.lo == right.lo) & (left.hi == right.hi), (left.hi < right.lo) | (right.hi < left.lo))
    return _unless(any_of([~one.come for one in (left, right)]), same)


def equal(left: Value, right: Value) -> Value:
    """Whether two values are the same; values of different kinds never are. Null where either is."""
    kinds = [("number" if one.type().is_numeric() else str(one.type())) for one in (left, right)]
    if kinds[0] != kinds[1]:
        return (left.notnull() & right.notnull()).ifelse(False, ibis.null("boolean"))
    return left == right


def _compare_moments(operation: str, left: Span, right: Span) -> Value:
    """left against right for every possibility of both; a left that has not happened is none of these."""
    lo, hi = right.lo.fill_null(NEVER), right.latest.fill_null(NEVER)
    if left.exact and right.exact and left.sure is None and right.sure is None:
        answer = {"before": left.lo.__lt__, "on_or_before": left.lo.__le__, "after": left.lo.__gt__,
                  "on_or_after": left.lo.__ge__}[operation](lo)
        return answer.fill_null(False)
    true, false = {
        "before": (left.hi < lo, left.lo >= hi),
        "on_or_before": (left.hi <= lo, left.lo > hi),
        "after": (left.lo > hi, left.hi <= lo),
        "on_or_after": (left.lo >= hi, left.hi < lo),
    }[operation]
    if left.sure is not None:
        true = true & left.sure  # what has not come is none of these
    return ibis.cases((left.lo.isnull(), False), (true, True), (false, False), else_=ibis.null("boolean"))


def moment(node: MomentNode, wide: Wide, at: Relation) -> Span:
    """The span of a moment for each row of `at`."""
    if isinstance(node, ColumnMoment):
        return wide.span(at, node.ref)
    if isinstance(node, RelatedMoment):
        return _related(node, wide, at)
    spans = [moment(part, wide, at) for part in node.parts]
    exact, implied = all(one.exact for one in spans), any(one.implied for one in spans)
    if exact and all(one.sure is None for one in spans):
        lo = _extreme([one.lo for one in spans], node.latest)
        return Span(lo, lo, exact, implied)
    # What surely has come bounds the earliest from above and the latest from below; where nothing has, all of them are possible.
    null, come = ibis.null("int64"), [one.come for one in spans]
    side = "lo" if node.latest else "hi"
    surely = _extreme([is_so.ifelse(getattr(one, side), null) for is_so, one in zip(come, spans, strict=True)], node.latest)
    perhaps = _extreme([getattr(one, side) for one in spans], not node.latest)
    bound, other = ibis.coalesce(surely, perhaps), _extreme([one.hi if node.latest else one.lo for one in spans], node.latest)
    lo, hi = (bound, other) if node.latest else (other, bound)
    unsure = any(one.sure is not None for one in spans)
    return Span(lo, hi, False, implied, reduce(lambda a, b: a | b, come) if unsure else None, _one_of(spans, lo == hi))


def _one_of(spans: list[Span], exact: BooleanValue) -> BooleanValue:
    """Whether of several moments no more than one is there, and that is of one record, or nothing is open between them."""
    there = [one.lo.notnull().ifelse(1, 0) for one in spans]
    of_one = [one.lo.notnull() if one.one is None else one.lo.notnull() & one.one for one in spans]
    return exact | ((reduce(lambda a, b: a + b, there) == 1) & reduce(lambda a, b: a | b, of_one))


def _related(node: RelatedMoment, wide: Wide, at: Relation) -> Span:
    """The first or last moment of related rows, as it was gathered for each row of `at`."""
    need = ("last" if node.last else "first", node.rows)
    told, named = wide.nearest[need], {part: at[name] for part, name in wide.needs[need].items()}
    lo, hi = named["lo"], named.get("hi", named["lo"])
    sure = named["sure"].fill_null(False) if "sure" in named else None
    one = None if told.exact else lo == hi if "several" not in named else (lo == hi) | ~named["several"]
    span = Span(lo, hi, told.exact, told.implied, sure, one)
    unseen = wide.key_unseen(at, node.rows)
    return span if unseen is None else wide.unless(unseen, span, planned=told.planned)


def _extreme(values: list[Value], latest: bool) -> Value:
    """The greatest (or least) of those that are not null. Engines differ on nulls here, so they are replaced first."""
    missing = -NEVER - 1 if latest else NEVER
    chosen = (ibis.greatest if latest else ibis.least)(*[one.fill_null(missing) for one in values])
    return chosen.nullif(missing)
