"""Which rows are the nth of somebody's within a time, so that they trigger a duty."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table as Relation

from peelian.duties.plan.conditions import certainly, possibly, three, truth
from peelian.duties.plan.wide import Wide, key_text, linked
from peelian.duties.plan.world import World
from peelian.standards.rules import Ref, Rule


def numbered(rule: Rule, wide: Wide, world: World) -> Relation:
    """The rows that are the nth of their `per`, or a later one, within the time before them, or that may be (`nth_counts`).

    nth_per is null where nobody knows whose they are.
    """
    assert rule.nth is not None
    base = rule.frame.base
    table = world.tables[base]
    happened = wide.span(wide.table, Ref(base, table.happened or ""))
    counts = truth(rule.nth.where, wide, wide.table)
    at = wide.table.filter(possibly(counts), happened.lo.notnull())
    at = at.mutate(nth_per=wide.value(at, Ref(base, rule.nth.per)), nth_lo=happened.lo, nth_hi=happened.hi,
                   nth_key=key_text(wide, at, table), nth_sure=certainly(counts))
    at = _by_order(rule, at, world) if happened.exact else _by_spans(rule, at, world)
    whose = at.nth_per.notnull()
    at = at.mutate(nth_counts=three(whose & at.nth_sure & at.nth_surely, whose & ~at.nth_perhaps))
    return at.filter(possibly(at.nth_counts))


def _by_order(rule: Rule, at: Relation, world: World) -> Relation:
    """Adds nth_surely and nth_perhaps where moments are exact: the row that stands nth-1 places before says it."""
    assert rule.nth is not None
    order, others = ["nth_lo", "nth_key"], rule.nth.nth - 1
    at = at.mutate(nth_first=at.nth_lo.lag(others).over(ibis.window(group_by=["nth_per", "nth_sure"], order_by=order)),
                   nth_any=at.nth_lo.lag(others).over(ibis.window(group_by="nth_per", order_by=order)))
    at = world.days.with_due(at, "nth_first", rule.nth.within, "nth_first_until")
    at = world.days.with_due(at, "nth_any", rule.nth.within, "nth_any_until")
    return at.mutate(nth_surely=at.nth_first.notnull() & certainly(at.nth_first_until >= at.nth_lo),
                     nth_perhaps=at.nth_any.notnull() & possibly(at.nth_any_until >= at.nth_lo))


def _by_spans(rule: Rule, at: Relation, world: World) -> Relation:
    """The same where moments are coarse: others are counted span by span, and there are no more spans than days and months."""
    assert rule.nth is not None
    others = rule.nth.nth - 1
    span = ["nth_per", "nth_lo", "nth_hi"]
    known = at.filter(at.nth_per.notnull())
    alike = known.group_by(span).aggregate(perhaps=known.count(), surely=known.nth_sure.ifelse(1, 0).sum())
    that = world.days.with_due(alike, "nth_lo", rule.nth.within, "until_lo")
    that = world.days.with_due(that, "nth_hi", rule.nth.within, "until_hi")
    that = world.staged("spans", "how many of a series fell within each span", that)
    this = that.select(per="nth_per", lo="nth_lo", hi="nth_hi")
    pairs = linked(this, that, [this.per == that.nth_per, that.nth_lo <= this.hi, (that.nth_lo != this.lo) | (that.nth_hi != this.hi)],
                   {name: name for name in ("nth_lo", "nth_hi", "until_lo", "until_hi", "surely", "perhaps")}, "inner")
    before = (pairs.nth_hi <= pairs.lo) & certainly(pairs.until_lo >= pairs.hi)
    found = pairs.group_by("per", "lo", "hi").aggregate(
        surely=before.ifelse(pairs.surely, 0).sum(), perhaps=possibly(pairs.until_hi >= pairs.lo).ifelse(pairs.perhaps, 0).sum())
    at = linked(at, found, [at.nth_per == found.per, at.nth_lo == found.lo, at.nth_hi == found.hi],
                {"nth_surely": "surely", "nth_perhaps": "perhaps"})
    within = {"group_by": span, "order_by": "nth_key", "rows": (None, -1)}  # of the same span: at one instant keys say which came first
    instant, one = at.nth_lo == at.nth_hi, ibis.window(group_by=span)
    earlier = at.count().over(ibis.window(**within)).fill_null(0)
    earlier_sure = at.nth_sure.ifelse(1, 0).sum().over(ibis.window(**within)).fill_null(0)
    return at.mutate(nth_surely=at.nth_surely.fill_null(0) + instant.ifelse(earlier_sure, 0) >= others,
                     nth_perhaps=at.nth_perhaps.fill_null(0) + instant.ifelse(earlier, at.count().over(one) - 1) >= others)
