"""Which rows are the nth of somebody's within a time, so that they trigger a duty."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from peelian.duties.plan.conditions import certainly, possibly, three, truth
from peelian.duties.plan.wide import Wide, key_text
from peelian.duties.plan.world import World
from peelian.standards.rules import Ref, Rule


def numbered(rule: Rule, wide: Wide, world: World) -> Relation:
    """The rows that are the nth of their `per`, or a later one, within the time before them, or that may be (`nth_counts`).

    nth_per is null where nobody knows whose they are.
    """
    assert rule.nth is not None
    base, others = rule.frame.base, rule.nth.nth - 1
    table = world.tables[base]
    happened = wide.span(wide.table, Ref(base, table.happened or ""))
    counts = truth(rule.nth.where, wide, wide.table)
    at = wide.table.filter(possibly(counts), happened.lo.notnull())
    at = at.mutate(nth_per=wide.value(at, Ref(base, rule.nth.per)), nth_lo=happened.lo, nth_hi=happened.hi,
                   nth_key=key_text(wide, at, table), nth_sure=certainly(counts))
    order = ["nth_lo", "nth_key"]
    surely = ibis.window(group_by=["nth_per", "nth_sure"], order_by=order)
    so_far = ibis.window(group_by="nth_per", order_by=order, preceding=None, following=0)
    at = at.mutate(nth_surely=at.nth_lo.lag(others).over(surely), nth_latest=at.nth_hi.max().over(so_far))
    at = at.mutate(nth_latest=at.nth_latest.lag(others).over(ibis.window(group_by="nth_per", order_by=order)))
    at = world.days.with_due(at, "nth_surely", rule.nth.within, "nth_surely_until")
    at = world.days.with_due(at, "nth_latest", rule.nth.within, "nth_latest_until")
    is_nth = at.nth_sure & at.nth_surely.notnull() & certainly(at.nth_surely_until >= at.nth_hi)
    may_be = at.nth_latest.notnull() & possibly(at.nth_latest_until >= at.nth_lo)
    whose = at.nth_per.notnull()
    at = at.mutate(nth_counts=three(whose & is_nth, whose & ~may_be))
    return at.filter(possibly(at.nth_counts))
