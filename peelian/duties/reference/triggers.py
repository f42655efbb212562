"""What could make duties of a rule: rows of its frame or, of a period, a subject and a month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from peelian.duties.reference.conditions import Truth, all_of, any_of, moment_of, truth
from peelian.duties.reference.nth import numbered
from peelian.duties.reference.sight import Span
from peelian.duties.reference.world import Context, World, value_of
from peelian.standards.rules import Rule


@dataclass(frozen=True)
class Trigger:
    """What makes one duty possible: a row of the frame, or a subject and its month."""

    context: Context
    subject: str | None
    id: str | None
    population: Truth
    start: Span | None
    month: Span | None = None  # first and last instant, for a period
    team: str | None = None
    counts: Truth = True  # whether it surely is the nth, where only such a row triggers


def triggers(rule: Rule, world: World) -> Iterator[Trigger]:
    """Every row that could make a duty under the rule's population, true or unknown."""
    if rule.period is not None:
        yield from _periods(rule, world)
        return
    base = rule.frame.base
    for row, counts in numbered(rule, world) if rule.nth else ((row, True) for row in world.rows[base]):
        whose = rule.nth is None or row.get(rule.nth.per) is not None  # nobody knows whose nth it is
        for context in world.contexts(rule.frame, row):
            population = all_of([counts, truth(rule.where, context, world)])
            if population is False:
                continue
            keys = [value_of(context, ref) for ref in rule.triggers]
            whole = None if any(key is None for key in keys) else "|".join(str(key) for key in keys)
            yield Trigger(context, value_of(context, rule.subject) if whose else None, whole, population,
                          moment_of(rule.clock.starts, context, world), counts=counts)


def _periods(rule: Rule, world: World) -> Iterator[Trigger]:
    assert rule.period is not None
    base, per = rule.frame.base, rule.period.per
    happened = world.tables[base].happened or ""
    groups: dict[tuple[str, str], list[tuple[Context, Truth]]] = {}
    for row in world.rows[base]:
        if row.get(per) is None or row.get(happened) is None:
            continue
        context = world.contexts(rule.frame, row)[0]
        answer = truth(rule.period.where, context, world)
        if answer is not False:
            month = world.calendar.month(row[happened].lo)
            groups.setdefault((row[per], month), []).append((context, answer))
    for (subject, month), members in groups.items():
        span = month_span(world, month)
        holder = rule.attribution.holder
        teams = [value_of(context, holder.team) for context, _ in members] if holder and holder.team else []
        known = [team for team in teams if team is not None]
        grouped: Context = {base: {per: subject, "force_code": _smallest([value_of(one, rule.attribution.force) for one, _ in
                                                                 members]) if rule.attribution.force else None}}
        yield Trigger(grouped, subject, month, any_of([answer for _, answer in members]), Span(span.lo, span.lo), span,
                      min(known) if known else None)


def _smallest(values: list) -> str | None:
    known = [value for value in values if value is not None]
    return min(known) if known else None


def month_span(world: World, month: str) -> Span:
    from datetime import date

    from peelian.clocks import add_months
    first = date(int(month[:4]), int(month[5:]), 1)
    return Span(world.calendar.day_start(first), world.calendar.day_start(add_months(first, 1)) - 1)


def takes(rule: Rule, trigger: Trigger, world: World) -> bool:
    """Whether what starts a clock is, or might be, of the population of an edition."""
    if rule not in world.taken:
        world.taken[rule] = frozenset(one.id for one in triggers(rule, world) if one.id is not None)
    return trigger.id in world.taken[rule]
