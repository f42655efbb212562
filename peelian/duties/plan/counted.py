"""Counted rows: the records behind indicators, capacity, audits and population checks."""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr.types import Table as Relation

from peelian.clocks import NEVER
from peelian.duties.ledger import COUNTED_COLUMNS, COUNTED_SORT
from peelian.duties.plan.conditions import moment, possibly, truth
from peelian.duties.plan.wide import as_text
from peelian.duties.plan.world import World
from peelian.standards.rules import CountedRule, Ref


def asked(rule: CountedRule) -> tuple[object, ...]:
    """The parts of a rule that are evaluated over its rows."""
    return (rule.key, rule.where, rule.month, rule.value, rule.category, rule.attribution)


def counted_rows(rules: list[CountedRule], world: World) -> Relation:
    """The counted rows of one standard, in their order; moments as microseconds."""
    found = [_rows(rule, world) for rule in rules]
    rows = ibis.union(*found) if len(found) > 1 else found[0]
    return rows.order_by([rows[name] for name in COUNTED_SORT if name != "standard"])


def _rows(rule: CountedRule, world: World) -> Relation:
    wide = world.frames.own(rule)
    at, holder = wide.table, rule.attribution.holder

    def text(ref: Ref | None) -> ibis.expr.types.Value:
        return ibis.null("string") if ref is None else as_text(wide.value(at, ref))

    key = [text(ref) for ref in rule.key]
    month = moment(rule.month, wide, at) if rule.month else None
    happened = month.lo if month else ibis.null("int64")
    answer = truth(rule.where, wide, at)
    if month is not None and month.sure is not None:  # it may not have happened
        answer = answer & month.come.ifelse(True, ibis.null("boolean"))
    latest = month.hi if month is not None and not month.exact and not rule.standing else ibis.null("int64")
    value = wide.value(at, rule.value).cast("float64") if rule.value else ibis.literal(1.0)
    rows = at.select(
        truth=answer, record_id=reduce(lambda a, b: a + "|" + b, key),
        force=text(rule.attribution.force), area=text(rule.attribution.area), happened_at=happened.cast("int64"),
        latest=latest.cast("int64"), at=happened.fill_null(world.as_at) if rule.month is None else happened, value=value,
        category=text(rule.category), holder_key=text(holder.key if holder and holder.record else None),
        owner=text(holder.owner if holder and not holder.record else None),
        team=text(holder.team if holder and not holder.record else None))
    rows = rows.filter(possibly(rows.truth), rows.record_id.notnull(), rows["at"] > -NEVER)
    if rule.standing:
        rows = rows.filter(rows["at"] <= world.as_at, ibis.literal(rule.in_force_from <= world.as_at < rule.in_force_to))
    else:
        rows = rows.filter(rows["at"] >= rule.in_force_from, rows["at"] < rule.in_force_to)
    if holder is not None and holder.record is not None:
        both = {"owner": "owner", "team": "team"}
        rows = world.holders(holder).at(rows.drop(*both), "at", both, {})
    rows = world.days.with_local(rows, "happened_at", "month")
    if month is not None and not month.exact and not rule.standing:  # it may have happened in another month
        rows = world.days.with_local(rows, "latest", "month")
        same = (rows.happened_at_month == rows.latest_month).fill_null(False)
        rows = rows.mutate(truth=rows.truth & same.ifelse(True, ibis.null("boolean")))
    fixed = {"standard": rule.standard, "edition": rule.edition, "settings": rule.settings, "role": rule.role,
             "record_type": rule.frame.base}
    values = {**{name: ibis.literal(value) for name, value in fixed.items()}, "period": rows.happened_at_month.fill_null("undated")}
    return rows.select(**{name: values[name] if name in values else rows[name] for name in COUNTED_COLUMNS})
